import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { minuteMs } from '@stormpetrel/model';
import * as fc from 'fast-check';
import { alarmLimits } from '../limits.ts';
import type { MinuteRows, MinuteValues } from '../minute-reader.ts';
import { ruleOf } from '../testing/test-catalog.ts';
import { missing } from './column-table.ts';
import type { MetricColumns } from './metric-columns.ts';
import { planScopes } from './read-columns.ts';
import { type ColumnLimits, ScopeColumns } from './scope-columns.ts';

const toMs = 100 * minuteMs;

/** Columns of what the rules read, with all limits far away but those that are told. */
async function columnsOf(
  expressions: Readonly<Record<string, number>>,
  limits: Partial<ColumnLimits> = {},
): Promise<{ readonly columns: ScopeColumns; readonly metrics: readonly MetricColumns[] }> {
  const rules = await Promise.all(
    Object.entries(expressions).map(([expression, period]) => ruleOf(expression, { period })),
  );
  const columns = new ScopeColumns(toMs, rules, {
    entitiesMax: 1_000_000,
    cellsMax: 1_000_000_000,
    ...limits,
  });
  const [plan, ...others] = planScopes(rules);
  assert.deepEqual(others, []);
  const metrics = [...must(plan, 'there are rules').metrics.values()].map(({ metric, minutes }) =>
    columns.addMetric(
      metric.origin.definition,
      minutes,
      metric.metric.valueType === 'LABELED_VALUE',
    ),
  );
  return { columns, metrics };
}

/** One row an entity, of the last minute. */
function rowsOf(entities: number, values: readonly MinuteValues[], backMinutes = 1): MinuteRows {
  return {
    entities: { generation: 1, size: entities, id: (handle) => `e${handle}` },
    count: entities,
    entity: Uint32Array.from({ length: entities }, (_, i) => i),
    bucketMs: new Float64Array(entities).fill(toMs - backMinutes * minuteMs),
    metrics: values,
  };
}

function numbers(count: number): MinuteValues {
  const values = Float64Array.from({ length: count }, (_, i) => i);
  return { kind: 'numbers', presence: new Float64Array(count).fill(1), values };
}

function labelled(labels: number): MinuteValues {
  const read = (row: number): readonly { labels: string[]; value: number }[] =>
    Array.from({ length: labels }, (_, i) => ({ labels: [`p${i}`], value: row + i }));
  return { kind: 'rows', read };
}

function refusedOf({ refused }: ScopeColumns): readonly (readonly [string, number])[] {
  return refused.map(({ rule, cells }) => [rule.settings.expression, cells]);
}

/** Values of all columns together, with room that is not used yet. */
function cellsOf(metrics: readonly MetricColumns[]): number {
  const columns = metrics.flatMap((metric) => metric.columns);
  return columns.reduce((sum, { values }) => sum + values.length + alarmLimits.cellsPerColumn, 0);
}

test('entities past their limit are left out and counted', async () => {
  const { columns, metrics } = await columnsOf(
    { 'sum(service_cpm) > 1': 2 },
    { entitiesMax: 3_000 },
  );
  columns.take(rowsOf(3_500, [numbers(3_500)]), metrics);
  assert.deepEqual([columns.size, columns.leftOut, columns.refused], [3_000, 500, []]);
  assert.equal(metrics[0]?.plain.values[3_000 * 2 - 1], 2_999);
});

test('a rule that looks back too far gives way to those that look back less', async () => {
  const short = 'sum(service_cpm) > 1';
  const long = 'sum(service_resp_time) > 1';
  const longOfBoth = 'sum(service_cpm + service_resp_time) > 1';
  const { columns, metrics } = await columnsOf(
    { [longOfBoth]: 100, [long]: 90, [short]: 2 },
    { cellsMax: 50_000 },
  );
  const [cpm, respTime] = metrics;
  columns.take(rowsOf(100, [numbers(100), numbers(100)], 50), metrics);
  assert.deepEqual(refusedOf(columns), []);
  // Of 300 entities one would need 60,000 values, and the other 27,000 beside it.
  columns.take(rowsOf(300, [numbers(300), numbers(300)], 2), metrics);
  assert.deepEqual(refusedOf(columns), [[longOfBoth, 60_000]]);
  assert.deepEqual([cpm?.minutes, respTime?.minutes], [2, 90]);
  columns.take(rowsOf(600, [numbers(600), numbers(600)], 1), metrics);
  assert.deepEqual(refusedOf(columns).slice(1), [[long, 54_000]]);
  assert.deepEqual(
    columns.rules.map(({ settings }) => settings.expression),
    [short],
  );
  assert.equal(columns.metric('service_resp_time'), undefined);
  const { values } = must(cpm, 'the metric was asked for').plain;
  assert.deepEqual([...values.subarray(299 * 2, 301 * 2)], [299, 299, missing, 300]);
});

test('what remains of a metric that is cut is what was there', async () => {
  const { columns, metrics } = await columnsOf(
    { 'sum(service_cpm) > 1': 3, 'avg(service_cpm) > 2': 50 },
    { cellsMax: 1_000 },
  );
  for (const back of [3, 2, 1]) columns.take(rowsOf(10, [numbers(10)], back), metrics);
  columns.take(rowsOf(40, [numbers(40)], 1), metrics);
  assert.deepEqual(refusedOf(columns), [['avg(service_cpm) > 2', 2_000]]);
  const { values } = must(metrics[0], 'one was asked for').plain;
  assert.deepEqual([...values.subarray(9 * 3, 11 * 3)], [9, 9, 9, missing, missing, 10]);
});

test('a metric of very many labels gives way itself', async () => {
  const { columns, metrics } = await columnsOf(
    { 'sum(service_cpm) > 1': 60, 'sum(service_percentile) > 1': 1 },
    { cellsMax: 20_000 },
  );
  const rows = (labels: number): MinuteRows => rowsOf(20, [numbers(20), labelled(labels)]);
  columns.take(rows(70), metrics);
  assert.deepEqual(refusedOf(columns), []);
  columns.take(rows(200), metrics);
  assert.deepEqual(
    refusedOf(columns).map(([expression]) => expression),
    ['sum(service_percentile) > 1'],
  );
  assert.deepEqual(
    columns.rules.map(({ settings }) => settings.period),
    [60],
  );
});

test('what is held is never over the budget, and all of it that a rule that stays looks at', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          entities: fc.integer({ min: 1, max: 400 }),
          labels: fc.integer({ min: 1, max: 30 }),
          back: fc.integer({ min: 1, max: 120 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 100, max: 60_000 }),
      async (batches, [first = 1, second = 1, third = 1], cellsMax) => {
        const { columns, metrics } = await columnsOf(
          {
            'sum(service_cpm) > 1': first,
            'sum(service_percentile) > 1': second,
            'sum(service_cpm + service_resp_time) > 1': third,
          },
          { cellsMax },
        );
        for (const { entities, labels, back } of batches) {
          const values = metrics.map((metric) =>
            metric.labelled ? labelled(labels) : numbers(entities),
          );
          columns.take(rowsOf(entities, values, back), metrics);
          assert.ok(cellsOf(metrics) <= cellsMax, `${cellsOf(metrics)} of ${cellsMax}`);
        }
        assert.equal(columns.rules.length + columns.refused.length, 3);
        for (const rule of columns.rules) {
          for (const { metric } of rule.metrics) {
            const minutes = columns.metric(metric.name)?.minutes ?? 0;
            assert.ok(minutes >= rule.settings.period);
          }
        }
        for (const metric of metrics) {
          for (const { values } of metric.columns) {
            assert.ok(values.length >= columns.size * metric.minutes);
          }
        }
      },
    ),
  );
});

test('an entity that only another metric has is missing everywhere else', async () => {
  const { columns, metrics } = await columnsOf({
    'sum(service_cpm) > 1': 3,
    'sum(service_percentile) > 1': 1,
  });
  const [one, other] = metrics;
  assert.ok(one !== undefined && other !== undefined);
  columns.take(rowsOf(2, [numbers(2)]), [one]);
  columns.take(rowsOf(1_500, [labelled(1)]), [other]);
  assert.deepEqual(
    [...one.anyMask(3)].map((has, i) => (has === 1 ? i : -1)).filter((i) => i >= 0),
    [0, 1],
  );
  assert.deepEqual([one.plain.values.length >= 1_500 * 3, columns.size], [true, 1_500]);
  assert.deepEqual(
    [...one.plain.values.subarray(0, 7)],
    [missing, missing, 0, missing, missing, 1, missing],
  );
  assert.equal(one.bounds(one.plain, 1).max[1_000], missing);
  assert.equal(other.columns[0]?.values[1_499], 1_499);
});
