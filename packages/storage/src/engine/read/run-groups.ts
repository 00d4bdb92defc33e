/** Runs of rows, put into groups that have no bucket in common, and the buckets of a group that need merging. */
import { type Step, bucketMinutes } from '@stormpetrel/model';
import { bucketing, nextBucketMinute } from '../metric/bucketing.ts';
import type { MetricSource } from '../metric/row-cursor.ts';
import { type BucketSlots, noSlot } from './dense-rows.ts';

/** What will be done with the chunks of a source; see the options of `PartSource`. */
export interface SourceUse {
  readonly minutes: boolean;
  readonly passing: boolean;
}

/** To merge: rows are copied out of the chunks. */
export const mergeUse: SourceUse = { minutes: true, passing: true };

/** Something to read rows from, and the minutes (of hours and days: the buckets) that it reaches over. */
export interface RowRun {
  readonly firstMinute: number;
  readonly lastMinute: number;
  /** How many it has, about. */
  readonly rows: number;
  /** Its rows are rows of the step that is asked for. */
  readonly whole: boolean;
  source(fromMinute: number, toMinute: number, use: SourceUse): MetricSource;
}

/** A run, and the buckets that it has rows of: the minute at which the first starts, and at which the last ends. */
export interface Extent {
  readonly run: RowRun;
  readonly start: number;
  readonly end: number;
}

export interface RunGroup {
  readonly runs: readonly RowRun[];
  readonly extents: readonly Extent[];
  readonly from: number;
  readonly to: number;
}

/** Runs that have buckets in common, one through the other; within what is asked for, in order of time. */
export function groupsOf(
  runs: readonly RowRun[],
  { step, from, to }: { readonly step: Step; readonly from: number; readonly to: number },
): readonly RunGroup[] {
  const bucketOf = bucketing(step);
  const extents = runs
    .map((run): Extent => ({
      run,
      start: bucketOf(run.firstMinute),
      end: nextBucketMinute(bucketOf(run.lastMinute), step),
    }))
    .filter(({ start, end }) => start < to && end > from)
    .sort((a, b) => a.start - b.start);
  const groups: RunGroup[] = [];
  let members: Extent[] = [];
  let last = -Infinity;
  const close = (): void => {
    const [first] = members;
    if (first === undefined) return;
    groups.push({
      runs: members.map(({ run }) => run),
      extents: members,
      from: Math.max(from, first.start),
      to: Math.min(to, last),
    });
  };
  for (const extent of extents) {
    if (extent.start >= last) {
      close();
      members = [];
    }
    members.push(extent);
    last = Math.max(last, extent.end);
  }
  close();
  return groups;
}

export interface Bucket {
  /** The minute at which it starts. */
  readonly start: number;
  /** Several runs may have rows of it, or one has rows of its minutes. */
  readonly isShared: boolean;
}

export function bucketsOf({ from, to, extents }: RunGroup, step: Step): readonly Bucket[] {
  const buckets: Bucket[] = [];
  for (let start = bucketing(step)(from); start < to; start = nextBucketMinute(start, step)) {
    const within = extents.filter((extent) => extent.start <= start && extent.end > start);
    buckets.push({ start, isShared: within.length > 1 || within[0]?.run.whole === false });
  }
  return buckets;
}

/** Cuts the buckets so that each cut has so many shared ones at most. */
export function* slotsOf(
  buckets: readonly Bucket[],
  sharedMax: number,
  { from, to }: Pick<RunGroup, 'from' | 'to'>,
): Generator<BucketSlots> {
  for (let first = 0; first < buckets.length;) {
    const starts: number[] = [];
    let end = first;
    for (; end < buckets.length; end++) {
      const bucket = buckets[end] as Bucket;
      if (!bucket.isShared) continue;
      if (starts.length === sharedMax) break;
      starts.push(bucket.start);
    }
    const fromMinute = Math.max(from, buckets[first]?.start ?? from);
    const toMinute = Math.min(to, buckets[end]?.start ?? to);
    const slotOf = new Uint16Array(toMinute - fromMinute);
    let slot = 0;
    for (let i = first; i < end; i++) {
      const { start, isShared } = buckets[i] as Bucket;
      const until = (buckets[i + 1]?.start ?? to) - fromMinute;
      slotOf.fill(isShared ? slot++ : noSlot, Math.max(0, start - fromMinute), until);
    }
    yield { starts: Uint32Array.from(starts), fromMinute, toMinute, slotOf };
    first = end;
  }
}

/** A run of so many rows and buckets has so many entities at least, where each has a row of each. */
export function entitiesOf({ run, start, end }: Extent, step: Step): number {
  const minutes =
    run.whole && step !== 'minute' ? (end - start) / bucketMinutes(step) : end - start;
  return Math.ceil(run.rows / Math.max(1, minutes));
}
