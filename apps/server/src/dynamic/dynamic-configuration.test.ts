import { type LogFields, type LogLevel, Telemetry } from '@stormpetrel/base';
import { FakeClock } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigTable, DynamicTarget } from './config-table.ts';
import { DynamicConfiguration } from './dynamic-configuration.ts';
import { searchableTagsTarget, textTarget } from './open-dynamic.ts';

const apdexKey = 'core.default.apdexThreshold';
const samplingKey = 'agent-analyzer.default.traceSamplingPolicy';

/** A target that refuses values that begin with `bad`, and may be out of order altogether. */
class FakeTarget implements DynamicTarget {
  readonly keys = new Set([apdexKey, samplingKey]);
  readonly told: object[] = [];
  isDown = false;

  apply(values: ConfigTable): Promise<ReadonlyMap<string, string>> {
    if (this.isDown) return Promise.reject(new Error('too much to do'));
    this.told.push(Object.fromEntries(values));
    const bad = [...values].filter(([, value]) => value === 'bad');
    return Promise.resolve(new Map(bad.map(([key]) => [key, `${key} is bad`])));
  }
}

function openParts(...targets: readonly DynamicTarget[]) {
  const clock = new FakeClock(1_000);
  const telemetry = new Telemetry();
  const lines: (readonly [LogLevel, string, unknown])[] = [];
  const state: { next: ConfigTable | undefined | Error } = { next: new Map() };
  const dynamic = new DynamicConfiguration({
    provider: {
      name: 'fake',
      read: () =>
        state.next instanceof Error ? Promise.reject(state.next) : Promise.resolve(state.next),
      close() {},
    },
    targets,
    clock,
    logger: {
      log: (level, message, fields: LogFields = {}) => lines.push([level, message, fields['key']]),
    },
    telemetry,
  });
  const counts = (): object =>
    Object.fromEntries(telemetry.samples().map(({ name, value }) => [name, value]));
  return { dynamic, state, clock, lines, counts };
}

test('hands on what is set, and tells what became of it', async () => {
  const target = new FakeTarget();
  const { dynamic, state, clock, lines, counts } = openParts(target);
  state.next = new Map([
    [apdexKey, 'default: 1'],
    [samplingKey, 'bad'],
    ['core.default.log4j-xml', '<x/>'],
    ['some.thing', 'else'],
    ['empty.one', ' '],
  ]);
  await dynamic.poll();
  assert.deepEqual(dynamic.status(), {
    provider: 'fake',
    lastReadAt: 1_000,
    keys: [
      { key: samplingKey, state: 'refused', since: 1_000, message: `${samplingKey} is bad` },
      { key: apdexKey, state: 'applied', since: 1_000 },
      {
        key: 'core.default.log4j-xml',
        state: 'unused',
        since: 1_000,
        message: 'there is no log4j here: set log.level',
      },
      { key: 'some.thing', state: 'unused', since: 1_000, message: 'nothing here takes this key' },
    ],
  });
  state.next = undefined;
  clock.advance(5_000);
  await dynamic.poll();
  assert.equal(target.told.length, 1);
  state.next = new Map([[samplingKey, 'good']]);
  await dynamic.poll();
  assert.deepEqual(dynamic.status().keys, [{ key: samplingKey, state: 'applied', since: 6_000 }]);
  assert.deepEqual(target.told[1], { [samplingKey]: 'good' });
  assert.deepEqual(counts(), {
    dynamic_config_applied_count: 2,
    dynamic_config_refused_count: 1,
    dynamic_config_unavailable_count: 0,
  });
  assert.deepEqual(
    lines.filter(([, , key]) => key === apdexKey),
    [
      ['info', 'a setting was changed while running', apdexKey],
      ['info', 'a setting is as it was configured again', apdexKey],
    ],
  );
});

test('keeps what is in force while the provider or a target is out of order, and catches up', async () => {
  const target = new FakeTarget();
  const { dynamic, state, counts } = openParts(target);
  state.next = new Map([[apdexKey, 'default: 1']]);
  await dynamic.poll();
  state.next = new Error('gone');
  await dynamic.poll();
  assert.deepEqual([dynamic.status().error, dynamic.status().keys.length], ['gone', 1]);
  state.next = new Map([[apdexKey, 'default: 2']]);
  target.isDown = true;
  await dynamic.poll();
  assert.equal(dynamic.status().error, 'too much to do');
  target.isDown = false;
  state.next = undefined;
  await dynamic.poll();
  assert.deepEqual(target.told.at(-1), { [apdexKey]: 'default: 2' });
  assert.equal(dynamic.status().error, undefined);
  assert.deepEqual(counts(), {
    dynamic_config_applied_count: 2,
    dynamic_config_refused_count: 0,
    dynamic_config_unavailable_count: 2,
  });
});

test('a target that is out of order keeps the others from nothing', async () => {
  const target = new FakeTarget();
  target.isDown = true;
  const told: (string | undefined)[] = [];
  const alarmKey = 'alarm.default.alarm-settings';
  const alarms = textTarget(alarmKey, (text) => {
    told.push(text);
    return Promise.resolve(undefined);
  });
  const { dynamic, state, lines } = openParts(target, alarms);
  state.next = new Map([
    [apdexKey, 'default: 1'],
    [alarmKey, 'rules: {}'],
  ]);
  await dynamic.poll();
  const keysInForce = (): readonly string[] => dynamic.status().keys.map(({ key }) => key);
  assert.deepEqual([told, keysInForce()], [['rules: {}'], [alarmKey]]);
  assert.equal(dynamic.status().error, 'too much to do');
  target.isDown = false;
  state.next = undefined;
  await dynamic.poll();
  assert.deepEqual([told, keysInForce()], [['rules: {}'], [alarmKey, apdexKey]]);
  assert.deepEqual(
    lines.filter(([level]) => level === 'info').map(([, , key]) => key),
    [alarmKey, apdexKey],
  );
});

test('hands a text on when it has changed, and its removal', async () => {
  const told: (string | undefined)[] = [];
  const target = textTarget('alarm.default.alarm-settings', (text) => {
    told.push(text);
    return Promise.resolve(text === 'bad' ? 'no rules' : undefined);
  });
  const apply = (text?: string): Promise<unknown> =>
    target.apply(new Map(text === undefined ? [] : [['alarm.default.alarm-settings', text]]));
  assert.deepEqual(await apply(), new Map());
  assert.deepEqual(await apply('bad'), new Map([['alarm.default.alarm-settings', 'no rules']]));
  assert.deepEqual(await apply('bad'), new Map([['alarm.default.alarm-settings', 'no rules']]));
  assert.deepEqual(await apply('good'), new Map());
  assert.deepEqual(await apply(), new Map());
  assert.deepEqual(told, ['bad', 'good', undefined]);
});

test('sets the tags that questions may name, and puts back those that were configured', async () => {
  const told: unknown[] = [];
  const target = searchableTagsTarget((keys) => told.push(keys));
  await target.apply(new Map([['core.default.searchableTracesTags', ' a, b ,,']]));
  await target.apply(new Map());
  assert.deepEqual(told, [['a', 'b'], undefined]);
});
