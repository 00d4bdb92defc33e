import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAccessFaults, idOf, openPage, present } from './browser.ts';
import { waitForQuiet } from './quiet-network.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

const payment = `/service/${idOf('payment', true)}`;

test('walks from the list to a service and back without the mouse', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services');
  await page.getByRole('link', { name: 'payment' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'payment' }).waitFor();
  assert.equal(new URL(page.url()).pathname, payment);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  // The filter is there when the list is.
  await page.getByRole('link', { name: 'payment' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('mysql');
  await page.getByText('1 of 15').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByText('Slow statements').waitFor();
  await close();
});

test('jumps to an endpoint, and to a trace by its id', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services?t=1h');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('capture');
  await page.getByRole('option', { name: /capture/ }).waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'POST:/payments/{id}/capture' }).waitFor();
  assert.equal(new URL(page.url()).search, '?t=1h', 'the window travels along');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('c0ffee00000142.71.17637600000001');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/trace\/c0ffee00000142\.71\.17637600000001\?t=1h$/);
  await close();
});

test('shows every key of the page in one sheet', { skip }, async () => {
  const { page, close } = await openPage(stage, payment);
  await page.keyboard.press('?');
  await page.getByText('The window before, under the lines').waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await close();
});

test('shows the same screen after a reload', { skip }, async () => {
  const { page, close } = await openPage(
    stage,
    '/services?q=e&sort=-p99&t=now-2h..now-1h&tz=Asia/Kolkata',
  );
  const shown = (): Promise<string[]> => page.locator('tbody tr td:first-child').allInnerTexts();
  await page.getByRole('link', { name: 'payment' }).waitFor();
  const first = await shown();
  assert.equal(first[0], 'payment');
  await page.reload();
  await waitForQuiet(page);
  assert.deepEqual(await shown(), first);
  assert.equal(await page.getByRole('button', { name: '1 h, 1 h ago' }).count(), 1);
  await close();
});

test('takes a window that is typed, in the zone that is chosen', { skip }, async () => {
  const { page, close } = await openPage(stage, payment);
  await page.keyboard.press('t');
  await page.keyboard.type('soon');
  await page.keyboard.press('Enter');
  await page.getByText('Not understood').waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await page.getByRole('button', { name: /Times in Europe\/Berlin/ }).click();
  await page.keyboard.type('kolkata');
  await page.getByRole('option', { name: /Kolkata/ }).waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: /Times in Asia\/Calcutta|Times in Asia\/Kolkata/ })
    .waitFor();
  await page.getByPlaceholder('30m, now-2h').fill('2026-11-22 19:00..19:30');
  await page.keyboard.press('Enter');
  const start = Date.UTC(2026, 10, 22, 13, 30);
  await page.waitForURL(`**t=${start}..${start + 1_800_000}*`);
  await page.getByText('2026-11-22 19:00 – 19:30').waitFor();
  await close();
});

test(
  'moves one crosshair through all charts, and a drag zooms into all of them',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, payment);
    const plots = page.locator('.u-over');
    await plots.nth(3).waitFor();
    const box = await plots.first().boundingBox();
    assert.ok(box !== null);
    const values = (): Promise<string[]> => page.locator('.time-chart__value').allInnerTexts();
    const idle = await values();
    await page.mouse.move(box.x + box.width * 0.62, box.y + 60);
    await page.locator('.time-chart__tooltip', { hasText: '22 Nov' }).first().waitFor();
    const hovered = await values();
    assert.equal(idle.length, hovered.length);
    assert.ok(
      hovered.every((value, index) => value !== idle[index]),
      `${hovered} is still ${idle}`,
    );
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.82, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/t=\d+\.\.\d+/);
    const [startMs, endMs] = (new URL(page.url()).searchParams.get('t') ?? '')
      .split('..')
      .map(Number);
    assert.ok(
      startMs !== undefined &&
        endMs !== undefined &&
        startMs > present - 1_800_000 &&
        endMs < present,
    );
    assert.equal(startMs % 60_000, 0);
    await page.goBack();
    await page.getByRole('button', { name: 'last 30 min' }).waitFor();
    await close();
  },
);

test(
  'shows a line alone on a click in the legend, and the values as a table',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, payment);
    await page.getByRole('button', { name: /^p99/ }).click();
    await page.locator('.time-chart__key.is-off', { hasText: 'p50' }).waitFor();
    await page.getByRole('button', { name: 'Latency as a table' }).click();
    await page
      .getByRole('region', { name: 'Values of Latency' })
      .getByText('2026-11-22 14:52')
      .waitFor();
    assert.deepEqual(await findAccessFaults(page), []);
    await close();
  },
);

test('keeps a theme that was chosen, from the first paint on', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services', { theme: 'light' });
  await page.keyboard.press('d');
  const theme = (): Promise<string | null> => page.locator('html').getAttribute('data-theme');
  assert.equal(await theme(), 'dark');
  await page.reload({ waitUntil: 'commit' });
  await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByRole('radio', { name: 'High' }).click();
  await page.getByRole('link', { name: 'payment' }).waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await close();
});
