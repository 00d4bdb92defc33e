import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@stormpetrel/testkit/process';
import { findAccessFaults, findAccessFaultsInBothThemes, openPage } from './browser.ts';
import type { OpenOptions } from './browser.ts';
import { waitForQuiet } from './quiet-network.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

/** Every page of traces and the map, and what has to be on it. */
const pages: readonly (readonly [
  name: string,
  path: string,
  text: string,
  options?: OpenOptions,
])[] = [
  ['the search', '/traces', 'Capped at 500'],
  ['a search that finds nothing', '/traces?q=dur>100s', 'No traces match'],
  ['a search that cannot be read', '/traces?q=dur>fast', 'is no duration'],
  ['a trace', '/trace/mock-60?find=redis', 'POST:/order'],
  ['a trace with everything wrong', '/trace/mock-broken', 'lost the parent'],
  ['the statistics of a trace', '/trace/mock-1000?view=statistics', 'Self time'],
  ['a trace that is not there', '/trace/mock-none', 'This trace is not here'],
  ['a trace without a file', '/trace/file', 'Drop a trace file here'],
  ['the map', '/map', '15 services'],
  ['a map of 300', '/map', '300 services', { scene: 'many' }],
  ['an empty map', '/map', 'No calls in this window', { scene: 'empty' }],
];

for (const [name, path, text, options] of pages) {
  test(`shows ${name} in both themes, clean for axe, without a complaint`, { skip }, async () => {
    const opened = await openPage(stage, path, options);
    await opened.page.getByText(text).first().waitFor();
    assert.deepEqual(await findAccessFaultsInBothThemes(opened.page), []);
    assert.deepEqual(opened.complaints, []);
    await opened.close();
  });
}

for (const width of [390, 1280, 2560]) {
  test(
    `fits traces and maps into ${width} pixels without scrolling sideways`,
    { skip },
    async () => {
      for (const path of ['/traces', '/trace/mock-1000', '/map']) {
        const { page, close } = await openPage(stage, path, { width, height: 844 });
        const [content, view] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, window.innerWidth]',
        );
        assert.ok(content <= view, `${path} is ${content} wide in ${view}`);
        await close();
      }
    },
  );
}

test('says that the server failed, and tries again', { skip }, async () => {
  const { page, server, close } = await openPage(stage, '/traces');
  await page.getByRole('table', { name: 'Traces' }).waitFor();
  server.setScene('broken');
  await page.getByRole('combobox', { name: 'Search for traces' }).fill('error');
  await page.keyboard.press('Enter');
  await page.getByText('The server answered 503').waitFor();
  server.setScene('full');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table', { name: 'Traces' }).waitFor();
  await close();
});

test(
  'searches by text with suggestions, opens by keyboard, and comes back to the same',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/traces', { isStill: true });
    await page.keyboard.press('/');
    await page.keyboard.type('err');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('tag:');
    await page.getByRole('option', { name: 'http.method' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'GET' }).waitFor();
    assert.equal(
      await page.getByRole('combobox', { name: 'Search for traces' }).inputValue(),
      'error tag:http.method=',
    );
    await page.getByRole('combobox', { name: 'Search for traces' }).fill('error');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=error/u);
    // Keys walk the new list, not the one that it replaces.
    await waitForQuiet(page);
    await page.getByRole('combobox', { name: 'Search for traces' }).blur();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    await page.goBack();
    await page.waitForURL(/q=error/u);
    await close();
  },
);

test('turns a box drawn over the scatter into a window and bounds', { skip }, async () => {
  const { page, close } = await openPage(stage, '/traces?q=limit=1000');
  await waitForQuiet(page);
  const plot = await page.locator('.scatter__canvas').boundingBox();
  assert.ok(plot !== null);
  await page.mouse.move(plot.x + plot.width * 0.6, plot.y + plot.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.9, plot.y + plot.height * 0.5, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/t=\d+\.\.\d+/u);
  const bar = page.getByRole('combobox', { name: 'Search for traces' });
  await eventually(5_000, async () =>
    assert.match(await bar.inputValue(), /dur>=\d+ms dur<=\d+ms/u),
  );
  await close();
});

test(
  'opens and scrolls a trace of 10,000 spans with few nodes, and finds names out of view',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/trace/mock-10000');
    const grid = page.getByRole('treegrid', { name: 'Spans' });
    await grid.waitFor();
    const countNodes = (): Promise<number> =>
      page.evaluate<number>('document.querySelectorAll("*").length');
    assert.ok((await countNodes()) < 3000);
    await grid.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await page.waitForTimeout(100);
    assert.ok((await countNodes()) < 3000);
    const last = Number(await grid.getAttribute('aria-rowcount'));
    await page.locator(`#span-line-${last - 1}`).waitFor();
    await page.keyboard.press('f');
    await page.keyboard.type('redis timed out');
    const count = page.locator('.trace-tools__count');
    await page.getByText(/^1\/\d+$/u).waitFor();
    const matches = Number((await count.textContent())?.split('/')[1]);
    assert.ok(matches > 1);
    await page.keyboard.press('Enter');
    assert.equal(await count.textContent(), `2/${matches}`);
    await page.getByRole('row', { selected: true }).waitFor();
    assert.deepEqual(await findAccessFaults(page), []);
    await close();
  },
);

test(
  'walks, folds, zooms and finds errors by keyboard, and a reload shows the same',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/trace/mock-1000');
    const selected = page.getByRole('row', { selected: true });
    const rows = async (): Promise<number> =>
      Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
    const before = await rows();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await selected.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await selected.getAttribute('aria-expanded'), 'false');
    assert.ok((await rows()) < before);
    await page.keyboard.press('z');
    await page.keyboard.press('c');
    await page.waitForURL(/path=off/u);
    await page.waitForURL(/span=.+zoom=.+fold=/u);
    const span = await page
      .getByRole('complementary', { name: 'Span' })
      .getByText(/ : \d+$/u)
      .textContent();
    await page.reload();
    await waitForQuiet(page);
    assert.equal(await selected.getAttribute('aria-expanded'), 'false');
    assert.equal(
      await page
        .getByRole('complementary', { name: 'Span' })
        .getByText(/ : \d+$/u)
        .textContent(),
      span,
    );
    await page.keyboard.press('e');
    await page.getByText('! failed').waitFor();
    await close();
  },
);

test('opens a trace from a file that is dropped on the page', { skip }, async () => {
  const { page, close } = await openPage(stage, '/trace/file');
  await page.evaluate(`(() => {
    const span = { traceId: 'x', segmentId: 's', spanId: 0, parentSpanId: -1, serviceCode: 'from-a-file', endpointName: 'GET:/dropped', startTime: 1000, endTime: 1200, refs: [], tags: [], logs: [] };
    const data = new DataTransfer();
    data.items.add(new File([JSON.stringify({ data: { trace: { spans: [span] } } })], 'trace.json'));
    document.querySelector('.file-drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  })()`);
  await page.getByRole('heading', { name: 'GET:/dropped' }).waitFor();
  await close();
});

test(
  'selects on the map and in its list, goes around a service, and keeps the view on refresh',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/map');
    await page.getByRole('button', { name: /^payment/u }).click();
    await page.getByRole('heading', { name: 'payment' }).waitFor();
    await page.waitForURL(/at=/u);
    await page.waitForURL(/view=/u);
    const view = new URL(page.url()).searchParams.get('view');
    await page.keyboard.press('r');
    await page.waitForTimeout(400);
    assert.equal(new URL(page.url()).searchParams.get('view'), view);
    await page.getByRole('button', { name: 'Map around it' }).click();
    await page.waitForURL(/around=/u);
    await page.getByText('Around payment').waitFor();
    await page.goBack();
    await page.getByText('15 services').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('redis');
    await page.getByRole('heading', { name: '1 found' }).waitFor();
    await close();
  },
);
