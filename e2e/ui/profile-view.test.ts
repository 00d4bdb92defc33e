/** A profile in a browser: the picture and its keys, comparisons, exports, thread dumps beside their request. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { findAccessFaults, openPage } from './browser.ts';
import { dropFile, dumpsPath, taskPath, yesterday } from './mock-profiles.ts';
import { waitForQuiet } from './quiet-network.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

/** What the picture says of itself: where it is, what is selected, what was found. */
async function screenOf(page: Page): Promise<unknown> {
  return {
    crumbs: await page.getByRole('navigation', { name: 'Zoom' }).allInnerTexts(),
    selected: await page.locator('.flame-selected__name').allInnerTexts(),
    found: await page.locator('.profile-find__count').innerText(),
    rows: await page.locator('.symbol-table__body').innerText(),
    tools: await page.getByRole('toolbar', { name: 'Profile' }).innerText(),
  };
}

test(
  'walks, zooms, searches and turns a profile by keyboard, and a link shows the same elsewhere',
  { skip },
  async () => {
    const { page, server, close } = await openPage(stage, taskPath, { isStill: true });
    await page.getByRole('grid', { name: 'Functions' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page
      .getByRole('status')
      .getByText('java.util.concurrent.ThreadPoolExecutor.runWorker')
      .waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('status').getByText('java.lang.Thread.run').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('status').getByText('thread_native_entry').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoom' }).getByText('thread_native_entry').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Zoom' }).waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('/pattern\\.(expr|clazz)/');
    await page.getByText(/% in 2$/u).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('java.util.regex.Pattern.expr').waitFor();
    await page
      .getByRole('textbox', { name: 'Search' })
      .or(page.getByRole('searchbox'))
      .first()
      .blur();
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoom' }).getByText('Pattern.expr').waitFor();
    await page.keyboard.press('x');
    await page.waitForURL(/rec=all/u);
    const there = await openPage(stage, '/services', { isStill: true });
    await there.page.goto(page.url().replace(server.url, there.server.url));
    await waitForQuiet(there.page);
    await there.page.getByRole('grid', { name: 'Functions' }).waitFor();
    await there.page.getByText(/% in 2$/u).waitFor();
    assert.deepEqual(await screenOf(there.page), await screenOf(page));
    await there.close();
    await close();
  },
);

test('zooms by a click on the picture, and comes back by the way above it', { skip }, async () => {
  const { page, close } = await openPage(stage, taskPath);
  const canvas = page.locator('.flame-graph__canvas');
  await canvas.click({ position: { x: 100, y: 170 } });
  const way = page.getByRole('navigation', { name: 'Zoom' });
  await way.getByText('PriceRules.apply').waitFor();
  await page.waitForURL(/zoom=/u);
  await way.getByRole('button', { name: 'all' }).click();
  await way.waitFor({ state: 'detached' });
  await page.goBack();
  await way.getByText('PriceRules.apply').waitFor();
  await close();
});

test('counts only the window that is drawn on the strip of time', { skip }, async () => {
  const { page, close } = await openPage(stage, taskPath);
  const strip = page.locator('.time-strip__canvas');
  await strip.waitFor();
  const box = await strip.boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width * 0.55, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.67, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/r=\d/u);
  await page
    .locator('.profile-head__numbers')
    .getByText(/^1\.\d+ k$/u)
    .waitFor();
  await page.getByRole('button', { name: 'All of the time' }).click();
  await page.locator('.profile-head__numbers').getByText('5.20 k').waitFor();
  await close();
});

test('compares with the task of yesterday, and swaps the sides', { skip }, async () => {
  const { page, close } = await openPage(stage, taskPath);
  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('option', { name: /1 d ago/u }).click();
  const grid = page.getByRole('grid', { name: 'Functions' });
  await grid.getByRole('columnheader', { name: 'Δ Self' }).waitFor();
  await grid.getByText('+11.1 %').waitFor();
  await page.getByRole('button', { name: 'Swap the sides' }).click();
  await grid.getByText('−11.1 %').waitFor();
  assert.match(page.url(), /vs=task/u);
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await grid.getByRole('columnheader', { name: 'Δ Self' }).waitFor({ state: 'detached' });
  await close();
});

test('compares two times of one recording', { skip }, async () => {
  const { page, close } = await openPage(stage, `${taskPath}?r=33000-40000`);
  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('option', { name: /The time before the window/u }).click();
  await page.getByRole('group', { name: /^Before/u }).waitFor();
  await page.waitForURL(/vs\.r=26000-33000/u);
  await close();
});

test('goes from a span to its dumps and back, the span chosen', { skip }, async () => {
  const { page, close } = await openPage(stage, '/trace/mock-profiled-1', { isStill: true });
  await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('link', { name: 'Flame graph of this span' }).click();
  const waterfall = page.getByRole('region', { name: 'Waterfall' });
  await waterfall.getByRole('button', { name: /GET:\/recommend/u, pressed: true }).waitFor();
  const numbers = page.locator('.profile-head__numbers');
  await numbers.getByText('140').waitFor();
  await page.getByLabel('without its children').check();
  await numbers.getByText('82').waitFor();
  await waterfall.getByRole('button', { name: /execute/u }).click();
  await numbers.getByText('140').waitFor({ state: 'detached' });
  await page.waitForURL(/span=a81c\.seg\.1:1/u);
  await page.getByRole('link', { name: 'Open the trace' }).click();
  await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
  await close();
});

/** What the server is asked for by a link of the export menu. */
async function exportOf(page: Page, name: string): Promise<Record<string, string[]>> {
  await page.getByRole('button', { name: 'Export ▾' }).click();
  const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
  const { searchParams } = new URL(href ?? '', 'http://page');
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)]),
  );
}

test('exports just what is seen, and says what that is', { skip }, async () => {
  const { page, close } = await openPage(stage, taskPath, { isStill: true });
  await page.getByRole('button', { name: 'All threads ▾' }).click();
  const thread = page.locator('.profile-names label').first();
  const name = await thread.locator('.profile-names__name').innerText();
  await thread.click();
  await page.waitForURL(/th=/u);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('option', { name: /1 d ago/u }).click();
  await page.getByRole('columnheader', { name: 'Δ Self' }).waitFor();
  const asked = await exportOf(page, 'SVG');
  assert.deepEqual(
    [asked['thread'], asked['againstThread'], asked['event'], asked['againstEvent']],
    [[name], [name], ['jdk.ExecutionSample'], ['jdk.ExecutionSample']],
  );
  assert.match(asked['against']?.[0] ?? '', /^task\//u);
  const menu = page.getByRole('dialog', { name: 'Export' });
  await menu.getByText(`thread ${name}, scaled to the same whole`).waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await close();
});

test('exports the time of the span that is chosen', { skip }, async () => {
  const path = `${dumpsPath}?seg=a81c.seg.1&span=a81c.seg.1:0`;
  const { page, close } = await openPage(stage, path, { isStill: true });
  await page.locator('.profile-head__numbers').getByText('140').waitFor();
  const asked = await exportOf(page, 'pprof');
  assert.deepEqual(
    [asked['segment'], Number(asked['to']?.[0]) - Number(asked['from']?.[0])],
    [['a81c.seg.1'], 1421],
  );
  const traces = await page
    .getByRole('link', { name: 'Traces', exact: true })
    .last()
    .getAttribute('href');
  assert.match(decodeURIComponent(traces ?? ''), /endpoint=GET:\/recommend&t=\d+\.\.\d+/u);
  await close();
});

test('zooms to the frame that was clicked where its path comes many times', { skip }, async () => {
  const { page, close } = await openPage(stage, `${taskPath}?order=time`, { isStill: true });
  const canvas = page.locator('.flame-graph__canvas');
  await canvas.waitFor();
  for (const x of [500, 620]) {
    await canvas.hover({ position: { x, y: 150 } });
    const tip = await page.locator('.flame-graph__tip').innerText();
    await canvas.click({ position: { x, y: 150 } });
    await page.getByRole('navigation', { name: 'Zoom' }).waitFor();
    const [name = '', weight = ''] = [tip.split('\n')[0], /total (.*)/u.exec(tip)?.[1]];
    await page.getByRole('status').getByText(name).waitFor();
    await page.getByRole('status').getByText(weight).waitFor();
    await page.keyboard.press('0');
    await page.getByRole('navigation', { name: 'Zoom' }).waitFor({ state: 'detached' });
  }
  await close();
});

test(
  'moves only the half of a sandwich that is turned, and a link finds it there',
  { skip },
  async () => {
    const { page, server, close } = await openPage(
      stage,
      `${taskPath}?view=sandwich&fn=shop.payment.PriceRules.apply`,
      { isStill: true },
    );
    const calls = page.locator('.flame-graph__canvas').nth(1);
    await calls.hover({ position: { x: 200, y: 50 } });
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await page.waitForURL(/x=1%3A0\.|x=1:0\./u);
    const picture = (of: Page): Promise<Buffer> => of.locator('.flame-pane').screenshot();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(100);
    const here = await picture(page);
    const there = await openPage(stage, page.url().replace(server.url, ''), { isStill: true });
    await there.page.locator('.flame-graph__canvas').nth(1).waitFor();
    assert.ok((await picture(there.page)).equals(here), 'another picture from the link');
    await there.close();
    await close();
  },
);

test('copies the link of what is on the screen, and not of a moment before', { skip }, async () => {
  const { page, close } = await openPage(stage, taskPath, { isStill: true });
  await page.getByRole('grid', { name: 'Functions' }).waitFor();
  await page.evaluate(
    `Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })`,
  );
  // Both in one task of the page, so that nothing is written to the address in between.
  await page.evaluate(
    `for (const key of ['x', 'y']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`,
  );
  assert.match(await page.evaluate<string>('window.copied'), /rec=all/u);
  await close();
});

test(
  'goes from one request to another with the same view, the focus where it was',
  { skip },
  async () => {
    const { page, close } = await openPage(
      stage,
      `${dumpsPath}?seg=a81c.seg.1&span=a81c.seg.1:0&by=file&colour=owner&find=recommend`,
      { isStill: true },
    );
    const pane = page.getByRole('complementary', { name: 'Requests' });
    const second = pane
      .getByRole('listitem')
      .getByRole('button', { name: /860 ms/u })
      .first();
    await second.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('seg') !== 'a81c.seg.1');
    const { searchParams } = new URL(page.url());
    assert.deepEqual(
      ['by', 'colour', 'find', 'span'].map((name) => searchParams.get(name)),
      ['file', 'owner', 'recommend', null],
    );
    await page.getByRole('grid', { name: 'Functions' }).waitFor();
    assert.match(
      await page.evaluate<string>('document.activeElement.className'),
      /segment-pane__item is-at/u,
    );
    await close();
  },
);

test('gives up a pattern that would take for ever, and goes on', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling', { isStill: true });
  const name = `${'a'.repeat(60)}!`;
  await dropFile(page, 'stacks.txt', `main;${name} 3\nmain;idle 1\n`);
  const grid = page.getByRole('grid', { name: 'Functions' });
  await grid.getByText('75 %').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('/(a+)+$/');
  await page.getByText('no pattern').waitFor({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('idle');
  await page.getByText('25 % in 1').waitFor();
  await close();
});

test(
  'scrolls only as deep as what is in view goes, from above and from below',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/profiling', { isStill: true });
    const deep = Array.from({ length: 10_000 }, (_, level) => `f${level}`).join(';');
    await dropFile(page, 'deep.txt', `${deep} 1\nmain;work 3\n`);
    await page.getByRole('grid', { name: 'Functions' }).waitFor();
    const depthPx = (): Promise<number> =>
      page.evaluate(`(() => { const { scrollHeight, clientHeight } = document.querySelector('.flame-graph__scroll');
      return scrollHeight - clientHeight; })()`);
    const scrollTo = (px: number): Promise<unknown> =>
      page.evaluate(`document.querySelector('.flame-graph__scroll').scrollTop = ${px}`);
    assert.ok((await depthPx()) > 199_000);
    await scrollTo(120_000);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoom' }).getByText('main').waitFor();
    assert.equal(await depthPx(), 0);
    await page.keyboard.press('v');
    await page.waitForURL(/shape=flame/u);
    await page.keyboard.press('0');
    await page.getByRole('navigation', { name: 'Zoom' }).waitFor({ state: 'detached' });
    assert.ok((await depthPx()) > 199_000);
    // The root stays at the bottom, where the reader was.
    const [top, most] = [
      await page.evaluate<number>(`document.querySelector('.flame-graph__scroll').scrollTop`),
      await depthPx(),
    ];
    assert.ok(most - top < 2, `${most - top} from the bottom`);
    await close();
  },
);

test('says so where nothing of a comparison is left after', { skip }, async () => {
  const { page, close } = await openPage(stage, `${taskPath}?th=nobody&vs=${yesterday}`, {
    isStill: true,
  });
  await page.getByText('Nothing of it is left after').waitFor();
  await close();
});
