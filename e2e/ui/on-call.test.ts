/** What a person on call does between pages: links that others sent, ways back, times of another day or another zone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { findAccessFaultsInBothThemes, idOf, openPage, present } from './browser.ts';
import { waitForQuiet } from './quiet-network.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

const payment = `/service/${idOf('payment', true)}`;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The incident of checkout in the made-up shop, whose clock stands still. */
const firingAlarm = '1795355658000-1qlbx0m';

function parameter(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

test(
  'opens the traces of the whole hour when the bucket of an hour is clicked',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, `${payment}?t=2d`);
    const plot = page.locator('.u-over').first();
    await plot.waitFor();
    const box = await plot.boundingBox();
    assert.ok(box !== null);
    await page.mouse.click(box.x + box.width / 2, box.y + 50);
    await page.getByRole('combobox', { name: 'Search for traces' }).waitFor();
    const [startMs = 0, endMs = 0] = (parameter(page, 't') ?? '').split('..').map(Number);
    assert.deepEqual([startMs % hourMs, endMs - startMs], [0, hourMs]);
    await close();
  },
);

test('opens the incident of a link when the window has gone on', { skip }, async () => {
  const later = `${present - minuteMs}..${present}`;
  const path = `/alarms?at=${firingAlarm}&q=${encodeURIComponent('rule=service_sla_rule')}`;
  const { page, close } = await openPage(stage, `${path}&t=${later}`, { isStill: true });
  await page.getByRole('complementary', { name: 'Incident of checkout' }).waitFor();
  await close();
});

test(
  'says so when the incident of a link is not there, and shows no other one for it',
  { skip },
  async () => {
    const aDayBefore = Number(firingAlarm.slice(0, 13)) - 24 * hourMs;
    const path = `/alarms?at=${aDayBefore}${firingAlarm.slice(13)}`;
    const opened = await openPage(stage, path, { isStill: true });
    const { page } = opened;
    const note = page.getByText('The incident of this link began 2026-11-21 14:54:18');
    await note.waitFor();
    assert.equal(await page.getByRole('complementary').count(), 0);
    assert.deepEqual(await findAccessFaultsInBothThemes(page), []);
    await page.getByRole('button', { name: 'Alarms of that time' }).click();
    await page.getByText('they may have expired').waitFor();
    assert.equal(
      parameter(page, 't'),
      `${aDayBefore - 15 * minuteMs}..${aDayBefore + 15 * minuteMs}`,
    );
    await opened.close();
  },
);

test(
  'opens the event of a link outside the window, and says so when there is none',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/events?at=Deployed-payment--14.2&t=5m', {
      isStill: true,
    });
    await page
      .getByRole('complementary', { name: 'Event Deployed' })
      .getByText('9f3c1e07')
      .waitFor();
    await page.goto(new URL('/events?at=gone', page.url()).href);
    await page.getByText('No event has the id that the address names').waitFor();
    await close();
  },
);

test(
  'keeps the time of an incident on the way to its events and its metrics',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, `/alarms?at=${firingAlarm}`, { isStill: true });
    const pane = page.getByRole('complementary', { name: 'Incident of checkout' });
    await pane.getByRole('link', { name: 'BackOff' }).click();
    await page.getByRole('complementary', { name: 'Event BackOff' }).waitFor();
    const startMs = Number(firingAlarm.slice(0, 13));
    assert.equal(parameter(page, 't'), `${startMs - 10 * minuteMs}..${present}`);
    await page.goBack();
    await pane.getByRole('link', { name: 'Expression' }).click();
    await page.getByText('time series').waitFor();
    assert.deepEqual(
      ['e1', 'e2', 'of2'].map((name) => parameter(page, name)),
      ['sum(service_sla < 9000) >= 2', 'service_sla', 'service=checkout'],
    );
    await close();
  },
);

test('copies a link that holds a rolling window still, on plain http too', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services?tz=Asia/Kolkata&t=1h', {
    isStill: true,
  });
  // Only https and loopback have a clipboard to write to; elsewhere the old way is taken.
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined });
    window.copied = [];
    document.execCommand = () => copied.push(document.activeElement.value) > 0`);
  await page.keyboard.press('y');
  await page.getByText('Link copied').waitFor();
  const origin = new URL(page.url()).origin;
  assert.deepEqual(await page.evaluate('copied'), [
    `${origin}/services?tz=Asia/Kolkata&t=${present - hourMs}..${present}`,
  ]);
  await page.goto(`${origin}/trace/mock-60?at=3`);
  await page.getByRole('treegrid').waitFor();
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined });
    window.copied = [];
    document.execCommand = () => copied.push(document.activeElement.value) > 0`);
  await page.keyboard.press('y');
  await page.getByText('Link copied').waitFor();
  assert.deepEqual(await page.evaluate('copied'), [page.url()]);
  await close();
});

test('says in the bar that times are those of another zone', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services?tz=Asia/Kolkata');
  await page.getByRole('button', { name: 'last 30 min' }).getByText('UTC+05:30').waitFor();
  // Another name for the time of this machine is none.
  await page.goto(new URL('/services?tz=Europe/Paris', page.url()).href);
  await page.getByRole('button', { name: 'last 30 min' }).waitFor();
  assert.equal(await page.getByText('UTC+').count(), 0);
  await close();
});

test('comes back to the place and the row in a long list', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services', { height: 300 });
  await page.getByRole('link', { name: 'payment' }).waitFor();
  const scrollPx = (): Promise<number> => page.evaluate<number>('scrollY');
  const row = page.getByRole('row', { name: /inventory/ });
  await row.waitFor();
  const name = await row.getByRole('link').innerText();
  await row.scrollIntoViewIfNeeded();
  const placePx = await scrollPx();
  assert.ok(placePx > 0);
  await row.getByRole('cell').nth(3).click();
  await page.getByRole('heading', { name }).waitFor();
  assert.equal(await scrollPx(), 0);
  await page.goBack();
  await page.locator('tr.is-at', { hasText: name }).waitFor();
  for (let i = 0; i < 100 && (await scrollPx()) !== placePx; i++) await page.waitForTimeout(50);
  assert.equal(await scrollPx(), placePx);
  await close();
});

test(
  'compares with the day before, and goes on so on the page of an endpoint',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, payment);
    await page.getByText('vs before').first().waitFor();
    await page.keyboard.press('b');
    await page.getByRole('button', { name: /^p95 before/ }).waitFor();
    await page.getByRole('radio', { name: 'Before' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: /^p95 the day before/ }).waitFor();
    await page.getByText('vs the day before').first().waitFor();
    assert.deepEqual(await findAccessFaultsInBothThemes(page), []);
    await page.getByRole('link', { name: 'POST:/payments', exact: true }).click();
    await page.getByRole('heading', { name: 'POST:/payments' }).waitFor();
    await page.getByText('vs the day before').first().waitFor();
    assert.equal(parameter(page, 'before'), 'day');
    await page.keyboard.press('b');
    await page.getByText('vs before').first().waitFor();
    assert.equal(parameter(page, 'before'), null);
    await close();
  },
);

test('goes from a service to its alarms and to the map around it', { skip }, async () => {
  const { page, close } = await openPage(stage, `${payment}?t=1h`);
  const tools = page.locator('.entity-head__tools');
  await tools.getByRole('link', { name: 'Alarms' }).click();
  await page.getByText('incidents').first().waitFor();
  assert.deepEqual(
    ['q', 't'].map((name) => parameter(page, name)),
    ['service=payment', '1h'],
  );
  await page.goBack();
  await tools.getByRole('link', { name: 'Map' }).click();
  await page.getByText('Called by').waitFor();
  await page.getByText('2 calls away').first().waitFor({ state: 'attached' });
  await close();
});

test('tells the day of a trace where the window is of several', { skip }, async () => {
  const { page, close } = await openPage(stage, '/traces?t=2d');
  await page
    .getByRole('table', { name: 'Traces' })
    .getByText(/^22 Nov \d\d:\d\d:\d\d$/)
    .first()
    .waitFor();
  await close();
});

test('goes from an old trace to its service at that time', { skip }, async () => {
  const { page, close } = await openPage(stage, '/trace/mock-60?t=5m', { isStill: true });
  await page.getByRole('treegrid').waitFor();
  await page.keyboard.press('j');
  await page
    .getByRole('complementary', { name: 'Span' })
    .getByRole('link', { name: 'gateway', exact: true })
    .click();
  await page.getByRole('heading', { name: 'gateway' }).waitFor();
  const beganMs = Date.parse('2026-11-22T13:53:30Z');
  assert.equal((parameter(page, 't') ?? '').split('..')[0], String(beganMs - 15 * minuteMs));
  await close();
});

test('keeps the name of a service readable on a telephone', { skip }, async () => {
  const long = 'notification-and-customer-communication-preferences-service';
  const { page, close } = await openPage(stage, `/service/${idOf(long, true)}?before=week`, {
    width: 390,
    height: 844,
  });
  const box = await page.getByRole('heading', { name: long }).boundingBox();
  assert.ok(box !== null && box.width > 300, JSON.stringify(box));
  await waitForQuiet(page);
  const overflowPx = await page.evaluate<number>(
    'document.documentElement.scrollWidth - innerWidth',
  );
  assert.ok(overflowPx <= 0, `${overflowPx} px too wide`);
  await close();
});

test('has room for a window of two days in another zone on every width', { skip }, async () => {
  const query = `t=${present - 26 * hourMs}..${present - hourMs}&tz=Asia/Kolkata`;
  const { page, close } = await openPage(stage, `/services?${query}`);
  await page.getByRole('link', { name: 'payment' }).waitFor();
  for (const width of [390, 601, 768, 910, 1024, 1061, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    const [overflowPx = 0, jumpPx = 0, namePx = 0] = await page.evaluate<number[]>(
      `[document.documentElement.scrollWidth - innerWidth, document.querySelector('.top-bar__jump span').offsetHeight,
        document.querySelector('.services-table td:first-child').offsetWidth]`,
    );
    assert.ok(overflowPx <= 0, `${overflowPx} px too wide at ${width}`);
    assert.ok(jumpPx <= 22, `the bar breaks its words at ${width}`);
    assert.ok(namePx >= 150, `names have ${namePx} px at ${width}`);
  }
  await close();
});

test('keeps lists in their place while charts are read', { skip }, async () => {
  const { page, close } = await openPage(stage, '/services');
  for (const [width, path] of [
    [1280, payment],
    [1920, payment],
    [390, payment],
    [1280, `/endpoint/${idOf('payment', true, 'POST:/payments')}`],
    [390, `/instance/${idOf('payment', true, 'payment-7d9f8b6c4-xkq2')}`],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => (release = done));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('execExpression') === true) await held;
      await route.continue().catch(() => undefined);
    });
    await page.goto(new URL(path, page.url()).href);
    await page.locator('.golden .loading-bars').waitFor();
    const heightPx = (): Promise<number> =>
      page.locator('.golden').evaluate((it) => it.offsetHeight);
    const before = await heightPx();
    release();
    await page.locator('.golden .uplot').nth(2).waitFor();
    await page.unroute('**/graphql');
    const movedPx = Math.abs((await heightPx()) - before);
    assert.ok(movedPx <= 12, `${path} moves by ${movedPx} px at ${width}`);
  }
  await close();
});

test(
  'names a service that nobody has beside a value that looks like a good one',
  { skip },
  async () => {
    const query = new URLSearchParams({ e1: 'sum(service_sla < 9000) >= 2', of1: 'service=card' });
    const { page, close } = await openPage(stage, `/mqe?${query.toString()}`);
    await page.getByText('No service is called card.').waitFor();
    await close();
  },
);

test("shows the server's last half hour where the reader's clock is off", { skip }, async () => {
  for (const aheadMs of [-90 * minuteMs, 25 * minuteMs, 26 * hourMs]) {
    const { page, close } = await openPage(stage, payment, { aheadMs });
    await page.getByRole('button', { name: 'Latency as a table' }).click();
    const rows = page.getByRole('region', { name: 'Values of Latency' }).locator('tbody tr');
    await rows.first().waitFor();
    const times = await rows.locator('td:first-child').allInnerTexts();
    const ends = [times[0], times.at(-1)];
    assert.deepEqual(ends, ['2026-11-22 14:33', '2026-11-22 15:03'], `${aheadMs} ms ahead`);
    await close();
  }
});

test('the map follows the window, and what was asked for again', { skip }, async () => {
  const { page, server, close } = await openPage(stage, '/map');
  const askedTopology = (): Promise<unknown> =>
    page.waitForRequest((request) => /getGlobalTopology/i.test(request.postData() ?? ''));
  const asked = askedTopology();
  await page.keyboard.press('t');
  await page.keyboard.type('2h');
  await page.keyboard.press('Enter');
  await asked;
  await waitForQuiet(page);
  server.setScene('broken');
  await page.keyboard.press('r');
  await page.getByText(/503.*what you see was read at 15:03:\d\d$/).waitFor();
  assert.deepEqual(await findAccessFaultsInBothThemes(page), []);
  await close();
});

test(
  'each page says so when the server breaks under it, in a window that does not move',
  { skip },
  async () => {
    const window = `?t=${present - hourMs}..${present}`;
    for (const path of [
      '/services',
      payment,
      '/traces',
      '/logs',
      '/alarms',
      '/events',
      '/profiling',
    ]) {
      const { page, server, close } = await openPage(stage, path + window);
      server.setScene('broken');
      await page.keyboard.press('r');
      await page
        .getByText(/what you see was read at 15:03:\d\d$/)
        .first()
        .waitFor();
      await close();
    }
  },
);
