import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Step, bucketStartMs, minuteMs } from '@stormpetrel/model';
import * as fc from 'fast-check';
import type { MetricRows } from '../../api/index.ts';
import type { ColumnSpec } from '../metric/column-spec.ts';
import { type ChunkColumn, type MetricChunk, noColumn } from '../metric/metric-chunk.ts';
import { ChunkSource } from '../metric/metric-source.ts';
import { emitRows } from './emit-rows.ts';
import type { RowRun } from './run-groups.ts';

const startMinute = bucketStartMs(Date.UTC(2026, 2, 10), 'day') / minuteMs;
const spanMinutes = 3 * 1_440;

interface PlainRow {
  readonly entity: number;
  readonly minute: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

const specs: readonly ColumnSpec[] = [
  { name: 'sum', kind: 'sum' },
  { name: 'least', kind: 'min' },
  { name: 'most', kind: 'max' },
];

function bucketOf(minute: number, step: Step): number {
  return bucketStartMs(minute * minuteMs, step) / minuteMs;
}

function chunkOf(rows: readonly PlainRow[]): MetricChunk {
  const column = (name: 'sum' | 'least' | 'most'): ChunkColumn => ({
    ...noColumn,
    values: Float64Array.from(rows, (row) => row[name]),
  });
  const columns = [column('sum'), column('least'), column('most')];
  return {
    count: rows.length,
    specs,
    entity: Uint32Array.from(rows, ({ entity }) => entity),
    minute: Uint32Array.from(rows, ({ minute }) => minute),
    column: (index) => columns[index] ?? noColumn,
    texts: () => [],
  };
}

function merged(rows: readonly PlainRow[], step: Step): readonly PlainRow[] {
  const byPlace = Map.groupBy(rows, ({ entity, minute }) => `${entity} ${bucketOf(minute, step)}`);
  return [...byPlace.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    return {
      entity: first.entity,
      minute: bucketOf(first.minute, step),
      sum: list.reduce((sum, row) => sum + row.sum, 0),
      least: Math.min(...list.map(({ least }) => least)),
      most: Math.max(...list.map(({ most }) => most)),
    };
  });
}

/** As a part has them: whole rows are of the step and stand once, and all are in order. */
function runOf(rows: readonly PlainRow[], step: Step, whole: boolean, rank: number): RowRun {
  const once = merged(rows, whole ? step : 'minute').toSorted(inOrder);
  const minutes = once.map(({ minute }) => minute);
  return {
    firstMinute: Math.min(...minutes),
    lastMinute: Math.max(...minutes),
    rows: once.length,
    whole: whole || step === 'minute',
    source: (fromMinute, toMinute) =>
      new ChunkSource(chunkOf(once), rank, { fromMinute, toMinute }),
  };
}

function inOrder(a: PlainRow, b: PlainRow): number {
  return a.entity - b.entity || a.minute - b.minute;
}

function plainRows({ count, entity, bucketMs, columns }: MetricRows, times: boolean): PlainRow[] {
  const valueOf = (column: number, row: number): number => {
    const data = columns[column];
    return data?.kind === 'sum' || data?.kind === 'min' || data?.kind === 'max'
      ? (data.values[row] ?? 0)
      : Number.NaN;
  };
  return Array.from({ length: count }, (_, row) => ({
    entity: entity[row] ?? 0,
    minute: times ? (bucketMs[row] ?? 0) / minuteMs : 0,
    sum: valueOf(0, row),
    least: valueOf(1, row),
    most: valueOf(2, row),
  }));
}

const plainRow = fc.record({
  entity: fc.nat({ max: 9 }),
  // Near each other, so that places are met more than once.
  minute: fc
    .tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 3 }))
    .map(([day, hour, minute]) => startMinute + day * 1_440 + hour * 60 + minute),
  sum: fc.nat({ max: 100 }),
  least: fc.nat({ max: 100 }),
  most: fc.nat({ max: 100 }),
});

test('hands out each entity and bucket once, merged as adding up row by row does', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Step>('minute', 'hour', 'day'),
      fc.array(
        fc.record({
          rows: fc.array(plainRow, { minLength: 1, maxLength: 40 }),
          whole: fc.boolean(),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      fc.boolean(),
      // Nothing by place, a bucket or two at a time, all at once.
      fc.constantFrom(0, 60, 120, 100_000),
      fc.nat({ max: 3 }),
      (step, lists, times, denseValuesMax, cut) => {
        const runs = lists.map(({ rows, whole }, rank) => runOf(rows, step, whole, rank));
        const all = lists.flatMap(({ rows, whole }) => merged(rows, whole ? step : 'minute'));
        const from = bucketOf(startMinute + cut * 60, step);
        const to = startMinute + spanMinutes;
        const expected = merged(
          all.filter(({ minute }) => minute >= from),
          step,
        ).map((row) => (times ? row : { ...row, minute: 0 }));
        const found: PlainRow[] = [];
        const options = { table: 'T', step, wanted: specs, from, to, times, keysMax: 10 };
        emitRows(runs, { ...options, denseValuesMax }, (rows) =>
          found.push(...plainRows(rows, times)),
        );
        const byAll = (a: PlainRow, b: PlainRow): number =>
          inOrder(a, b) || a.sum - b.sum || a.least - b.least || a.most - b.most;
        assert.deepEqual(found.toSorted(byAll), expected.toSorted(byAll));
      },
    ),
    { numRuns: 2_000 },
  );
});
