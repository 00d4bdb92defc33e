import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findAccessFaults, findAccessFaultsInBothThemes, idOf, openPage } from './browser.ts';
import type { OpenOptions } from './browser.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

const payment = `/service/${idOf('payment', true)}`;

/** Every page, and what has to be on it. */
const pages: readonly (readonly [
  name: string,
  path: string,
  text: string,
  options?: OpenOptions,
])[] = [
  ['the list of services', '/services', 'payment'],
  ['a service', payment, 'p95 latency'],
  ['a service with the window before', `${payment}?before=1`, 'before'],
  ['a database', `/service/${idOf('orders-primary.mysql:3306', false)}`, 'Slow statements'],
  ['a service with a Chinese name', `/service/${idOf('订单服务', true)}`, '订单服务'],
  ['an instance', `/instance/${idOf('payment', true, 'payment-7d9f8b6c4-xkq2')}`, 'Heap'],
  ['an endpoint', `/endpoint/${idOf('payment', true, 'POST:/payments')}`, 'Callers'],
  [
    'a service that is silent',
    `/service/${idOf('ledger-archive', true)}`,
    'did not report in this window',
  ],
  ['the first visit', '/services', 'Nothing has arrived yet', { scene: 'empty' }],
  ['one service', '/services', 'cart', { scene: 'one' }],
  ['a service of which parts cannot be read', payment, 'Partial', { scene: 'partial' }],
  ['an address that is none', '/nowhere', 'There is no page here'],
  ['an id that is none', '/service/payment', 'This is not the id of a service'],
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
  test(`fits into ${width} pixels without scrolling sideways`, { skip }, async () => {
    for (const path of [
      '/services',
      payment,
      `/instance/${idOf('payment', true, 'payment-7d9f8b6c4-xkq2')}`,
    ]) {
      const opened = await openPage(stage, path, { width });
      const overflowPx = await opened.page.evaluate<number>(
        'document.documentElement.scrollWidth - innerWidth',
      );
      assert.ok(overflowPx <= 0, `${path} is ${overflowPx} px too wide`);
      await opened.close();
    }
  });
}

test(
  'says what is wrong while the server is broken, and goes on by itself when it is well',
  { skip },
  async () => {
    const { page, server, close } = await openPage(stage, '/services', { scene: 'broken' });
    await page.getByText('The server answered 503').waitFor();
    assert.deepEqual(await findAccessFaults(page), []);
    server.setScene('full');
    await page.getByRole('link', { name: 'payment' }).waitFor();
    await close();
  },
);

test(
  'keeps the last numbers and says so when the server breaks under an open page',
  { skip },
  async () => {
    const { page, server, close } = await openPage(stage, payment);
    await page.getByText('p95 latency').waitFor();
    server.setScene('broken');
    await page.keyboard.press('r');
    await page
      .getByText(/what you see was read at 15:03:\d\d$/)
      .first()
      .waitFor();
    await page.getByText('p95 latency').waitFor();
    await close();
  },
);

test('goes on by itself when the first data arrives', { skip }, async () => {
  const { page, server, close } = await openPage(stage, '/services', { scene: 'empty' });
  await page.getByText('Nothing has arrived yet').waitFor();
  server.setScene('one');
  await page.getByRole('link', { name: 'cart' }).waitFor({ timeout: 10_000 });
  await close();
});

test(
  'shows a thousand services with a bounded number of rows in the document',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/services', { scene: 'many' });
    await page.getByText('history for the 150 that hurt most').waitFor();
    const countRows = (): Promise<number> =>
      page.evaluate<number>(`document.querySelectorAll('tbody tr').length`);
    assert.ok((await countRows()) < 150);
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.getByText('ledger-archive').waitFor();
    assert.ok((await countRows()) < 150);
    await close();
  },
);

test('needs at most 250 kB of JavaScript, gzip, to the first dashboard', { skip }, async () => {
  const opened = await openPage(stage, payment);
  const names = await opened.page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname).filter((path) => path.endsWith('.js'))`,
  );
  const sizes = await Promise.all(
    [...new Set(names)].map(async (name) => {
      const path = join(stage.files, name);
      const zipped = await stat(`${path}.gz`).catch(() => stat(path));
      return zipped.size;
    }),
  );
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(totalBytes <= 250_000, `${totalBytes} bytes`);
  await opened.close();
});

test(
  'has a compressed sibling for every text file, and nothing inline in the document',
  { skip },
  async () => {
    const names = await readdir(stage.files, { recursive: true });
    const texts = names.filter((name) => /\.(?:js|css|html)$/.test(name));
    for (const name of texts) {
      const { size } = await stat(join(stage.files, name));
      if (size < 512) continue;
      assert.ok(names.includes(`${name}.br`) && names.includes(`${name}.gz`), name);
    }
    const document = await readFile(join(stage.files, 'index.html'), 'utf8');
    assert.doesNotMatch(document, /<script(?![^>]*src=)|<style|\sstyle=|https?:\/\//);
  },
);
