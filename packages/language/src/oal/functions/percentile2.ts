import type { MetricRowView } from '../metric-value.ts';
import type { OalFunction } from './oal-function.ts';

/** The ranks that are kept of every percentile. */
const ranks = [50, 75, 90, 95, 99] as const;

/** The values that 50, 75, 90, 95 and 99 of a hundred stay within, in steps of the precision. */
export const percentile2: OalFunction = {
  name: 'percentile2',
  valueType: 'LABELED_VALUE',
  labels: ['p'],
  attribute: 'whole',
  parameters: [{ name: 'precision', type: 'count' }],
  accumulate: (call) => ({ buckets: call.buckets(call.attribute, call.number(0)) }),
  read: (definition, row) =>
    readRanks(row, definition.args[0] ?? 1).map((value, index) => ({
      labels: [String(ranks[index])],
      value,
    })),
};

/** The value at each of `ranks`; nothing where no bucket was met. */
export function readRanks(row: MetricRowView, precision: number): readonly number[] {
  const buckets: (readonly [bucket: number, count: number])[] = [];
  let total = 0;
  for (const [key, count] of row.entries('buckets')) {
    buckets.push([Number(key), count]);
    total += count;
  }
  buckets.sort(([a], [b]) => a - b);
  const values: number[] = [];
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    while (values.length < ranks.length && seen >= roof(total, ranks[values.length] as number)) {
      values.push(bucket * precision);
    }
  }
  return values;
}

/** In single precision and rounded up from the half, as upstream does (server-core, PercentileMetrics2). */
function roof(total: number, rank: number): number {
  return Math.round(Math.fround(Math.fround(total * rank) / 100));
}
