import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { firing, recovered } from './testing/sample-notices.ts';
import { openTestDelivery } from './testing/test-delivery.ts';
import { hookLimits } from './hook-limits.ts';
import { hookPlaces } from './hook-places.ts';
import { readHooks } from './read-hooks.ts';
import { webhookMessage } from './services/webhook.ts';

const page = readFileSync(
  join(import.meta.dirname, '../../../../docs/operate/alarm-hooks.md'),
  'utf8',
);

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text]) => text ?? '',
  );
}

test('docs/operate/alarm-hooks.md has an example of every type, each of which can be used', async () => {
  const names: string[] = [];
  for (const text of blocks('yaml')) {
    const { hooks } = parse(text) as { readonly hooks?: unknown };
    const read = readHooks(hooks, hookPlaces(text));
    assert.deepEqual(read.problems, [], text);
    names.push(...read.hooks.map(({ name }) => name));
    // Nothing of it is sent: there is nobody at the other end of a client that is not there.
    const posted: string[] = [];
    await using test = openTestDelivery({
      hooks: read.hooks,
      http: {
        post: ({ body }) => {
          posted.push(String(body));
          return Promise.resolve({ kind: 'ok', status: 200, body: new Uint8Array() });
        },
      },
    });
    if (!names.at(-1)?.startsWith('gRPC')) test.delivery.deliver([firing(), recovered()]);
    await test.delivery.close();
    for (const body of posted) assert.doesNotMatch(body, /%s/);
  }
  assert.deepEqual(names.toSorted(), [
    'dingtalk.default',
    'discord.default',
    'feishu.default',
    'gRPC.default',
    'pagerduty.default',
    'slack.default',
    'slack.default',
    'slack.nightshift',
    'webhook.default',
    'wechat.default',
    'welink.default',
  ]);
});

test('docs/operate/alarm-hooks.md shows the message of a webhook, and the limits that count', () => {
  const [example = '[]'] = blocks('json');
  const [message = {}] = JSON.parse(example) as Record<string, unknown>[];
  assert.deepEqual(Object.keys(message), Object.keys(webhookMessage(recovered())));
  for (const text of [
    `within ${hookLimits.attemptTimeoutMs / 1_000} s`,
    `up to ${hookLimits.attemptsMax} times`,
    `more than ${hookLimits.queuedNoticesMax.toLocaleString('en')} alarms`,
    `tries for ${hookLimits.flushMsMax / 1_000} s more`,
  ]) {
    assert.ok(page.includes(text), text);
  }
});
