/**
 * The whole of it, as someone sees it in the first minute: the demo's shop under the real agent, the real server, the
 * built pages in a real browser.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findAccessFaults, hasBrowser, idOf, openBrowser, openVisit } from '../ui/browser.ts';
import { skip } from '../ui/test-stage.ts';
import type { Visit } from '../ui/browser.ts';
import { startDemo } from './demo-process.ts';
import type { DemoProcess } from './demo-process.ts';

const shop = ['shop-billing', 'shop-cart', 'shop-catalogue', 'shop-web'];
/** From the start of the demo until everything can be seen. */
const seenMsMax = 60_000;
const askAgainMs = 1000;

let demo: DemoProcess;
let browser: Browser;
let visit: Visit;
let startedMs: number;

before(async () => {
  if (!hasBrowser) return;
  startedMs = performance.now();
  demo = await startDemo();
  browser = await openBrowser();
  visit = await openVisit(browser, demo.url);
});
after(async () => {
  if (!hasBrowser) return;
  await browser?.close();
  await demo?.stop();
});

/** Loads a page again and again, as data arrives, until it reads what is wanted. */
async function loadUntil(path: string, isThere: (page: Page) => Promise<boolean>): Promise<void> {
  const { page } = visit;
  for (;;) {
    await page.goto(demo.url + path, { waitUntil: 'networkidle' });
    if (await isThere(page)) return;
    const waitedMs = performance.now() - startedMs;
    if (waitedMs > seenMsMax)
      assert.fail(`${path} after ${waitedMs} ms:\n${await page.locator('body').innerText()}`);
    await page.waitForTimeout(askAgainMs);
  }
}

/** The database of the shop has a port of its own on each start. */
function nameOf(text: string): string {
  return text.trim().replace(/^127\.0\.0\.1:\d+$/u, 'database');
}

async function textsOf(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.locator(selector).allInnerTexts()).map(nameOf).toSorted();
}

async function assertClean(): Promise<void> {
  const { page, complaints } = visit;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await findAccessFaults(page), [], colorScheme);
  }
  assert.deepEqual(complaints, []);
}

test('lists the services of the shop and its database', { skip }, async () => {
  const names = '.services-table tbody .table__name a';
  await loadUntil('/services', async (page) => (await page.locator(names).count()) === 5);
  assert.deepEqual(await textsOf(visit.page, names), ['database', ...shop]);
  await assertClean();
});

test('draws who calls whom', { skip }, async () => {
  await loadUntil('/map', (page) => page.getByText('6 services · 6 calls').isVisible());
  const { page } = visit;
  await assertClean();
  const lines = page.locator('.map-pane .map-line');
  const calls: Record<string, readonly string[]> = {};
  for (const name of await lines.locator('.map-line__name').allInnerTexts()) {
    await lines.filter({ hasText: name }).first().click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    const called = page
      .locator('.map-pane__section')
      .filter({ has: page.getByRole('heading', { name: /^Calls /u }) })
      .locator('.map-line__name');
    calls[nameOf(name)] = (await called.allInnerTexts()).map(nameOf).toSorted();
    await page.getByRole('button', { name: 'Back to all services' }).click();
  }
  assert.deepEqual(calls, {
    User: ['shop-web'],
    'shop-web': ['shop-cart', 'shop-catalogue'],
    'shop-cart': ['shop-billing', 'shop-catalogue'],
    'shop-catalogue': ['database'],
    'shop-billing': [],
    database: [],
  });
});

test('opens the page of a service by its address, with numbers', { skip }, async () => {
  await loadUntil(`/service/${idOf('shop-web', true)}`, (page) =>
    page.getByText('GET:/checkout').isVisible(),
  );
  const { page } = visit;
  await page.getByRole('heading', { name: 'shop-web' }).waitFor();
  const load = await page.locator('.stat__value').first().innerText();
  assert.match(load, /^[1-9]\d*(?:\.\d+)?\s*\/min$/u);
  await assertClean();
});

/** The numbers at the head of a trace, by their names. */
async function readFacts(page: Page): Promise<Readonly<Record<string, string>>> {
  const facts = page.locator('.trace-head__numbers > div');
  const names = await facts.locator('dt').allTextContents();
  const values = await facts.locator('dd').allTextContents();
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
}

test('finds the traces that failed, and opens one with all its services', { skip }, async () => {
  const search = encodeURIComponent('service=shop-billing error');
  const link = visit.page.getByRole('link', { name: 'GET:/checkout' });
  await loadUntil(`/traces?q=${search}`, async () => (await link.count()) > 0);
  await assertClean();
  // The oldest: all parts of it have arrived, or are about to.
  await link.last().click();
  const { page } = visit;
  await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
  await loadUntil(
    new URL(page.url()).pathname,
    async () => (await readFacts(page))['spans'] === '8',
  );
  const { services, depth, errors } = await readFacts(page);
  // Declined by billing, and so in the cart and on the web, on both sides of each call.
  assert.deepEqual({ services, depth, errors }, { services: '4', depth: '6', errors: '5' });
  await page.getByText('GET:/charge').first().waitFor();
  await assertClean();
});

test(
  'shows what the shop says, its patterns, new lines, and leads from a line to its span',
  { skip },
  async () => {
    const lines = '.logs-table tbody tr:not(.table__spacer)';
    await loadUntil('/logs?q=level=error', async (page) => (await page.locator(lines).count()) > 0);
    const { page } = visit;
    await page.locator(lines).first().locator('td').last().click();
    const pane = page.getByRole('complementary');
    await pane.getByRole('heading', { name: 'Around it' }).waitFor();
    await pane.locator('.log-near__line.is-this').waitFor();
    await assertClean();
    await pane.getByRole('link', { name: 'Its trace' }).click();
    const span = page.getByRole('complementary', { name: 'Span' });
    await span.getByText('ERROR').first().waitFor();
    await page.getByRole('radio', { name: /^Logs \d/u }).waitFor();
    await page.goto(`${demo.url}/logs?view=patterns`);
    await page.getByRole('table', { name: 'Patterns' }).waitFor();
    await page.goto(`${demo.url}/logs?follow=1`);
    await page.locator(lines).first().waitFor();
    await assertClean();
  },
);

test('has said nothing but its address, and ends without leaving anything', { skip }, async () => {
  assert.deepEqual(
    demo.lines.filter((line) => line.includes('"level"')),
    [],
  );
  assert.deepEqual(await demo.stop(), { processes: [], files: [] });
});
