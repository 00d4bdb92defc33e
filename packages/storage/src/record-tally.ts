import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import {
  type RecordCountGroup,
  type RecordCountQuery,
  type RecordCounts,
  countBucketsMax,
  countGroupsMax,
} from './api/index.ts';

/** Adds rows up by bucket and group: what both providers answer countings from. */
export class RecordTally {
  readonly buckets: number;
  readonly total: Float64Array;
  /** The column that has the groups. */
  readonly by: RecordColumn | undefined;
  readonly #fromMs: number;
  readonly #bucketMs: number;
  readonly #groups = new Map<string, Float64Array>();
  #other: Float64Array | undefined;

  /** Throws on a length of buckets that makes none or too many, and on a column that has no groups. */
  constructor({ schema, fromMs, toMs, bucketMs, by }: RecordCountQuery) {
    const buckets = Math.max(0, Math.ceil((toMs - fromMs) / bucketMs));
    if (!(bucketMs > 0) || !(buckets <= countBucketsMax))
      throw new RangeError(`${bucketMs} ms is no length for buckets of ${toMs - fromMs} ms`);
    this.buckets = buckets;
    this.total = new Float64Array(buckets);
    this.#fromMs = fromMs;
    this.#bucketMs = bucketMs;
    this.by = by === undefined ? undefined : groupColumn(schema, by.column);
  }

  bucketOf(timeMs: number): number {
    return Math.floor((timeMs - this.#fromMs) / this.#bucketMs);
  }

  /** A row within the window. */
  add(timeMs: number, group: string): void {
    this.addRows(this.bucketOf(timeMs), group, 1);
  }

  addRows(bucket: number, group: string, rows: number): void {
    const { total } = this;
    total[bucket] = (total[bucket] as number) + rows;
    if (this.by === undefined) return;
    const counts = this.countsOf(group);
    counts[bucket] = (counts[bucket] as number) + rows;
  }

  /** Where rows of the group are counted, by bucket; the caller adds them to the total itself. */
  countsOf(group: string): Float64Array {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    if (this.#groups.size >= countGroupsMax)
      return (this.#other ??= new Float64Array(this.buckets));
    const counts = new Float64Array(this.buckets);
    this.#groups.set(group, counts);
    return counts;
  }

  counts(): RecordCounts {
    const sumOf = (counts: Float64Array): number => counts.reduce((sum, it) => sum + it, 0);
    const groups = [...this.#groups]
      .map(([value, counts]) => ({ value, counts, sum: sumOf(counts) }))
      .sort((a, b) => b.sum - a.sum || (a.value < b.value ? -1 : 1))
      .map(({ value, counts }): RecordCountGroup => ({ value, counts }));
    return { total: this.total, groups, other: this.#other };
  }
}

function groupColumn(schema: RecordSchema, name: string): RecordColumn {
  const column = schema.columns.find((it) => it.name === name);
  if (column?.type === 'entity' || column?.type === 'terms') return column;
  throw new TypeError(`no groups by ${name}`);
}
