/** The page of logs, the lines of a trace, and the strip of pages on narrow screens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { findAccessFaults, findAccessFaultsInBothThemes, openPage } from './browser.ts';
import type { OpenOptions } from './browser.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

/** Every state of the page, and what has to be on it. */
const pages: readonly (readonly [
  name: string,
  path: string,
  text: string,
  options?: OpenOptions,
])[] = [
  ['lines', '/logs', 'read so far'],
  ['lines of errors', '/logs?q=level=error timed', 'Call to payment-provider'],
  ['patterns', '/logs?view=patterns', 'patterns'],
  ['lines as they come in', '/logs?follow=1', 'Following'],
  ['a search that finds nothing', '/logs?q=nothing-like-it', 'No line of this window matches'],
  ['a search that cannot be read', '/logs?q=user=7', 'is not known'],
  ['no lines', '/logs', 'No log lines in this window', { scene: 'empty' }],
  ['counts that are not complete', '/logs', 'Counted back to', { scene: 'partial' }],
  ['logs of a server that fails', '/logs', 'The storage is not ready', { scene: 'broken' }],
  ['lines of a trace', '/trace/mock-30?view=logs', 'taken by gateway'],
];

for (const [name, path, text, options] of pages) {
  test(`shows ${name} in both themes, clean for axe, without a complaint`, { skip }, async () => {
    const opened = await openPage(stage, path, options);
    // A server that fails has not told its time either: the page waits for it.
    const isBroken = options?.scene === 'broken';
    await opened.page
      .getByText(isBroken ? /not ready|503/ : text)
      .first()
      .waitFor();
    assert.deepEqual(await findAccessFaultsInBothThemes(opened.page), []);
    if (!isBroken) assert.deepEqual(opened.complaints, []);
    await opened.close();
  });
}

for (const width of [390, 1000, 1280, 2560]) {
  test(`fits them into ${width} pixels without scrolling sideways`, { skip }, async () => {
    for (const path of [
      '/logs',
      '/logs?view=patterns',
      '/logs?q=level=error',
      '/trace/mock-30?view=logs',
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

test('goes from a search to the trace of a line by keyboard alone', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services');
  await page.getByRole('link', { name: 'payment' }).first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.getByRole('table', { name: 'Log lines' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('service=pay');
  await page.getByRole('option', { name: 'payment' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('"timed out" -retry');
  await page.keyboard.press('Enter');
  await page.getByText('timed out', { exact: true }).first().waitFor();
  assert.equal(parameter(page, 'q'), 'service=payment "timed out" -retry');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const pane = page.getByRole('complementary', { name: 'Line of payment' });
  await pane.getByText('shop.payment.Handler').waitFor();
  await pane.getByRole('heading', { name: 'Around it' }).waitFor();
  assert.deepEqual(await findAccessFaults(page), []);
  await page.keyboard.press('Escape');
  await pane.waitFor({ state: 'detached' });
  await page.goBack();
  await pane.waitFor();
  await close();
});

test('the address holds all of it: opened elsewhere it is the same screen', { skip }, async () => {
  const { page, close } = await openPage(stage, '/logs?q=level=error', { isStill: true });
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'logger' }).check();
  await page.getByRole('checkbox', { name: 'service' }).uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Oldest' }).click();
  await page.getByText('shop.payment.Handler').first().click();
  await page.getByRole('complementary').getByRole('heading', { name: 'Around it' }).waitFor();
  const address = new URL(page.url());
  const other = await openPage(stage, `${address.pathname}${address.search}`, { isStill: true });
  await other.page.getByRole('complementary').getByRole('heading', { name: 'Around it' }).waitFor();
  const read = async (at: Page): Promise<readonly string[]> => [
    await at.getByRole('table', { name: 'Log lines' }).innerText(),
    await at.getByRole('complementary').innerText(),
  ];
  assert.deepEqual(await read(other.page), await read(page));
  assert.equal(parameter(page, 'cols'), 'logger');
  await other.close();
  await close();
});

test('a level is a button: one click asks for it, another takes it back', { skip }, async () => {
  const { page, close } = await openPage(stage, '/logs');
  await page.getByRole('button', { name: /^◆?\s*ERROR/ }).click();
  await page.waitForURL(/[?&]q=level%3Derror/);
  await page.getByRole('button', { name: /^◆?\s*ERROR/, pressed: true }).click();
  await page.waitForURL((url) => !url.searchParams.has('q'));
  await close();
});

test('a pattern opens its lines', { skip }, async () => {
  const { page, close } = await openPage(stage, '/logs?view=patterns');
  await page.getByText('Call to payment-provider').first().click();
  await page.getByRole('table', { name: 'Log lines' }).waitFor();
  assert.equal(parameter(page, 'q'), '"Call to payment-provider timed out after"');
  assert.equal(parameter(page, 'view'), null);
  await close();
});

test('reads on to the end with few nodes in the document', { skip }, async () => {
  const { page, close } = await openPage(stage, '/logs', { isStill: true });
  await page.getByText('read so far').waitFor();
  for (let i = 0; i < 40; i++) {
    if (await page.getByText(/^All [\d,]+ lines are here/).isVisible()) break;
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.waitForTimeout(100);
  }
  const said = await page.getByText(/^All [\d,]+ lines are here/).innerText();
  const counted = await page
    .getByText(/^[\d,]+ lines$/)
    .first()
    .innerText();
  assert.equal(said, `All ${counted} are here.`, 'as many as the server counted');
  assert.ok((await page.locator('*').count()) < 3_000);
  await close();
});

test('new lines wait while one is open, and come with a click', { skip }, async () => {
  const { page, close } = await openPage(stage, '/logs?follow=1', { scene: 'many' });
  const table = page.getByRole('table', { name: 'Log lines' });
  await table.waitFor();
  await table.getByRole('row').nth(1).getByRole('cell').last().click();
  await page.getByRole('complementary').waitFor();
  const first = await table.getByRole('row').nth(1).innerText();
  const fresh = page.getByRole('button', { name: /^[\d,]+ new$/ });
  await fresh.waitFor();
  assert.equal(await table.getByRole('row').nth(1).innerText(), first, 'nothing moved');
  await fresh.click();
  await page.getByRole('complementary').waitFor({ state: 'detached' });
  // The line that stood first has moved down.
  await table
    .getByRole('row')
    .filter({ hasText: first.split(/\s/)[0] ?? first })
    .waitFor();
  assert.notEqual(await table.getByRole('row').nth(1).innerText(), first);
  await close();
});

test('an address opens its line, though the list does not have it', { skip }, async () => {
  const first = await openPage(stage, '/logs?q=level=info', { isStill: true });
  await first.page.getByRole('table', { name: 'Log lines' }).waitFor();
  await first.page.keyboard.press('j');
  await first.page.keyboard.press('Enter');
  await first.page.getByRole('complementary').waitFor();
  const at = parameter(first.page, 'at') ?? '';
  await first.close();
  const { page, close } = await openPage(stage, `/logs?q=level=error&at=${at}`, { isStill: true });
  await page.getByRole('complementary').getByRole('heading', { name: 'Around it' }).waitFor();
  assert.equal(await page.getByRole('table', { name: 'Log lines' }).isVisible(), true);
  await page.keyboard.press('Escape');
  await page.getByRole('complementary').waitFor({ state: 'detached' });
  await close();
});

test('a line may be JSON without an end, and say anything: it is text', { skip }, async () => {
  const { page, complaints, close } = await openPage(stage, '/logs?q=e', { isStill: true });
  const deep = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
  const wide = JSON.stringify(Array.from({ length: 100_000 }, (_, n) => n));
  const content = `{"msg":"<img src=x onerror=alert(1)> ${'e'.repeat(100_000)}","deep":${deep},"wide":${wide}}`;
  await page.route('**/api/logs/context*', async (route) => {
    const answer = (await (await route.fetch()).json()) as { readonly line: object };
    const line = { ...answer.line, content, contentType: 'json', cut: false };
    await route.fulfill({ json: { ...answer, line } });
  });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const pane = page.getByRole('complementary');
  await pane.getByRole('button', { name: '500 more of 99,950' }).click();
  await pane.getByRole('button', { name: '500 more of 99,450' }).waitFor();
  assert.equal(await pane.locator('img').count(), 0);
  assert.ok((await page.locator('*').count()) < 10_000);
  assert.deepEqual(complaints, []);
  await close();
});

test('a line of a trace leads to its span, and the span shows the line', { skip }, async () => {
  const { page, close } = await openPage(stage, '/trace/mock-30', { isStill: true });
  await page.getByRole('radio', { name: /^Logs \d/ }).click();
  await page.getByText('GET:/search taken by').first().click();
  const pane = page.getByRole('complementary', { name: 'Span' });
  await pane.getByText('GET:/search taken by').waitFor();
  await page.waitForURL(/[?&]view=logs/);
  await close();
});

test('on a narrow screen the rest of the pages stands behind More', { skip }, async () => {
  const { page, close } = await openPage(stage, '/logs', { width: 390, height: 844 });
  const strip = page.getByRole('navigation', { name: 'Pages' });
  assert.deepEqual(
    await strip
      .getByRole('link')
      .allInnerTexts()
      .then((texts) => texts.map((text) => text.split('\n')[0])),
    ['Services', 'Traces', 'Logs', 'Alarms'],
  );
  await strip.getByRole('button', { name: 'More' }).click();
  assert.deepEqual(await findAccessFaults(page), []);
  await page
    .getByRole('dialog', { name: 'More pages' })
    .getByRole('link', { name: 'Events' })
    .click();
  await page.getByRole('table', { name: 'Events' }).waitFor();
  await strip.getByRole('button', { name: /^Events/ }).waitFor();
  await close();
});
