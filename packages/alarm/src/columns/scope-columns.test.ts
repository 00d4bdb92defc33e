import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { metricDefinitions } from '@stormpetrel/language/oal/rules';
import { minuteMs } from '@stormpetrel/model';
import type { MinuteRows, MinuteValues } from '../minute-reader.ts';
import { missing } from './column-table.ts';
import { ScopeColumns } from './scope-columns.ts';

const toMs = 100 * minuteMs;
const plain = must(metricDefinitions.get('service_cpm'), 'a core metric');
const labelled = must(metricDefinitions.get('service_percentile'), 'a core metric');

/** One row an entity, of the last minute. */
function rowsOf(entities: number, values: MinuteValues): MinuteRows {
  return {
    entities: { generation: 1, size: entities, id: (handle) => `e${handle}` },
    count: entities,
    entity: Uint32Array.from({ length: entities }, (_, i) => i),
    bucketMs: new Float64Array(entities).fill(toMs - minuteMs),
    metrics: [values],
  };
}

function numbers(count: number): MinuteValues {
  const values = Float64Array.from({ length: count }, (_, i) => i);
  return { kind: 'numbers', presence: new Float64Array(count).fill(1), values };
}

test('entities past a limit are left out and counted, whichever limit is the nearer', () => {
  const limits = { entitiesMax: 3_000, cellsPerMetricMax: 20_000 };
  for (const [minutes, entities] of [
    [2, 3_000],
    [10, 2_000],
  ] as const) {
    const columns = new ScopeColumns(toMs, limits);
    const metric = columns.addMetric(plain, minutes, false);
    columns.take(rowsOf(3_500, numbers(3_500)), [metric]);
    metric.complete();
    assert.deepEqual([columns.size, columns.leftOut], [entities, 3_500 - entities]);
    const { values } = metric.plain;
    assert.equal(values[entities * minutes - 1], entities - 1);
    assert.ok(values.length >= entities * minutes);
  }
});

test('label sets give way to entities where both do not fit', () => {
  const columns = new ScopeColumns(toMs, { entitiesMax: 9_000, cellsPerMetricMax: 8_192 });
  const metric = columns.addMetric(labelled, 2, true);
  const read = (row: number): readonly { labels: string[]; value: number }[] =>
    Array.from({ length: 6 }, (_, i) => ({ labels: [`p${i}`], value: row + i }));
  columns.take(rowsOf(2_000, { kind: 'rows', read }), [metric]);
  metric.complete();
  const kept = metric.columns.map(({ labels }) => labels[0]?.value);
  assert.deepEqual(kept, ['p0', 'p1']);
  assert.ok(columns.leftOut > 0);
  assert.deepEqual(
    metric.columns.map(({ values }) => [values[3_998], values[3_999]]),
    [
      [missing, 1_999],
      [missing, 2_000],
    ],
  );
});

test('an entity that only another metric has is missing everywhere else', () => {
  const columns = new ScopeColumns(toMs);
  const one = columns.addMetric(plain, 3, false);
  const other = columns.addMetric(labelled, 1, true);
  columns.take(rowsOf(2, numbers(2)), [one]);
  columns.take(rowsOf(1_500, { kind: 'rows', read: () => [{ labels: ['50'], value: 7 }] }), [
    other,
  ]);
  for (const metric of [one, other]) metric.complete();
  assert.deepEqual(
    [...one.anyMask(3)].map((has, i) => (has === 1 ? i : -1)).filter((i) => i >= 0),
    [0, 1],
  );
  assert.equal(one.plain.values.length >= 1_500 * 3, true);
  assert.deepEqual(
    [...one.plain.values.subarray(0, 7)],
    [missing, missing, 0, missing, missing, 1, missing],
  );
  assert.deepEqual(one.bounds(one.plain, 1).max[1_000], missing);
});
