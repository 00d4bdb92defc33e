/**
 * Profiling as a person does it, in a real browser at a real server: a task made on the page, an agent that does the work,
 * the page that hears of it, and what can be done with the flame graph, up to the link that someone else opens.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { serviceId } from '@stormpetrel/model';
import { ProfileBuilder, none } from '@stormpetrel/profile';
import { writePprof } from '@stormpetrel/profile/pprof';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { findAccessFaults, hasBrowser, openBrowser, openVisit } from '../ui/browser.ts';
import { skip } from '../ui/test-stage.ts';
import { AgentClient } from './agent-client.ts';
import { createTraceTask } from './task-questions.ts';

const service = 'checkout';
const instances = ['checkout-1', 'checkout-2'];

let server: ServerProcess;
let browser: Browser;

before(async () => {
  if (!hasBrowser) return;
  server = await ServerProcess.start();
  browser = await openBrowser();
  for (const serviceInstance of instances) {
    const answer = await fetch(new URL('/v3/management/reportProperties', server.addresses.page), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        service,
        serviceInstance,
        properties: [{ key: 'language', value: 'go' }],
      }),
    });
    assert.equal(answer.status, 200);
  }
});
after(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** CPU of a Go program, `slow` of a hundred samples in the price rules. */
function goProfile(slow: number): Uint8Array {
  const builder = new ProfileBuilder('pprof');
  const stackOf = (names: readonly string[]): number => {
    let stack: number = none;
    for (const name of names)
      stack = builder.stack(stack, builder.frame(builder.string(name), { line: 7 }));
    return stack;
  };
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  const add = (names: readonly string[], count: number): void => {
    event.add(stackOf(['net/http.(*conn).serve', 'main.(*Checkout).ServeHTTP', ...names]));
    event.setValue(0, count);
  };
  add(['main.applyRules', 'regexp.(*Regexp).FindString'], slow);
  add(['encoding/json.Marshal'], 100 - slow);
  return gzipSync(writePprof(builder.finish()));
}

const waiting = (page: Page, name: string, text: string | RegExp): Promise<void> =>
  page.getByRole('complementary', { name }).getByText(text).first().waitFor();

/** All that a person sees of the profile. */
async function screenOf(page: Page): Promise<unknown> {
  return {
    head: await page.locator('.profile-head').innerText(),
    tools: await page.locator('.profile-tools').innerText(),
    flame: await page.locator('.flame-pane').innerText(),
    picture: await page.locator('.flame-graph__canvas').getAttribute('aria-label'),
    table: await page.locator('.symbol-table').innerText(),
  };
}

/** What the server gives for a link of the export menu. */
async function exportedFile(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Export ▾' }).click();
  const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
  const answer = await fetch(new URL(href ?? '', page.url()));
  const text = await answer.text();
  assert.equal(answer.status, 200, `${name}: ${text}`);
  await page.keyboard.press('Escape');
  return text;
}

test(
  'a task from the page to the flame graph: made, done by an agent, heard of, searched, compared, shared',
  { skip },
  async () => {
    using agent = new AgentClient(server.addresses.grpc, service);
    const { page, complaints } = await openVisit(
      browser,
      server.addresses.page.replace(/\/$/u, ''),
    );
    const origin = new URL(server.addresses.page).origin;
    await page.goto(`${origin}/profiling`, { waitUntil: 'domcontentloaded' });
    await page.getByText('Nothing has been profiled yet').waitFor();
    await eventually(10_000, async () => {
      await page.goto(`${origin}/profiling?new=pprof&service=${serviceId(service, true)}`);
      await page.getByRole('checkbox', { name: instances[1] ?? '' }).waitFor({ timeout: 1_000 });
    });
    for (const name of instances) await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Start' }).click();
    await waiting(page, `Task of ${service}`, 'Waiting');

    // From here on nothing is loaded again: the page is told.
    const taskId = new URL(page.url()).searchParams.get('at') ?? '';
    for (const instance of instances)
      assert.deepEqual(await agent.poll('pprof', instance), [taskId]);
    await waiting(page, `Task of ${service}`, 'fetched by the agent');
    await waiting(page, `Task of ${service}`, 'Running');
    for (const [index, instance] of instances.entries()) {
      const file = goProfile(index === 0 ? 20 : 60);
      assert.equal((await agent.upload('pprof', { instance, taskId, file })).end, 'OK');
    }
    await waiting(page, `Task of ${service}`, 'All of it is here.');

    await page
      .getByRole('complementary', { name: `Task of ${service}` })
      .getByRole('link', { name: 'Flame graph' })
      .nth(1)
      .click();
    const grid = page.getByRole('grid', { name: 'Functions' });
    await grid.getByText('60 %').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('regexp');
    await page.getByText('60 % in 1').waitFor();
    await page.locator('#profile-find').blur();

    await page.getByRole('button', { name: 'Compare with…' }).click();
    await page.getByRole('option', { name: /checkout-1/u }).click();
    await grid.getByText('+40 %').first().waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Zoom' }).getByText('FindString').waitFor();
    await page.waitForURL(({ searchParams }) =>
      ['vs', 'find', 'zoom'].every((name) => searchParams.has(name)),
    );
    assert.deepEqual(await findAccessFaults(page), []);

    const elsewhere = await openVisit(browser, origin);
    await elsewhere.page.goto(page.url());
    await elsewhere.page
      .getByRole('navigation', { name: 'Zoom' })
      .getByText('FindString')
      .waitFor();
    await elsewhere.page
      .getByRole('grid', { name: 'Functions' })
      .getByText('+40 %')
      .first()
      .waitFor();
    await elsewhere.page.getByText(/% in 1$/u).waitFor();
    await page.waitForTimeout(300);
    assert.deepEqual(await screenOf(elsewhere.page), await screenOf(page));
    assert.deepEqual([...complaints, ...elsewhere.complaints], []);
    await elsewhere.page.close();
    const svg = await exportedFile(page, 'SVG');
    assert.match(svg, /<svg/u);
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await grid.getByRole('columnheader', { name: 'Δ Self' }).waitFor({ state: 'detached' });
    const plain = await exportedFile(page, 'Collapsed stacks');
    assert.match(plain, /FindString 60$/mu);
    await page.close();
  },
);

test('thread dumps of a request are on the page as soon as they come', { skip }, async () => {
  using agent = new AgentClient(server.addresses.grpc, service);
  const origin = new URL(server.addresses.page).origin;
  const taskId = await createTraceTask(server, {
    service,
    endpointName: 'GET:/pay',
    minDurationThreshold: 0,
    dumpPeriod: 10,
    maxSamplingCount: 5,
  });
  const { page } = await openVisit(browser, origin);
  await page.goto(`${origin}/profiling?kind=trace`);
  const row = page.getByRole('table', { name: 'Profiles' }).getByRole('row').nth(1);
  await row.getByText('GET:/pay').waitFor();
  assert.deepEqual(await agent.poll('trace', 'checkout-1'), [taskId]);
  const nowMs = Date.now();
  const frames = ['shop.Pay.handle:12', 'shop.Rules.apply:40', 'java.util.regex.Pattern.compile:9'];
  const dumps = Array.from({ length: 20 }, (_, sequence) => ({
    taskId,
    segmentId: 'segment-1',
    timeMs: nowMs + sequence,
    sequence,
    frames: sequence < 15 ? frames : frames.slice(0, 2),
  }));
  assert.equal(await agent.sendDumps(dumps), 'OK');
  await row.getByRole('link', { name: 'Flame graph' }).click();
  await page.getByRole('grid', { name: 'Functions' }).getByText('75 %').first().waitFor();
  await page.getByText('No request of this task is stored').waitFor();
  await page.close();
});

test('a file that is dropped is stored, drawn, and exported again', { skip }, async () => {
  const origin = new URL(server.addresses.page).origin;
  const { page } = await openVisit(browser, origin);
  await page.goto(`${origin}/profiling`);
  await page.getByRole('button', { name: 'Upload…' }).waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: 'stacks.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('main;work;parse 3\nmain;idle 1\n'),
  });
  await page.waitForURL(/\/profiling\/upload\//u);
  await page.getByRole('grid', { name: 'Functions' }).getByText('75 %').first().waitFor();
  await page.getByRole('button', { name: 'Export ▾' }).click();
  for (const name of ['pprof', 'speedscope', 'Collapsed stacks', 'SVG']) {
    const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
    const answer = await fetch(new URL(href ?? '', origin));
    assert.equal(answer.status, 200, `${name}: ${await answer.clone().text()}`);
  }
  await page.close();
});
