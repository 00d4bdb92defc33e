/**
 * Alarms over a running server: segments in over gRPC, alarms out over GraphQL and the admin port. Rules are judged once a minute,
 * after its 15th second, so each wait here is one of up to 75 seconds.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serviceId } from '@stormpetrel/model';
import { HttpSink, SegmentBuilder } from '@stormpetrel/testkit';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { GrpcAlarmSink } from '../alarm-hooks/alarm-sink.ts';
import { minutesAround } from '../support/duration.ts';
import { sendSegments } from '../support/fault-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-alarms-'));
const settingsFile = join(folder, 'alarm-settings.yml');
after(() => rmSync(folder, { recursive: true }));

/** Judged by one slow minute; the second rule is not right and must not stop the first. */
const settings = `rules:
  slow_service_rule:
    expression: sum(service_resp_time > 1000) >= 1
    period: 10
    tags: {level: CRITICAL, team: shop}
    message: "Service {name} is slow"
  broken_rule:
    expression: sum(service_resp_tmie > 1000) >= 1
  slow_endpoint_rule:
    expression: sum(endpoint_resp_time > 1000) >= 1
    period: 10
    include-names-regex: "GET:/slow in .*"
`;

/** The first address is of nobody: what it costs must not delay the others. */
function hooksText(webhook: HttpSink, grpc: GrpcAlarmSink): string {
  return `hooks:
  webhook:
    default:
      is-default: true
      urls: ["http://127.0.0.1:9/", "${webhook.url}/alarms"]
  gRPC:
    default: {is-default: true, target-host: localhost, target-port: ${grpc.port}}
`;
}

interface Alarm {
  readonly scope: string;
  readonly name: string;
  readonly message: string;
  readonly recoveryTime: number | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly snapshot: {
    readonly expression: string;
    readonly metrics: readonly {
      readonly name: string;
      readonly results: readonly {
        readonly values: readonly { readonly value: string | null }[];
      }[];
    }[];
  };
}

const fields = `msgs { scope name message recoveryTime tags { key value }
  snapshot { expression metrics { name results { values { id value } } } } }`;

test('a slow service raises an alarm, which hooks, GraphQL and the admin port tell of', async () => {
  await using webhook = await HttpSink.open();
  await using grpc = await GrpcAlarmSink.open();
  writeFileSync(settingsFile, settings + hooksText(webhook, grpc));
  await using server = await ServerProcess.start({
    env: { SW_CORE_L1_AGGREGATION_FLUSH_PERIOD: '50', SW_ALARM_SETTINGS_FILE: settingsFile },
  });
  await eventually(5_000, () => {
    const refused = server.log.find((line) => line['code'] === 'ALARM_RULE_REFUSED');
    assert.match(
      String(refused?.['reason']),
      /^8:21: broken_rule: there is no metric service_resp_tmie/,
    );
    return Promise.resolve();
  });
  const slowAt = (name: string, path: string, agoMs: number, tookMs: number) =>
    new SegmentBuilder(name, `${name}-1`, Date.now() - agoMs)
      .ids(`${name}${path}`, `${name}${path}.1`)
      .entry(path, { spanLayer: 'Http', durationMs: tookMs })
      .build();
  await sendSegments(
    server,
    slowAt('shop', 'GET:/slow', 120_000, 3_000),
    slowAt('shop', 'GET:/other', 120_000, 2_000),
    slowAt('bank', 'GET:/fast', 120_000, 20),
  );

  const duration = minutesAround(Date.now(), 10, 10);
  const ask = async (condition: object): Promise<readonly Alarm[]> =>
    (
      await server.query<{ r: { msgs: readonly Alarm[] } }>(
        `query($c: AlarmQueryCondition!) { r: queryAlarms(condition: $c) { ${fields} } }`,
        { c: { duration, paging: { pageSize: 10 }, ...condition } },
      )
    ).r.msgs;
  const alarms = await eventually(100_000, async () => {
    const found = await ask({});
    assert.equal(found.length, 2);
    return found;
  });
  const service = alarms.find(({ scope }) => scope === 'Service');
  assert.deepEqual(
    alarms.map(({ scope, name, message }) => `${scope} ${name}: ${message}`).sort(),
    [
      'Endpoint GET:/slow in shop: Alarm caused by Rule slow_endpoint_rule',
      'Service shop: Service shop is slow',
    ],
  );
  assert.deepEqual(
    service?.tags.map(({ key, value }) => `${key}=${value}`),
    ['level=CRITICAL', 'team=shop'],
  );
  const values = service?.snapshot.metrics[0]?.results[0]?.values.map(({ value }) => value) ?? [];
  assert.deepEqual(
    [service?.snapshot.expression, service?.snapshot.metrics[0]?.name, values.length],
    ['sum(service_resp_time > 1000) >= 1', 'service_resp_time', 10],
  );
  assert.deepEqual(
    values.filter((value) => value !== null),
    ['2500'],
  );
  assert.equal((await ask({ ruleNames: ['slow_endpoint_rule'] })).length, 1);
  assert.equal((await ask({ layer: 'GENERAL', keyword: 'IS SLOW' })).length, 1);
  assert.equal((await ask({ entities: [{ serviceName: 'bank' }] })).length, 0);

  await webhook.received(1);
  await eventually(10_000, () => {
    assert.match(JSON.stringify(grpc.calls), /Service shop is slow/);
    return Promise.resolve();
  });
  const [call] = webhook.requests;
  const told = JSON.parse(call?.body ?? '[]') as readonly Record<string, unknown>[];
  const toldOfService = told.find(({ scope }) => scope === 'SERVICE');
  assert.deepEqual(
    { ...toldOfService, uuid: typeof toldOfService?.['uuid'], startTime: 0 },
    {
      scopeId: 1,
      scope: 'SERVICE',
      name: 'shop',
      uuid: 'string',
      id0: serviceId('shop', true),
      id1: '',
      ruleName: 'slow_service_rule',
      alarmMessage: 'Service shop is slow',
      startTime: 0,
      tags: [
        { key: 'level', value: 'CRITICAL' },
        { key: 'team', value: 'shop' },
      ],
    },
  );
  assert.equal(told.length, 2);

  const admin = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(`/status/alarm/${path}`, server.addresses.admin));
    const { oapInstances } = (await response.json()) as { oapInstances: { status: unknown }[] };
    return oapInstances[0]?.status;
  };
  assert.deepEqual(((await admin('rules')) as { ruleList: unknown }).ruleList, [
    { id: 'slow_service_rule' },
    { id: 'slow_endpoint_rule' },
  ]);
  const state = (await admin('slow_service_rule/shop')) as Record<string, unknown>;
  assert.match(String(state['currentState']), /FIRING/);
  assert.equal(state['lastAlarmMessage'], 'Service shop is slow');

  // The file changes while the server runs: a new rule is in force within a tick.
  writeFileSync(settingsFile, settings.replace('slow_endpoint_rule', 'other_rule'));
  await eventually(15_000, async () => {
    assert.deepEqual(((await admin('rules')) as { ruleList: unknown }).ruleList, [
      { id: 'slow_service_rule' },
      { id: 'other_rule' },
    ]);
  });
});
