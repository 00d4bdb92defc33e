import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmNotice } from '@stormpetrel/alarm';
import { createAlarmDelivery } from '@stormpetrel/alarm/hooks';
import { Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { HttpSink } from '@stormpetrel/testkit';
import { GrpcAlarmSink } from './alarm-sink.ts';

const startMs = 1_795_176_000_000;

function notice(fields: Partial<AlarmNotice> = {}): AlarmNotice {
  return {
    uuid: 'u-1',
    scopeId: 4,
    scope: 'SERVICE_RELATION',
    name: 'orders to payment',
    id0: 'b3JkZXJz.1',
    id1: 'cGF5bWVudA==.1',
    ruleName: 'relation_rule',
    message: 'Calls from orders to payment are slow. größer & "quoted"',
    tags: [
      { key: 'level', value: 'WARNING' },
      { key: 'team', value: '' },
    ],
    startTimeMs: startMs,
    hooks: [],
    ...fields,
  };
}

test('a webhook and a gRPC service are told of an alarm, and that it is over', async () => {
  await using webhook = await HttpSink.open();
  await using service = await GrpcAlarmSink.open();
  const hooks = {
    webhook: {
      default: {
        'is-default': true,
        urls: [`${webhook.url}/alarms`],
        'recovery-urls': [`${webhook.url}/recoveries`],
      },
    },
    gRPC: {
      default: { 'is-default': true, 'target-host': 'localhost', 'target-port': service.port },
    },
  };
  const telemetry = new Telemetry();
  const delivery = createAlarmDelivery({
    hooks: [],
    clock: systemClock,
    random: Math.random,
    logger: silentLogger,
    telemetry,
  });
  assert.deepEqual(delivery.takeSettings(hooks, JSON.stringify({ hooks })), []);
  delivery.deliver([notice(), notice({ uuid: 'u-2', tags: [] })]);
  await Promise.all([webhook.received(1), service.called(1)]);
  delivery.deliver([notice({ recoveryTimeMs: startMs + 60_000 })]);
  await Promise.all([webhook.received(2), service.called(2)]);
  await delivery.close();

  const common = {
    scopeId: 4,
    scope: 'SERVICE_RELATION',
    name: 'orders to payment',
    id0: 'b3JkZXJz.1',
    id1: 'cGF5bWVudA==.1',
    ruleName: 'relation_rule',
    alarmMessage: 'Calls from orders to payment are slow. größer & "quoted"',
    startTime: startMs,
  };
  const tags = [
    { key: 'level', value: 'WARNING' },
    { key: 'team', value: '' },
  ];
  const over = { recoveryTime: startMs + 60_000 };
  assert.deepEqual(
    webhook.requests.map(({ path, body }) => [path, JSON.parse(body) as unknown]),
    [
      [
        '/alarms',
        [
          { ...common, tags, uuid: 'u-1' },
          { ...common, tags: [], uuid: 'u-2' },
        ],
      ],
      ['/recoveries', [{ ...common, tags, uuid: 'u-1', ...over }]],
    ],
  );
  const data = [{ key: 'level', value: 'WARNING' }, { key: 'team' }];
  assert.deepEqual(service.calls, [
    {
      method: 'doAlarm',
      messages: [
        { ...common, tags: { data }, uuid: 'u-1' },
        { ...common, tags: {}, uuid: 'u-2' },
      ],
    },
    { method: 'doAlarmRecovery', messages: [{ ...common, tags: { data }, uuid: 'u-1', ...over }] },
  ]);
  const counted = telemetry
    .samples()
    .map(({ name, labels, value }) => [name, labels['hook'], value]);
  assert.deepEqual(counted, [
    ['alarm_hook_sent_count', 'webhook.default', 3],
    ['alarm_hook_failed_count', 'webhook.default', 0],
    ['alarm_hook_dropped_count', 'webhook.default', 0],
    ['alarm_hook_sent_count', 'gRPC.default', 3],
    ['alarm_hook_failed_count', 'gRPC.default', 0],
    ['alarm_hook_dropped_count', 'gRPC.default', 0],
  ]);
});
