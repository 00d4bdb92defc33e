import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { rowWriter } from '@stormpetrel/storage/api';
import { FakeClock } from '@stormpetrel/testkit';
import { alarmLimits } from '../limits.ts';
import { AlarmStates, StateBudget } from './alarm-states.ts';
import { engineDocument, readStates, ruleDocument } from './state-documents.ts';

const periods = { silencePeriod: 1, recoveryObservationPeriod: 0 };

function uuids(): () => string {
  let last = 0;
  return () => `u${++last}`;
}

test('an incident keeps its alarms until it is over', () => {
  const states = new AlarmStates(new StateBudget());
  const newUuid = uuids();
  const told = ['+', '+', '+', '-', '-', '+'].map((each, check) =>
    states
      .check(each === '+' ? new Set(['a']) : new Set(), check, periods, { nowMs: check, newUuid })
      .map((change) => [change.told, ...change.alarms.map(({ uuid }) => uuid)].join(' ')),
  );
  assert.deepEqual(told, [['fired u1'], [], ['fired u2'], [], ['recovered u1 u2'], ['fired u3']]);
});

test('an entity past the limit of states raises no alarm and is counted', () => {
  const budget = new StateBudget();
  const [one, other] = [new AlarmStates(budget), new AlarmStates(budget)];
  budget.used = alarmLimits.statesMax - 1;
  const now = { nowMs: 0, newUuid: uuids() };
  const fired = one.check(new Set(['a', 'b']), 1, periods, now).map(({ entityId }) => entityId);
  assert.deepEqual([fired, budget.refused], [['a'], 1]);
  assert.deepEqual([other.check(new Set(['c']), 1, periods, now), budget.refused], [[], 2]);
  one.clear();
  assert.equal(other.check(new Set(['c']), 2, periods, now).length, 1);
});

test('states come back from the store as they were', async () => {
  const clock = new FakeClock(1_000_000);
  const retention = {
    recordDays: 3,
    traceDays: 3,
    metadataDays: 3,
    minuteDays: 3,
    hourDays: 3,
    dayDays: 3,
  };
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: [] },
    retention,
    clock,
  });
  const states = new AlarmStates(new StateBudget());
  states.check(new Set(['a', 'b']), 7, periods, { nowMs: 5, newUuid: uuids() });
  const gone = new AlarmStates(new StateBudget());
  await rowWriter(writer).writeRows({
    metadata: [
      ruleDocument('x_rule', states, 1),
      ruleDocument('gone_rule', gone, 1),
      engineDocument({ check: 7, minuteMs: 60_000 }, 1),
      { ...ruleDocument('odd_rule', gone, 1), fields: { states: '[["a",3],[1],{}', deleted: 0 } },
    ],
  });
  const { progress, rules } = await readStates(reader);
  assert.deepEqual(progress, { check: 7, minuteMs: 60_000 });
  assert.deepEqual(
    [...rules],
    [
      ['odd_rule', []],
      ['x_rule', [...states.entries()]],
    ],
  );
});
