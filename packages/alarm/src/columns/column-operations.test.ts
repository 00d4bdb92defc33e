import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aggregateColumns, countWhere } from './column-operations.ts';
import { ColumnArena } from './column-arena.ts';
import { type ColumnTable, missing } from './column-table.ts';

function seriesOf(...values: readonly number[]): ColumnTable {
  const row = {
    labels: [],
    values: Float64Array.from(values),
    stride: values.length,
    offset: 0,
    has: undefined,
  };
  return { single: false, labelled: false, width: values.length, whole: false, rows: [row] };
}

const work = { arena: new ColumnArena(), size: 1 };

function first(table: ColumnTable): number | undefined {
  return table.rows[0]?.values[0];
}

test('adds fractions up without losing what rounding takes', () => {
  const tenths = Array.from({ length: 10 }, () => 0.1);
  assert.equal(first(aggregateColumns(work, seriesOf(...tenths), 'sum')), 1);
  assert.equal(first(aggregateColumns(work, seriesOf(1, Infinity), 'sum')), Infinity);
});

test('no data is no value: it is neither counted nor compared', () => {
  const table = seriesOf(missing, 3, missing, 5);
  const of = (how: Parameters<typeof aggregateColumns>[2]): unknown =>
    first(aggregateColumns(work, table, how));
  assert.deepEqual(
    [of('sum'), of('count'), of('avg'), of('min'), of('max'), of('latest')],
    [8, 2, 4, 3, 5, 5],
  );
  const where = (operator: Parameters<typeof countWhere>[2], k: number): unknown =>
    first(countWhere(work, table, operator, k));
  assert.deepEqual(
    [where('<', 9), where('<=', 3), where('!=', 3), where('>=', 0), where('==', 5), where('>', 3)],
    [2, 1, 1, 2, 1, 1],
  );
  const nothing = seriesOf(missing, missing);
  assert.deepEqual(first(aggregateColumns(work, nothing, 'sum')), 0);
  assert.deepEqual(first(aggregateColumns(work, nothing, 'avg')), missing);
});
