import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minuteMs, serviceId } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { SeededRandom } from '@stormpetrel/testkit';
import type { ReadMinutes } from './minute-reader.ts';
import { EngineBench, startMs } from './testing/engine-bench.ts';

const days = 2;
const services = ['a', 'b', 'c', 'd'].map((name) => serviceId(name, true));

const rules = [
  { name: 'often_rule', over: 700, of: 3, period: 5, silence: 2, observation: 0 },
  { name: 'seldom_rule', over: 950, of: 2, period: 10, silence: 10, observation: 4 },
  { name: 'loud_rule', over: 800, of: 1, period: 1, silence: 0, observation: 1 },
];
const text = JSON.stringify({
  rules: Object.fromEntries(
    rules.map(({ name, over, of, period, silence, observation }) => [
      name,
      {
        expression: `sum(service_resp_time > ${over}) >= ${of}`,
        period,
        'silence-period': silence,
        'recovery-observation-period': observation,
      },
    ]),
  ),
});

/** Response times that wander, with hours in which a service says nothing at all. */
function simulate(): (number | undefined)[][] {
  const random = new SeededRandom(11);
  return services.map(() => {
    let level = 400;
    let quiet = 0;
    return Array.from({ length: days * 1_440 }, () => {
      level = Math.max(0, Math.min(1_200, level + (random.next() - 0.5) * 300));
      if (quiet > 0) quiet--;
      else if (random.next() < 0.002) quiet = 30 + Math.floor(random.next() * 120);
      return quiet > 0 ? undefined : Math.round(level);
    });
  });
}

/** What must be told: windows counted by hand, states counted down minute by minute. */
function expectedNotices(values: readonly (readonly (number | undefined)[])[]): readonly string[] {
  const told: string[] = [];
  const states = new Map<string, { phase: string; silence: number; observation: number }>();
  for (let now = 1; now <= days * 1_440; now++) {
    const ofMinute: string[] = [];
    for (const rule of rules) {
      for (const [i, series] of values.entries()) {
        const window = series.slice(Math.max(0, now - rule.period), now);
        const isTrue = window.filter((value) => (value ?? 0) > rule.over).length >= rule.of;
        const key = `${rule.name} ${i}`;
        const state = states.get(key) ?? { phase: 'normal', silence: -1, observation: 0 };
        states.set(key, state);
        state.silence--;
        if (isTrue) {
          const fires = state.phase === 'normal' || state.silence < 0;
          state.phase = 'bad';
          state.observation = rule.observation;
          if (fires) {
            state.silence = rule.silence;
            ofMinute.push(`${now} ${key} fired`);
          }
        } else if (state.phase === 'over') state.phase = 'normal';
        else if (state.phase === 'bad') {
          state.observation--;
          if (state.observation < 0 && state.silence < 0) {
            state.phase = 'over';
            ofMinute.push(`${now} ${key} over`);
          }
        }
      }
    }
    told.push(...ofMinute.sort());
  }
  return told;
}

test('tells over days what a count by hand tells, with restarts at any minute', async () => {
  const values = simulate();
  const expected = expectedNotices(values);
  assert.ok(expected.length > 500, `only ${expected.length} notices`);

  const bench = new EngineBench();
  const readMinutes: ReadMinutes = async ({ fromMs, toMs }, visit) => {
    const rows: { entity: number; bucketMs: number; value: number }[] = [];
    for (let bucketMs = fromMs; bucketMs < toMs; bucketMs += minuteMs) {
      for (const [entity, series] of values.entries()) {
        const value = series[(bucketMs - startMs) / minuteMs];
        if (value !== undefined) rows.push({ entity, bucketMs, value });
      }
    }
    visit({
      entities: { generation: 1, size: services.length, id: (handle) => services[handle] ?? '' },
      count: rows.length,
      entity: Uint32Array.from(rows, (row) => row.entity),
      bucketMs: Float64Array.from(rows, (row) => row.bucketMs),
      metrics: [
        {
          kind: 'numbers',
          presence: new Float64Array(rows.length).fill(1),
          values: Float64Array.from(rows, (row) => row.value),
        },
      ],
    });
  };
  // The slow store in memory looks through all that was ever written to find no service.
  const reader: StoreReader = {
    ...bench.reader,
    readMetadata: async (query) =>
      query.kind === 'service' ? [] : bench.reader.readMetadata(query),
  };
  const random = new SeededRandom(5);
  let engine = await bench.open({ reader, readMinutes });
  await engine.updateRules(text, 'test');
  const told: string[] = [];
  let restarts = 0;
  for (let now = 1; now <= days * 1_440; now++) {
    const notices = await bench.tick(engine, now);
    told.push(
      ...notices
        .map(({ ruleName, id0, recoveryTimeMs }) => {
          const what = recoveryTimeMs === undefined ? 'fired' : 'over';
          return `${now} ${ruleName} ${services.indexOf(id0)} ${what}`;
        })
        .sort(),
    );
    if (random.next() < 0.01) {
      restarts++;
      await engine.close();
      engine = await bench.open({ reader, readMinutes });
      await engine.updateRules(text, 'test');
    }
  }
  assert.ok(restarts > 20);
  assert.deepEqual(told, expected);
});
