import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { hookCountLimits } from './hook-limits.ts';
import { hookPlaces } from './hook-places.ts';
import { type HooksRead, readHooks } from './read-hooks.ts';

function read(text: string): HooksRead {
  const { hooks } = parseDocument(text, { merge: true }).toJS() as { hooks?: unknown };
  return readHooks(hooks, hookPlaces(text));
}

test('reads every type of hook', () => {
  const text = `
rules: {}
hooks:
  webhook:
    default:
      is-default: true
      urls: [http://127.0.0.1/a]
      recovery-urls: ['http://127.0.0.1/b']
      headers: {Authorization: Bearer t, X-Number: 7}
  gRPC:
    a: {target-host: 10.0.0.7, target-port: 9000}
  slack:
    a: {text-template: '{"text":"%s"}', webhooks: [https://hooks.slack.com/services/x/y/z]}
  wechat:
    a:
      text-template: '{"text":"%s"}'
      recovery-text-template: '{"text":"over: %s"}'
      webhooks: ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k']
  dingtalk:
    a:
      text-template: '{"text":"%s"}'
      webhooks: [{url: 'https://oapi.dingtalk.com/robot/send?access_token=t', secret: s}]
  feishu:
    a: {text-template: '{"text":"%s"}', webhooks: [{url: https://open.feishu.cn/hook}]}
  welink:
    a:
      text-template: "Alarm: %s"
      webhooks:
        - client-id: 12345
          client-secret: word
          access-token-url: https://open.welink.huaweicloud.com/api/auth/v2/tickets
          message-url: https://open.welink.huaweicloud.com/api/welinkim/v1/im-service/chat/group-chat
          group-ids: g1, g2
  pagerduty:
    a: {text-template: "Alarm: %s", integration-keys: [abc]}
    eu:
      text-template: "Alarm: %s"
      events-api-url: https://events.eu.pagerduty.com/v2/enqueue
      integration-keys: [abc, 5]
  discord:
    a: {text-template: "%s", webhooks: [{url: https://discord.com/api/webhooks/1/t}]}
`;
  const named = (type: string, name = 'a'): object => ({
    type,
    name: `${type}.${name}`,
    isDefault: false,
  });
  const json = { textTemplate: '{"text":"%s"}', recoveryTextTemplate: '' };
  const plain = { textTemplate: 'Alarm: %s', recoveryTextTemplate: '' };
  assert.deepEqual(read(text), {
    hooks: [
      {
        ...named('webhook', 'default'),
        isDefault: true,
        urls: ['http://127.0.0.1/a'],
        recoveryUrls: ['http://127.0.0.1/b'],
        headers: { Authorization: 'Bearer t', 'X-Number': '7' },
      },
      { ...named('gRPC'), targetHost: '10.0.0.7', targetPort: 9_000 },
      { ...named('slack'), ...json, webhooks: ['https://hooks.slack.com/services/x/y/z'] },
      {
        ...named('wechat'),
        ...json,
        recoveryTextTemplate: '{"text":"over: %s"}',
        webhooks: ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k'],
      },
      {
        ...named('dingtalk'),
        ...json,
        webhooks: [{ url: 'https://oapi.dingtalk.com/robot/send?access_token=t', secret: 's' }],
      },
      {
        ...named('feishu'),
        ...json,
        webhooks: [{ url: 'https://open.feishu.cn/hook', secret: '' }],
      },
      {
        ...named('welink'),
        ...plain,
        webhooks: [
          {
            clientId: '12345',
            clientSecret: 'word',
            accessTokenUrl: 'https://open.welink.huaweicloud.com/api/auth/v2/tickets',
            messageUrl:
              'https://open.welink.huaweicloud.com/api/welinkim/v1/im-service/chat/group-chat',
            robotName: 'robot',
            groupIds: ['g1', 'g2'],
          },
        ],
      },
      {
        ...named('pagerduty'),
        ...plain,
        eventsApiUrl: 'https://events.pagerduty.com/v2/enqueue',
        integrationKeys: ['abc'],
      },
      {
        ...named('pagerduty', 'eu'),
        ...plain,
        eventsApiUrl: 'https://events.eu.pagerduty.com/v2/enqueue',
        integrationKeys: ['abc', '5'],
      },
      {
        ...named('discord'),
        textTemplate: '%s',
        recoveryTextTemplate: '',
        webhooks: [{ url: 'https://discord.com/api/webhooks/1/t', username: 'robot' }],
      },
    ],
    problems: [],
  });
});

test('no hooks are no problem', () => {
  for (const text of ['rules: {}', 'hooks:', 'hooks: {}', 'hooks:\n  slack:\n  webhook: {}']) {
    assert.deepEqual(read(text), { hooks: [], problems: [] }, text);
  }
});

test('a hook that is not right is left out, with what is wrong and where', () => {
  const check = (hook: string, ...problem: readonly (string | number | undefined)[]): void => {
    const text = `hooks:\n  webhook:\n    good: {urls: ['http://a']}\n${hook}`;
    const { hooks, problems } = read(text);
    assert.deepEqual(
      [hooks.map(({ name }) => name), problems.map((one) => Object.values(one))],
      [['webhook.good'], [problem]],
      hook,
    );
  };
  check('    bad:', 'webhook.bad', 4, 5, 'bad is no mapping');
  check('    bad: {}', 'webhook.bad', 4, 5, 'a webhook needs urls');
  check('    bad: {urls: http://a}', 'webhook.bad', 4, 11, 'urls is no list');
  check(
    '    bad: {urls: [http://a, ip/x]}',
    'webhook.bad',
    4,
    28,
    'this is no http or https address',
  );
  check('    bad:\n      urls: [7]', 'webhook.bad', 5, 14, 'this is no http or https address');
  check('    bad: {urls: [[]]}', 'webhook.bad', 4, 18, '0 is no text');
  check(
    '    bad: {urls: [http://a], is-default: on}',
    'webhook.bad',
    4,
    29,
    'is-default is true or false',
  );
  check(
    '    bad: {urls: [http://a], recovery-url: []}',
    'webhook.bad',
    4,
    29,
    'there is no field recovery-url, did you mean recovery-urls?',
  );
  check(
    '    bad: {urls: [http://a], headers: {"a b": c}}',
    'webhook.bad',
    4,
    39,
    'the header can not be sent',
  );
  check(
    '    bad: {urls: [http://a], headers: {Content-Length: 3}}',
    'webhook.bad',
    4,
    39,
    'the header Content-Length can not be set',
  );
  check('    bad: {urls: [http://a], headers: [a]}', 'webhook.bad', 4, 29, 'headers is no mapping');
  check('  gRPC:\n    bad: {target-host: h}', 'gRPC.bad', 5, 5, 'target-port is needed');
  check('  gRPC:\n    bad: {target-port: 1}', 'gRPC.bad', 5, 5, 'target-host is needed');
  check(
    '  gRPC:\n    bad: {target-host: a/b, target-port: 1}',
    'gRPC.bad',
    5,
    11,
    'target-host is no host',
  );
  check(
    '  gRPC:\n    bad: {target-host: a, target-port: 65536}',
    'gRPC.bad',
    5,
    27,
    'target-port is a whole number from 1 to 65535',
  );
  check(
    '  slack:\n    bad: {webhooks: [http://a]}',
    'slack.bad',
    5,
    5,
    'a text-template is needed',
  );
  check('  slack:\n    bad: {text-template: "{}"}', 'slack.bad', 5, 5, 'webhooks is needed');
  check(
    '  slack:\n    bad:\n      text-template: |-\n        {"a":\n         secret}\n      webhooks: [http://a]',
    'slack.bad',
    6,
    7,
    "the template is not JSON, 's' is not expected",
  );
  check(
    '  feishu:\n    bad:\n      text-template: "{}"\n      webhooks:\n        - {url: http://a, key: b}',
    'feishu.bad',
    8,
    27,
    'there is no field key',
  );
  check(
    '  welink:\n    bad:\n      text-template: a\n      webhooks:\n        - client-id: a',
    'welink.bad',
    8,
    11,
    'client-secret is needed',
  );
  check(
    '  pagerduty:\n    bad: {text-template: a, integration-keys: [b], events-api-url: "x"}',
    'pagerduty.bad',
    5,
    52,
    'this is no http or https address',
  );
  check('  slak: {a: {}}', undefined, 4, 3, 'there is no type of hook slak: did you mean slack?');
  check(
    '  carrier-pigeon: {}',
    undefined,
    4,
    3,
    'there is no type of hook carrier-pigeon: there are webhook, gRPC, slack, wechat, dingtalk, feishu, welink, pagerduty, discord',
  );
  check('  slack: [a]', undefined, 4, 3, 'slack is no mapping of hooks by their name');
});

test('a section that is no mapping is one problem', () => {
  assert.deepEqual(read('hooks: [a]'), {
    hooks: [],
    problems: [{ hook: undefined, line: 1, column: 1, message: 'hooks is no mapping' }],
  });
});

test('follows anchors and merges', () => {
  const text = `hooks:
  webhook:
    a: &a
      urls: [http://a]
    b:
      <<: *a
      is-default: true
    c: *a`;
  const { hooks, problems } = read(text);
  assert.deepEqual(
    [hooks.map(({ name, isDefault }) => [name, isDefault]), problems],
    [
      [
        ['webhook.a', false],
        ['webhook.b', true],
        ['webhook.c', false],
      ],
      [],
    ],
  );
});

test('refuses hooks and addresses past the limits', () => {
  const { hooksMax, addressesPerHookMax } = hookCountLimits;
  const entry = (i: number): [string, object] => [`h${i}`, { urls: ['http://a'] }];
  const webhook = Object.fromEntries(Array.from({ length: hooksMax + 1 }, (_, i) => entry(i)));
  const place = (): { line: number; column: number } => ({ line: 1, column: 1 });
  const many = readHooks({ webhook }, place);
  assert.equal(many.hooks.length, hooksMax);
  assert.deepEqual(
    many.problems.map(({ hook, message }) => [hook, message]),
    [[`webhook.h${hooksMax}`, `there are more than ${hooksMax} hooks`]],
  );
  const urls = Array.from({ length: addressesPerHookMax + 1 }, (_, i) => `http://a/${i}`);
  assert.deepEqual(
    readHooks({ webhook: { a: { urls } } }, place).problems.map(({ message }) => message),
    [`urls has more than ${addressesPerHookMax} entries`],
  );
  assert.equal(readHooks({ webhook: { a: { urls: urls.slice(1) } } }, place).hooks.length, 1);
});

test('takes any values', () => {
  const field = fc.constantFrom(
    'is-default',
    'urls',
    'headers',
    'text-template',
    'webhooks',
    'target-host',
    'target-port',
    'integration-keys',
    'url',
    'secret',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue(),
      fc.constantFrom('http://a', '{"a":"%s"}', true, 7),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(field, tie('value'), { maxKeys: 5 }),
    ),
  }));
  const type = fc.constantFrom(
    'webhook',
    'gRPC',
    'slack',
    'feishu',
    'welink',
    'pagerduty',
    'discord',
  );
  const section = fc.oneof(value, fc.dictionary(type, fc.dictionary(fc.string(), value)));
  fc.assert(
    fc.property(section, (given) => {
      const text = `hooks: ${JSON.stringify(given)}`;
      const { problems } = readHooks(given, hookPlaces(text));
      for (const { line, column } of problems) assert.ok(line >= 1 && column >= 1);
    }),
    { numRuns: 500 },
  );
});
