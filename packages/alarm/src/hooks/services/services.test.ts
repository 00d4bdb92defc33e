import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { GrpcClient, GrpcOutcome } from '@stormpetrel/outbound/grpc';
import { AlarmMessage, AlarmRecoveryMessage } from '@stormpetrel/protocol';
import { HttpSink, type SinkReply, replyWith } from '@stormpetrel/testkit';
import type { AlarmNotice } from '../../notice.ts';
import { serviceLimits } from '../hook-limits.ts';
import type { HookSettings, HookType, Templates } from '../hook-settings.ts';
import { firing, recovered, startMs } from '../testing/sample-notices.ts';
import { openTestDelivery } from '../testing/test-delivery.ts';

interface Told {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly json: unknown;
}

const nasty =
  'orders "quoted" \\ {json}\n<!channel> & @everyone <@1> <at user_id="all"></at> ]]> %s';

/** Tells the notices to a hook of that type at a real server, and gives what came there. */
async function tell(
  type: HookType,
  fields: (url: string) => object,
  notices: readonly AlarmNotice[],
  { reply = replyWith(200, '{}'), requests = 0 }: { reply?: SinkReply; requests?: number } = {},
): Promise<Told[]> {
  await using sink = await HttpSink.open(reply);
  const settings = { name: `${type}.a`, isDefault: true, type, ...fields(sink.url) };
  await using test = openTestDelivery({ hooks: [settings as unknown as HookSettings] });
  test.delivery.deliver(notices);
  await sink.received(requests);
  await test.delivery.close();
  const hook = `${type}.a`;
  const [, failed, dropped] = test.counts()[hook] ?? [];
  assert.deepEqual([failed, dropped], [0, 0], JSON.stringify(test.logged));
  return sink.requests.map(({ path, headers, body }) => ({
    path,
    headers,
    json: JSON.parse(body),
  }));
}

const jsonOf = (told: readonly Told[]): unknown[] => told.map(({ json }) => json);

function templates(text: string, recovery = ''): Templates {
  return { textTemplate: text, recoveryTextTemplate: recovery };
}

test('webhook: a list of messages, with headers; recoveries to their own addresses', async () => {
  const told = await tell(
    'webhook',
    (url) => ({
      urls: [`${url}/alarms`, `${url}/both`],
      recoveryUrls: [`${url}/recoveries`, `${url}/both`],
      headers: { Authorization: 'Bearer t' },
    }),
    [
      recovered({ uuid: 'u-0' }),
      firing(),
      firing({ uuid: 'u-2', scope: 'SERVICE_RELATION', scopeId: 4, id1: 'cGF5.1', tags: [] }),
    ],
  );
  const first = {
    scopeId: 1,
    scope: 'SERVICE',
    name: 'orders',
    uuid: 'u-1',
    id0: 'b3JkZXJz.1',
    id1: '',
    ruleName: 'service_resp_time_rule',
    alarmMessage: 'Response time of orders is over 1 s.',
    startTime: startMs,
    tags: [{ key: 'level', value: 'CRITICAL' }],
  };
  const second = {
    ...first,
    uuid: 'u-2',
    scope: 'SERVICE_RELATION',
    scopeId: 4,
    id1: 'cGF5.1',
    tags: [],
  };
  const over = { ...first, uuid: 'u-0', recoveryTime: startMs + 180_000 };
  const byPath = Object.groupBy(told, ({ path }) => path);
  assert.deepEqual(
    Object.fromEntries(Object.entries(byPath).map(([path, calls]) => [path, jsonOf(calls ?? [])])),
    {
      '/alarms': [[first, second]],
      '/both': [[first, second], [over]],
      '/recoveries': [[over]],
    },
  );
  assert.deepEqual(
    told.map(({ headers }) => [headers['content-type'], headers['authorization']]),
    Array.from({ length: 4 }, () => ['application/json', 'Bearer t']),
  );
});

test('slack: one block a notice, from the template', async () => {
  const block = (text: string): string =>
    JSON.stringify({ type: 'section', text: { type: 'mrkdwn', text } });
  const settings = (url: string): object => ({
    ...templates(block(':alarm_clock: *%s*'), block(':green_heart: *%s*')),
    webhooks: [`${url}/services/x/y/z`],
  });
  const section = (text: string): unknown => ({ type: 'section', text: { type: 'mrkdwn', text } });
  assert.deepEqual(
    jsonOf(await tell('slack', settings, [firing(), firing({ message: nasty }), recovered()])),
    [
      {
        blocks: [
          section(':alarm_clock: *Response time of orders is over 1 s.*'),
          section(
            ':alarm_clock: *orders "quoted" \\ {json}\n&lt;!channel&gt; &amp; @everyone &lt;@1&gt; &lt;at user_id="all"&gt;&lt;/at&gt; ]]&gt; %s*',
          ),
        ],
      },
      { blocks: [section(':green_heart: *Response time of orders is over 1 s.*')] },
    ],
  );
  const many = Array.from({ length: 120 }, (_, i) => firing({ uuid: `u-${i}` }));
  const told = jsonOf(await tell('slack', settings, many)) as { blocks: unknown[] }[];
  assert.deepEqual(
    told.map(({ blocks }) => blocks.length),
    [50, 50, 20],
  );
  const long = [firing({ message: 'x'.repeat(5_000) })];
  assert.deepEqual(jsonOf(await tell('slack', settings, long)), [
    { blocks: [section(`:alarm_clock: *${'x'.repeat(serviceLimits.slackTextLengthMax - 16)}…`)] },
  ]);
});

test('wechat: the template is the message', async () => {
  const template = '{"msgtype":"text","text":{"content":"Alarm:\\n%s"}}';
  const told = await tell(
    'wechat',
    (url) => ({ ...templates(template), webhooks: [`${url}/cgi-bin/webhook/send?key=k`] }),
    [firing({ message: nasty }), firing({ message: 'ä'.repeat(2_000) }), recovered()],
    { reply: replyWith(200, '{"errcode":0,"errmsg":"ok"}') },
  );
  const content = (text: string): unknown => ({ msgtype: 'text', text: { content: text } });
  assert.deepEqual(jsonOf(told), [
    content(`Alarm:\n${nasty.replace('<@1>', '<\u200b@1>')}`),
    content(`Alarm:\n${'ä'.repeat(1_019)}…`),
  ]);
  assert.equal(told[0]?.path, '/cgi-bin/webhook/send?key=k');
});

test('dingtalk: the address carries time and signature', async () => {
  const template = '{"msgtype":"text","text":{"content":"%s"}}';
  const told = await tell(
    'dingtalk',
    (url) => ({
      ...templates(template, template),
      webhooks: [
        { url: `${url}/robot/send?access_token=a`, secret: 'SECabc' },
        { url: `${url}/plain`, secret: '' },
      ],
    }),
    [firing(), recovered()],
    { reply: replyWith(200, '{"errcode":0,"errmsg":"ok"}') },
  );
  const message = { msgtype: 'text', text: { content: 'Response time of orders is over 1 s.' } };
  assert.deepEqual(jsonOf(told), [message, message, message, message]);
  const hmac = createHmac('sha256', 'SECabc').update(`${startMs}\nSECabc`).digest('base64');
  const sign = new URLSearchParams({ sign: hmac }).toString();
  const signed = `/robot/send?access_token=a&timestamp=${startMs}&${sign}`;
  assert.deepEqual(told.map(({ path }) => path).toSorted(), ['/plain', '/plain', signed, signed]);
});

test('feishu: the message carries time and signature, and calls people', async () => {
  const template = '{"msg_type":"text","content":{"text":"%s"},"ats":"ou_1, ou_2"}';
  const told = await tell(
    'feishu',
    (url) => ({ ...templates(template), webhooks: [{ url: `${url}/hook/t`, secret: 'key' }] }),
    [firing({ message: nasty })],
    { reply: replyWith(200, '{"code":0,"msg":"success"}') },
  );
  const timestamp = String(startMs / 1_000);
  const text = nasty.replace('<at user', '<\u200bat user');
  assert.deepEqual(jsonOf(told), [
    {
      timestamp,
      sign: createHmac('sha256', `${timestamp}\nkey`).digest('base64'),
      msg_type: 'text',
      content: { text: `${text}<at user_id="ou_1"></at><at user_id="ou_2"></at>` },
    },
  ]);
  const card = '{"msg_type":"interactive","card":{"elements":[{"tag":"markdown","content":"%s"}]}}';
  const plain = await tell(
    'feishu',
    (url) => ({ ...templates(card), webhooks: [{ url, secret: '' }] }),
    [firing({ message: 'slow' })],
  );
  assert.deepEqual(jsonOf(plain), [
    { msg_type: 'interactive', card: { elements: [{ tag: 'markdown', content: 'slow' }] } },
  ]);
});

function welinkWebhook(url: string): object {
  return {
    ...templates('Alarm: %s', 'Over: %s'),
    webhooks: [
      {
        clientId: 'id-1',
        clientSecret: 'word',
        accessTokenUrl: `${url}/tickets`,
        messageUrl: `${url}/group-chat`,
        robotName: 'petrel',
        groupIds: ['g1', 'g2'],
      },
    ],
  };
}

test('welink: a token first, then messages under it', async () => {
  const reply: SinkReply = ({ path }, response) =>
    void response.end(
      path === '/tickets' ? '{"code":"0","access_token":"tok","expires_in":7200}' : '{"code":"0"}',
    );
  const told = await tell(
    'welink',
    welinkWebhook,
    [firing({ message: 'a < b & ]]> c' }), recovered({ message: 'fine' })],
    { reply },
  );
  const message = (id: string, inner: string): unknown => ({
    app_service_info: { app_service_id: '1', app_service_name: 'petrel' },
    app_msg_id: id,
    group_id: ['g1', 'g2'],
    content: `<r><n></n><g>0</g><c>${inner}</c></r>`,
    content_type: 0,
    client_app_id: '1',
  });
  const wrapped = (html: string, plain: string): string =>
    `&lt;imbody&gt;&lt;imagelist/&gt;&lt;html&gt;&lt;![CDATA[&lt;DIV&gt;${html}&lt;/DIV&gt;]]&gt;&lt;/html&gt;&lt;content&gt;&lt;![CDATA[${plain}]]&gt;&lt;/content&gt;&lt;/imbody&gt;`;
  assert.deepEqual(jsonOf(told), [
    { client_id: 'id-1', client_secret: 'word' },
    message(
      'u-1',
      wrapped(
        'Alarm: a &amp;lt; b &amp;amp; ]]&amp;gt; c',
        'Alarm: a &lt; b &amp; ]]]]&gt;&lt;![CDATA[&gt; c',
      ),
    ),
    message('u-1-recovered', wrapped('Over: fine', 'Over: fine')),
  ]);
  assert.deepEqual(
    told.map(({ path, headers }) => [path, headers['x-wlk-authorization']]),
    [
      ['/tickets', undefined],
      ['/group-chat', 'tok'],
      ['/group-chat', 'tok'],
    ],
  );
});

test('welink: asks for another token when the first is not taken', async () => {
  let tokens = 0;
  const reply: SinkReply = ({ path, headers }, response) => {
    if (path === '/tickets') return void response.end(`{"access_token":"t${++tokens}"}`);
    response.writeHead(headers['x-wlk-authorization'] === 't2' ? 200 : 401).end('{"code":"0"}');
  };
  const told = await tell('welink', welinkWebhook, [firing()], { reply, requests: 4 });
  assert.deepEqual(
    told.map(({ path, headers }) => [path, headers['x-wlk-authorization']]),
    [
      ['/tickets', undefined],
      ['/group-chat', 't1'],
      ['/tickets', undefined],
      ['/group-chat', 't2'],
    ],
  );
});

test('pagerduty: an alarm triggers, its recovery resolves', async () => {
  const told = await tell(
    'pagerduty',
    (url) => ({
      ...templates('Alarm: %s'),
      eventsApiUrl: `${url}/v2/enqueue`,
      integrationKeys: ['k'.repeat(32)],
    }),
    [
      firing(),
      firing({ uuid: 'u-2', tags: [{ key: 'level', value: 'PAGE' }], message: 'x'.repeat(2_000) }),
      recovered(),
    ],
    { reply: replyWith(202, '{"status":"success"}') },
  );
  const event = (uuid: string, action: string, summary: string, severity: string): unknown => ({
    payload: { summary, severity, source: 'Skywalking' },
    routing_key: 'k'.repeat(32),
    dedup_key: uuid,
    event_action: action,
  });
  assert.deepEqual(jsonOf(told), [
    event('u-1', 'trigger', 'Alarm: Response time of orders is over 1 s.', 'critical'),
    event('u-2', 'trigger', `Alarm: ${'x'.repeat(1_016)}…`, 'warning'),
    event('u-1', 'resolve', 'Response time of orders is over 1 s.', 'critical'),
  ]);
});

test('discord: a text under a name', async () => {
  const told = await tell(
    'discord',
    (url) => ({
      ...templates('@here Alarm: %s', 'Over: %s'),
      webhooks: [{ url: `${url}/api/webhooks/1/t`, username: 'petrel' }],
    }),
    [firing({ message: nasty }), firing({ message: 'x'.repeat(3_000) }), recovered()],
    { reply: replyWith(204) },
  );
  const quiet = nasty.replace('@everyone', '@\u200beveryone').replace('<@1>', '<\u200b@1>');
  assert.deepEqual(jsonOf(told), [
    { username: 'petrel', content: `@here Alarm: ${quiet}` },
    { username: 'petrel', content: `@here Alarm: ${'x'.repeat(1_986)}…` },
    { username: 'petrel', content: 'Over: Response time of orders is over 1 s.' },
  ]);
});

test('gRPC: a stream of messages for each kind', async () => {
  const calls: { target: string; path: string; messages: unknown[] }[] = [];
  let closed = 0;
  const createGrpcClient = ({ target }: { readonly target: string }): GrpcClient => ({
    unary: () => assert.fail(),
    serverStream: () => assert.fail(),
    clientStream: async (path, encoded): Promise<GrpcOutcome> => {
      const messages: unknown[] = [];
      const codec = path.endsWith('Recovery') ? AlarmRecoveryMessage : AlarmMessage;
      for await (const bytes of encoded) messages.push(codec.decode(bytes));
      calls.push({ target, path, messages });
      return { ok: true, message: new Uint8Array() };
    },
    close: () => void closed++,
  });
  const hooks: HookSettings[] = [
    { type: 'gRPC', name: 'gRPC.a', isDefault: true, targetHost: '::1', targetPort: 9_000 },
  ];
  const test = openTestDelivery({ hooks, createGrpcClient });
  test.delivery.deliver([firing(), firing({ uuid: 'u-2' }), recovered()]);
  await test.delivery.close();
  const message = {
    scopeId: 1,
    scope: 'SERVICE',
    name: 'orders',
    id0: 'b3JkZXJz.1',
    id1: '',
    ruleName: 'service_resp_time_rule',
    alarmMessage: 'Response time of orders is over 1 s.',
    startTime: startMs,
    tags: { data: [{ key: 'level', value: 'CRITICAL' }] },
    uuid: 'u-1',
  };
  assert.deepEqual(calls, [
    {
      target: '[::1]:9000',
      path: '/AlarmService/doAlarm',
      messages: [message, { ...message, uuid: 'u-2' }],
    },
    {
      target: '[::1]:9000',
      path: '/AlarmService/doAlarmRecovery',
      messages: [{ ...message, recoveryTime: startMs + 180_000 }],
    },
  ]);
  assert.deepEqual([test.counts(), closed], [{ 'gRPC.a': [3, 0, 0] }, 1]);
});
