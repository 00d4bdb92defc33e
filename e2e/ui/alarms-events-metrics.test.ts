/** The pages of alarms, events and metric expressions, and the marks of events on charts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { findAccessFaults, findAccessFaultsInBothThemes, idOf, openPage } from './browser.ts';
import type { OpenOptions } from './browser.ts';
import { waitForQuiet } from './quiet-network.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

const payment = `/service/${idOf('payment', true)}`;

function consoleAddress(...panels: readonly (readonly [expression: string, of: string])[]): string {
  const parameters = new URLSearchParams();
  for (const [index, [expression, of]] of panels.entries()) {
    parameters.set(`e${index + 1}`, expression);
    if (of !== '') parameters.set(`of${index + 1}`, of);
  }
  return `/mqe?${parameters.toString()}`;
}

const fourPanels = consoleAddress(
  ["service_percentile{p='50,95,99'}", 'service=payment'],
  ['top_n(service_resp_time,10,des)', ''],
  ['avg(service_sla) / 100', 'service=payment'],
  ['top_n(top_n_database_statement,5,des)', 'service=orders-primary.mysql:3306'],
);

/** Every state of the pages, and what has to be on it. */
const pages: readonly (readonly [
  name: string,
  path: string,
  text: string,
  options?: OpenOptions,
])[] = [
  ['alarms', '/alarms', '2 firing'],
  ['a filter of alarms that finds nothing', '/alarms?q=service=pricing', 'matches the filter'],
  ['a filter of alarms that cannot be read', '/alarms?q=scope=Planet', 'scope is one of'],
  ['no alarms', '/alarms', 'Nothing fired in this window', { scene: 'empty' }],
  ['alarms of a server that fails', '/alarms', 'not answer|503', { scene: 'broken' }],
  ['many alarms', '/alarms', 'incidents', { scene: 'many' }],
  ['events', '/events', '14 events'],
  ['a filter of events that finds nothing', '/events?q=name=Nothing', 'matches the filter'],
  ['no events', '/events', 'Nothing happened in this window', { scene: 'empty' }],
  ['many events', '/events', 'events', { scene: 'many' }],
  ['an event', '/events?at=Deployed-payment--14.2', '9f3c1e07'],
  ['the console', '/mqe', 'the slowest services'],
  ['every type of answer', fourPanels, 'SELECT o.*'],
  ['an unknown metric', consoleAddress(['avg(service_cpmm)', 'service=cart']), 'Did you mean'],
  ['a half expression', consoleAddress(['avg(service_cpm +', 'service=cart']), 'ends here'],
  ['a metric of another scope', consoleAddress(['endpoint_cpm', 'service=cart']), 'by endpoint'],
];

for (const [name, path, text, options] of pages) {
  test(`shows ${name} in both themes, clean for axe, without a complaint`, { skip }, async () => {
    const opened = await openPage(stage, path, options);
    await opened.page
      .getByText(new RegExp(escaped(text)))
      .first()
      .waitFor();
    assert.deepEqual(await findAccessFaultsInBothThemes(opened.page), []);
    if (options?.scene !== 'broken') assert.deepEqual(opened.complaints, []);
    await opened.close();
  });
}

function escaped(text: string): string {
  return text.includes('|') ? text : text.replaceAll(/[.*+?^${}()[\]\\]/g, String.raw`\$&`);
}

for (const width of [390, 1280, 2560]) {
  test(`fits them into ${width} pixels without scrolling sideways`, { skip }, async () => {
    for (const path of [
      '/alarms',
      '/events?at=Deployed-payment--14.2',
      '/mqe',
      fourPanels,
      payment,
    ]) {
      const { page, close } = await openPage(stage, path, { width, height: 844 });
      const overflowPx = await page.evaluate<number>(
        'document.documentElement.scrollWidth - innerWidth',
      );
      assert.ok(overflowPx <= 0, `${path} is ${overflowPx} px too wide`);
      await close();
    }
  });
}

function parameter(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

test(
  'goes from a firing alarm to the traces of its minute by keyboard alone',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/services');
    await page
      .getByRole('link', { name: /^Alarms/ })
      .getByText('2')
      .waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('table', { name: 'Incidents' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('tag:');
    await page.getByRole('option', { name: 'level' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'CRITICAL' }).waitFor();
    await page.keyboard.type('CRI');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('2 incidents').waitFor();
    assert.equal(parameter(page, 'q'), 'tag:level=CRITICAL');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const pane = page.getByRole('complementary', { name: 'Incident of checkout' });
    await pane.getByText('service_sla_rule').waitFor();
    await pane.locator('.u-over').waitFor();
    assert.deepEqual(await findAccessFaults(page), []);
    await page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    await page.goBack();
    await pane.waitFor();
    await page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    // The pane has the focus: behind its button to close it are the ways on.
    await pane.getByText('service_sla_rule').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Search for traces' }).waitFor();
    assert.equal(parameter(page, 'q'), 'service=checkout');
    assert.match(parameter(page, 't') ?? '', /^\d+\.\.\d+$/);
    await close();
  },
);

test('walks the timeline with the arrow keys, and a drag over it zooms', { skip }, async () => {
  const { page, close } = await openPage(stage, '/alarms');
  const timeline = page.getByRole('application');
  await timeline.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await timeline
    .getByText(/payment-7d9f8b6c4-v9mz of payment.*over, flapping/)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: /^Incident of payment-7d9f8b6c4-v9mz/ }).waitFor();
  await page.getByRole('radio', { name: 'Firing' }).focus();
  const box = await timeline.boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width * 0.5, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 200, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/t=\d+\.\.\d+/);
  await close();
});

test('shows the same incident after a reload', { skip }, async () => {
  const { page, close } = await openPage(stage, '/alarms?state=firing');
  await page.getByRole('table', { name: 'Incidents' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const pane = page.getByRole('complementary', { name: 'Incident of checkout' });
  await pane.waitFor();
  await page.reload();
  await waitForQuiet(page);
  await pane.waitFor();
  assert.equal(await page.getByRole('row').count(), 3);
  await close();
});

test('keeps a bounded number of rows for hundreds of incidents and events', { skip }, async () => {
  for (const path of ['/alarms', '/events']) {
    const { page, close } = await openPage(stage, path, { scene: 'many' });
    await page.getByRole('table').waitFor();
    const rows = await page.evaluate<number>(`document.querySelectorAll('tbody tr').length`);
    assert.ok(rows < 150, `${path} has ${rows}`);
    await close();
  }
});

test('finds an event by its filter, opens it and goes to where it happened', { skip }, async () => {
  const { page, close } = await openPage(stage, '/events', { isStill: true });
  await page.getByRole('table', { name: 'Events' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('error name=');
  await page.getByRole('option', { name: 'Unhealthy' }).waitFor();
  await page.keyboard.type('Unh');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('1 event', { exact: true }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const pane = page.getByRole('complementary', { name: 'Event Unhealthy' });
  await pane.getByText('Readiness probe failed').waitFor();
  await pane.getByRole('link', { name: /payment ›/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'payment-7d9f8b6c4-v9mz' }).waitFor();
  await close();
});

test('marks events on the charts, says what they are, and takes them off', { skip }, async () => {
  const { page, close } = await openPage(stage, payment);
  const chart = page.getByRole('img', { name: /^Load: .*; 4 events, 2 of them errors/ });
  await chart.waitFor();
  const plot = page.locator('.u-over').first();
  const box = await plot.boundingBox();
  assert.ok(box !== null);
  for (let x = 0.5; x < 0.8; x += 0.03) {
    await page.mouse.move(box.x + box.width * x, box.y + 60);
    if (await page.locator('.time-chart__mark', { hasText: 'Unhealthy' }).first().isVisible())
      break;
  }
  await page.locator('.time-chart__mark', { hasText: 'Unhealthy' }).first().waitFor();
  await page.keyboard.press('v');
  await page.waitForURL(/events=off/);
  await chart.waitFor({ state: 'detached' });
  await close();
});

test(
  'writes an expression with suggestions, runs it, and mends it, all by keyboard',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/mqe');
    await page.getByText('in the catalogue').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ma');
    await page.getByRole('option', { name: /^max/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('service_resp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    const expression = page.getByRole('textbox', { name: 'Expression 1' });
    assert.equal(await expression.inputValue(), 'max(service_resp_time)');
    await page.keyboard.press('Escape');
    await expression.press('Tab');
    await page.keyboard.type('paym');
    await page.getByRole('option', { name: /^payment/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.locator('.mqe-numbers dd', { hasText: 's' }).waitFor();
    assert.equal(parameter(page, 'e1'), 'max(service_resp_time)');
    assert.equal(parameter(page, 'of1'), 'service=payment');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Expression 2' }).fill('service_cpm +');
    await page.keyboard.press('Control+Enter');
    await page.getByText('the expression ends here').waitFor();
    await page.locator('.mqe-wrong', { hasText: '+' }).waitFor();
    assert.deepEqual(await findAccessFaults(page), []);
    await page.getByRole('button', { name: 'Remove expression 2' }).press('Enter');
    await page.getByRole('textbox', { name: 'Expression 2' }).waitFor({ state: 'detached' });
    await page.reload();
    await waitForQuiet(page);
    await page.locator('.mqe-numbers dd').waitFor();
    await close();
  },
);

test('offers labels and their values of the metric whose braces are open', { skip }, async () => {
  const { page, close } = await openPage(stage, '/mqe?of1=service=payment');
  await page.getByText('in the catalogue').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('service_percentile{');
  await page.getByRole('option', { name: /^p/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: '95' }).waitFor();
  await page.keyboard.type('99');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('}');
  await page.keyboard.press('Control+Enter');
  await page.getByText('time series').waitFor();
  assert.equal(parameter(page, 'e1'), "service_percentile{p='99'}");
  await close();
});

test('does not show suggestions that arrive after the search was sent', { skip }, async () => {
  const { page, close } = await openPage(stage, '/traces');
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('TagKeys') === true) await held;
    await route.continue().catch(() => undefined);
  });
  await page.keyboard.press('/');
  await page.keyboard.type('error tag:');
  await page.waitForRequest((request) => request.postData()?.includes('TagKeys') === true);
  await page.getByRole('combobox', { name: 'Search for traces' }).fill('error');
  await page.keyboard.press('Enter');
  release();
  await page.waitForURL(/q=error/);
  await waitForQuiet(page);
  assert.equal(await page.getByRole('option').count(), 0);
  await close();
});

test('lists the keys of the page in the sheet', { skip }, async () => {
  const { page, close } = await openPage(stage, '/mqe');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByText('Run all expressions').waitFor();
  await sheet.getByText('One more expression').waitFor();
  await close();
});
