/** The pages of profiling in a browser: the list, a profile, comparisons, thread dumps beside their request. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findAccessFaults, hasBrowser, idOf, openPage, openStage, present } from './browser.ts';
import type { OpenOptions, Stage } from './browser.ts';

const skip = hasBrowser ? false : 'no browser on this machine';

let stage: Stage;

before(async () => {
  if (hasBrowser) stage = await openStage();
});
after(async () => {
  if (hasBrowser) await stage.close();
});

/** The id of the mock's task of a service, made so many minutes ago. */
function taskIdOf(service: string, minutesAgo: number): string {
  return `${present - minutesAgo * 60_000}_${idOf(service, true)}`;
}

const instance = idOf('payment', true, 'payment-7d9f8b6c4-xkq2');
const taskPath = `/profiling/task/${taskIdOf('payment', 14)}/${instance}`;
const yesterday = `task/${taskIdOf('payment', 1454)}/${instance}`;
const dumpsPath = `/profiling/trace/${taskIdOf('recommendation', 33)}`;

const pages: readonly (readonly [
  name: string,
  path: string,
  text: string | RegExp,
  options?: OpenOptions,
])[] = [
  ['all profiles', '/profiling', 'load-test-before-release.jfr'],
  ['no profiles', '/profiling', 'Nothing has been profiled yet', { scene: 'empty' }],
  ['profiles that cannot be read', '/profiling', /answered 503/u, { scene: 'broken' }],
  [
    'a task',
    `/profiling?at=${encodeURIComponent(taskIdOf('inventory', 48))}`,
    'the agent could not do it',
  ],
  ['a new trace task', '/profiling?new=trace', 'Requests slower than'],
  [
    'a new pprof task',
    `/profiling?new=pprof&service=${idOf('gateway', true)}`,
    'Where every goroutine is now',
  ],
  ['a profile', taskPath, '12.6 %'],
  ['a comparison', `${taskPath}?vs=${yesterday}`, 'Δ Self'],
  ['a sandwich', `${taskPath}?view=sandwich&fn=java.util.regex.Pattern.compile`, 'Callers'],
  ['thread dumps of a request', `${dumpsPath}?seg=a81c.seg.1&span=a81c.seg.1:0`, 'Open the trace'],
  ['a profile that is not there', '/profiling/upload/nothing', 'There is no such profile'],
];

for (const [name, path, text, options] of pages) {
  for (const theme of ['light', 'dark'] as const) {
    test(`shows ${name} in ${theme}, clean for axe, without a complaint`, { skip }, async () => {
      const opened = await openPage(stage, path, { ...options, theme, isStill: true });
      await opened.page.getByText(text).first().waitFor();
      assert.deepEqual(await findAccessFaults(opened.page), []);
      const expected = /status of (?:404|503)/u;
      assert.deepEqual(
        opened.complaints.filter((each) => !expected.test(each)),
        [],
      );
      await opened.close();
    });
  }
}

for (const width of [390, 1280, 2560]) {
  test(`fits profiles into ${width} pixels without scrolling sideways`, { skip }, async () => {
    for (const path of [
      '/profiling?new=trace',
      taskPath,
      `${taskPath}?vs=${yesterday}`,
      dumpsPath,
    ]) {
      const { page, close } = await openPage(stage, path, { width, height: 844 });
      await page.waitForLoadState('networkidle');
      const [content, view] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, window.innerWidth]',
      );
      assert.ok(content <= view, `${path} is ${content} wide in ${view}`);
      await close();
    }
  });
}

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
    await there.page.goto(page.url().replace(server.url, there.server.url), {
      waitUntil: 'networkidle',
    });
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

test(
  'makes a task from a span in two clicks, and hears of it by the stream',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/trace/mock-profiled-1');
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('link', { name: 'Profile this endpoint' }).click();
    assert.equal(
      await page.getByRole('combobox', { name: 'Endpoint' }).inputValue(),
      'GET:/recommend',
    );
    await page.getByRole('button', { name: 'Start' }).click();
    await page
      .getByRole('complementary', { name: 'Task of recommendation' })
      .getByText('Waiting')
      .waitFor();
    await page.getByRole('button', { name: 'New task' }).click();
    await page.getByLabel('Service', { exact: true }).selectOption({ label: 'recommendation' });
    await page.getByRole('radio', { name: 'Trace' }).last().click();
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('GET:/recommend');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('current service already has monitor task execute at this time').waitFor();
    await close();
  },
);

test('goes from a span to its dumps and back, the span chosen', { skip }, async () => {
  const { page, close } = await openPage(stage, '/trace/mock-profiled-1');
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

test('uploads a file that is dropped, and says why another is refused', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling');
  const drop = (name: string, text: string): Promise<unknown> =>
    page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
      document.querySelector('.upload-drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`);
  await drop('broken.json', '{"neither": "nor"}');
  await page
    .getByRole('alert')
    .getByText(/broken\.json/u)
    .waitFor();
  await drop('stacks.txt', 'main;work 3\nmain;idle 1\n');
  await page.getByRole('grid', { name: 'Functions' }).getByText('75 %').first().waitFor();
  await page.waitForURL(/\/profiling\/upload\/u1/u);
  await close();
});

test('filters the list, and the address holds the filter', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling?kind=pprof');
  const table = page.getByRole('table', { name: 'Profiles' });
  await table.getByText('gateway').first().waitFor();
  assert.equal(await table.getByText('payment').count(), 0);
  await page.getByRole('radio', { name: 'Running' }).click();
  await page.waitForURL(/state=running/u);
  await table.getByText('1 h ago').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('nobody');
  await page.getByText('None of them is like that').waitFor();
  await close();
});
