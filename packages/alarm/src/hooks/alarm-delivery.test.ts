import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import {
  HttpSink,
  type SinkReply,
  closeMidway,
  hang,
  replyWith,
  sendEndlessly,
} from '@stormpetrel/testkit';
import { parse } from 'yaml';
import type { HookSettings, WebhookSettings } from './hook-settings.ts';
import { firing, recovered, startMs } from './testing/sample-notices.ts';
import { type TestDelivery, openTestDelivery } from './testing/test-delivery.ts';

function webhook(
  name: string,
  url: string,
  fields: Partial<WebhookSettings> = {},
): WebhookSettings {
  return {
    type: 'webhook',
    name: `webhook.${name}`,
    isDefault: true,
    urls: [url],
    recoveryUrls: [],
    headers: {},
    ...fields,
  };
}

function uuidsOf(sink: HttpSink): string[][] {
  return sink.requests.map(({ body }) =>
    (JSON.parse(body) as { uuid: string }[]).map(({ uuid }) => uuid),
  );
}

/** Done when that many notices of the hook have met their end. */
async function settled(test: TestDelivery, hook: string, count: number): Promise<void> {
  const total = (): number => (test.counts()[hook] ?? []).reduce((sum, value) => sum + value, 0);
  while (total() < count) await new Promise((resolve) => setImmediate(resolve));
}

/** Tells one alarm to a sink that answers like that, and how it ended. */
async function tellOne(
  reply: SinkReply,
  limits: { attemptTimeoutMs?: number } = {},
): Promise<{ counts: unknown; pausesMs: number[]; requests: number; reason: unknown }> {
  await using sink = await HttpSink.open(reply);
  await using test = openTestDelivery({ hooks: [webhook('a', `${sink.url}/hook/secret`)], limits });
  test.delivery.deliver([firing()]);
  await settled(test, 'webhook.a', 1);
  assert.ok(!JSON.stringify(test.logged).includes('secret'));
  return {
    counts: test.counts()['webhook.a'],
    pausesMs: test.pausesMs,
    requests: sink.requests.length,
    reason: test.logged[0]?.fields['reason'],
  };
}

test('tells the hooks that a rule names, and else those that are default', async () => {
  await using sink = await HttpSink.open();
  const hooks = [
    webhook('a', `${sink.url}/a`),
    webhook('b', `${sink.url}/b`),
    webhook('c', `${sink.url}/c`, { isDefault: false }),
  ];
  const test = openTestDelivery({ hooks });
  test.delivery.deliver([
    firing({ uuid: 'default' }),
    firing({ uuid: 'named', hooks: ['webhook.b', 'webhook.c', 'slack.none'] }),
  ]);
  await test.delivery.close();
  const told = sink.requests.map(({ path, body }) => [
    path,
    (JSON.parse(body) as { uuid: string }[]).map(({ uuid }) => uuid),
  ]);
  assert.deepEqual(Object.fromEntries(told), {
    '/a': ['default'],
    '/b': ['default', 'named'],
    '/c': ['named'],
  });
  assert.deepEqual(test.counts(), {
    'webhook.a': [1, 0, 0],
    'webhook.b': [2, 0, 0],
    'webhook.c': [1, 0, 0],
  });
});

test('one tick is one request of alarms and one of recoveries', async () => {
  await using sink = await HttpSink.open();
  const hooks = [webhook('a', sink.url, { recoveryUrls: [sink.url] })];
  await using test = openTestDelivery({ hooks });
  test.delivery.deliver([
    recovered({ uuid: '1' }),
    firing({ uuid: '2' }),
    recovered({ uuid: '3' }),
    firing({ uuid: '4' }),
  ]);
  await settled(test, 'webhook.a', 4);
  assert.deepEqual(uuidsOf(sink), [
    ['2', '4'],
    ['1', '3'],
  ]);
});

test('a sink that answers 500 twice gets the alarm at the third attempt', async () => {
  let calls = 0;
  const flaky: SinkReply = (request, response) =>
    replyWith(++calls < 3 ? 500 : 200)(request, response);
  assert.deepEqual(await tellOne(flaky), {
    counts: [1, 0, 0],
    pausesMs: [750, 1_500],
    requests: 3,
    reason: undefined,
  });
});

test('statuses of 4xx are final, but for 408 and 429, which say when to come again', async () => {
  for (const status of [400, 401, 403, 404, 410, 422]) {
    assert.deepEqual(await tellOne(replyWith(status, 'secret')), {
      counts: [0, 1, 0],
      pausesMs: [],
      requests: 1,
      reason: `answered with status ${status}`,
    });
  }
  const date = new Date(startMs + 90_000).toUTCString();
  const asked: readonly (readonly [string, number])[] = [
    ['3', 3_000],
    ['0.9', 900],
    [date, 90_000],
    ['86400', 120_000],
    ['soon', 750],
    ['-5', 750],
  ];
  for (const [retryAfter, pauseMs] of asked) {
    let calls = 0;
    const reply: SinkReply = (request, response) => {
      const busy = replyWith(calls % 2 === 0 ? 429 : 408, '', { 'retry-after': retryAfter });
      (++calls < 2 ? busy : replyWith(200))(request, response);
    };
    const { pausesMs, counts } = await tellOne(reply);
    assert.deepEqual([pausesMs, counts], [[pauseMs], [1, 0, 0]], retryAfter);
  }
});

test('a redirect to a private address is refused, and not tried again', async () => {
  const refused = {
    counts: [0, 1, 0],
    pausesMs: [],
    requests: 1,
    reason: 'a redirect to an address that is not public',
  };
  await using inner = await HttpSink.open();
  for (const location of [inner.url, 'http://169.254.169.254/latest/meta-data/', '/elsewhere']) {
    assert.deepEqual(await tellOne(replyWith(302, '', { location })), refused);
  }
  assert.deepEqual(inner.requests, []);
});

test('sinks that hang, break off or never stop', async () => {
  const limits = { attemptTimeoutMs: 20 };
  const { counts, requests, reason } = await tellOne(hang, limits);
  assert.deepEqual([counts, requests, reason], [[0, 1, 0], 8, 'no answer in time']);
  const broken = await tellOne(closeMidway);
  assert.deepEqual(
    [broken.counts, broken.requests, broken.reason],
    [[0, 1, 0], 8, 'the connection was closed before the answer was whole'],
  );
  // It said 200, and what it says after that is of no interest.
  assert.deepEqual((await tellOne(sendEndlessly)).counts, [1, 0, 0]);
});

test('a hook that hangs delays nobody else', async () => {
  await using slow = await HttpSink.open(hang);
  await using quick = await HttpSink.open();
  const hooks = [
    webhook('both', `${slow.url}/1`, { urls: [`${slow.url}/1`, `${quick.url}/1`] }),
    webhook('quick', `${quick.url}/2`),
  ];
  const limits = { flushMsMax: 30 };
  const test = openTestDelivery({ hooks, limits });
  test.delivery.deliver([firing({ uuid: '1' })]);
  await slow.received(1);
  await quick.received(2);
  test.delivery.deliver([firing({ uuid: '2' })]);
  await quick.received(4);
  assert.equal(slow.requests.length, 1);
  await test.delivery.close();
  // Of the two for the address that hangs, one was under way and one waited.
  assert.deepEqual(test.counts(), { 'webhook.both': [2, 1, 1], 'webhook.quick': [2, 0, 0] });
});

test('services that answer 200 and mean no', async () => {
  const robot = (type: 'wechat' | 'dingtalk' | 'feishu', url: string): HookSettings => {
    const common = {
      name: `${type}.a`,
      isDefault: true,
      textTemplate: '{"msg":"%s"}',
      recoveryTextTemplate: '',
    };
    return type === 'wechat'
      ? { ...common, type, webhooks: [url] }
      : { ...common, type, webhooks: [{ url, secret: 'sign-word' }] };
  };
  const cases = [
    [
      'wechat',
      '{"errcode":93000,"errmsg":"invalid webhook url"}',
      1,
      'errcode 93000: invalid webhook url',
    ],
    [
      'wechat',
      '{"errcode":45009,"errmsg":"api freq out of limit"}',
      8,
      'errcode 45009: api freq out of limit',
    ],
    [
      'dingtalk',
      '{"errcode":310000,"errmsg":"sign-word not match"}',
      1,
      'errcode 310000: *** not match',
    ],
    ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', 8, 'errcode 130101: send too fast'],
    ['feishu', '{"code":19021,"msg":"sign match fail"}', 1, 'code 19021: sign match fail'],
    ['feishu', '{"code":11232}', 8, 'code 11232'],
  ] as const;
  for (const [type, answer, attempts, reason] of cases) {
    await using sink = await HttpSink.open(replyWith(200, answer));
    await using test = openTestDelivery({ hooks: [robot(type, `${sink.url}/key`)] });
    test.delivery.deliver([firing()]);
    await settled(test, `${type}.a`, 1);
    assert.deepEqual(
      [test.counts()[`${type}.a`], sink.requests.length, test.logged[0]?.fields['reason']],
      [[0, 1, 0], attempts, `answered with ${reason}`],
    );
  }
  for (const answer of ['', 'ok', '[]', '"x"', 'null', '{"errcode":0}', '{"other":1}']) {
    await using sink = await HttpSink.open(replyWith(200, answer));
    await using test = openTestDelivery({ hooks: [robot('dingtalk', sink.url)] });
    test.delivery.deliver([firing()]);
    await settled(test, 'dingtalk.a', 1);
    assert.deepEqual(test.counts()['dingtalk.a'], [1, 0, 0], answer);
  }
});

test('new hooks count at once; what an unchanged address still holds is kept', async () => {
  const held = Promise.withResolvers<ServerResponse>();
  await using away = await HttpSink.open((_request, response) => held.resolve(response));
  await using sink = await HttpSink.open();
  const kept = webhook('kept', `${away.url}/kept`);
  const test = openTestDelivery({ hooks: [kept, webhook('gone', `${sink.url}/gone`)] });
  test.delivery.deliver([firing({ uuid: '1' })]);
  const response = await held.promise;
  // Another flag, and a second address: neither concerns the first one.
  const changed = { ...kept, isDefault: false, urls: [...kept.urls, `${sink.url}/added`] };
  test.delivery.updateHooks([changed, webhook('new', `${sink.url}/new`)]);
  test.delivery.deliver([firing({ uuid: '2' }), firing({ uuid: '3', hooks: ['webhook.kept'] })]);
  await sink.received(3);
  away.reply = replyWith(200);
  response.end();
  await test.delivery.close();
  assert.deepEqual(uuidsOf(away), [['1'], ['3']]);
  assert.deepEqual(
    sink.requests.map(({ path, body }) => `${path} ${/"uuid":"(\d)"/.exec(body)?.[1]}`).toSorted(),
    ['/added 3', '/gone 1', '/new 2'],
  );
});

test('a hook that is not right stays as it was, and is named with its place', async () => {
  await using sink = await HttpSink.open();
  const test = openTestDelivery({});
  const take = (text: string): unknown => {
    const { hooks } = parse(text) as { hooks: unknown };
    return test.delivery.takeSettings(hooks, text);
  };
  const hook = (name: string, url: string): string =>
    `\n    ${name}: {is-default: true, urls: ["${url}"]}`;
  const first = `hooks:\n  webhook:${hook('a', `${sink.url}/a`)}${hook('b', `${sink.url}/b`)}`;
  assert.deepEqual(take(first), []);
  const second = `hooks:\n  webhook:${hook('a', 'nonsense')}${hook('c', 'nonsense')}${hook('d', `${sink.url}/d`)}`;
  const message = 'this is no http or https address';
  assert.deepEqual(take(second), [
    { hook: 'webhook.a', line: 3, column: 34, message },
    { hook: 'webhook.c', line: 4, column: 34, message },
  ]);
  assert.deepEqual(
    test.logged.map((line) => [line.message, line.fields]),
    [
      [
        'alarm hook refused, it stays as it was',
        { code: 'ALARM_HOOK_REFUSED', hook: 'webhook.a', reason: `3:34: ${message}` },
      ],
      [
        'alarm hook refused',
        { code: 'ALARM_HOOK_REFUSED', hook: 'webhook.c', reason: `4:34: ${message}` },
      ],
    ],
  );
  test.delivery.deliver([firing()]);
  await test.delivery.close();
  assert.deepEqual(
    sink.requests
      .map(({ path }) => path)
      .toSorted()
      .join(' '),
    '/a /d',
  );
});

test('takes nothing after it was closed', async () => {
  await using sink = await HttpSink.open();
  const test = openTestDelivery({ hooks: [webhook('a', sink.url)] });
  await test.delivery.close();
  test.delivery.deliver([firing()]);
  test.delivery.updateHooks([webhook('b', sink.url)]);
  test.delivery.deliver([firing()]);
  await test.delivery.close();
  assert.deepEqual([sink.requests, test.counts()], [[], { 'webhook.a': [0, 0, 0] }]);
});
