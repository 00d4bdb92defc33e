/**
 * How many lines there are over time, by level: counted by the store, all of them.
 *
 * Counting many millions takes long, and nobody waits for it: the window is counted from its newest end in stretches of whole
 * bars, each as long as the ones before say that the time allows; what has been counted when time is up is shown, and what has
 * not is told.
 */
import type { Clock } from '@stormpetrel/base';
import { logRecord } from '@stormpetrel/model';
import type { RecordCounts, RecordFilter, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import { type LogBuckets, logBuckets } from './log-buckets.ts';
import { compareLevels, displayLevel, levelTag } from './log-level.ts';

/** `GET /api/logs/histogram` (docs/reference/log-api.md). */
export interface LogHistogram extends LogBuckets {
  readonly fromMs: number;
  readonly toMs: number;
  readonly levels: readonly LevelCounts[];
  readonly total: number;
  readonly counts: readonly number[];
  /** What is before was not counted. */
  readonly countedFromMs: number;
  readonly isComplete: boolean;
}

export interface LevelCounts {
  readonly level: string;
  readonly total: number;
  readonly counts: readonly number[];
}

export interface LogHistogramQuery {
  readonly filters: readonly RecordFilter[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketsMax: number;
  readonly signal?: AbortSignal | undefined;
}

/** The level that stands for those that are too many. */
export const otherLevel = 'other';

const prefix = `${levelTag}=`;
/** The first stretch is so short a part of the window that it tells how long the rest takes. */
const firstShare = 1 / 16;

export async function readHistogram(
  reader: StoreReader,
  clock: Clock,
  query: LogHistogramQuery,
): Promise<LogHistogram> {
  const { fromMs, toMs } = query;
  const buckets = logBuckets(fromMs, toMs, query.bucketsMax);
  const sums = new LevelSums(buckets.starts.length);
  const startedMs = clock.monotonicMs();
  let end = buckets.starts.length;
  let length = Math.max(1, Math.ceil(end * firstShare));
  while (end > 0) {
    const begin = Math.max(0, end - length);
    await countStretch(reader, query, buckets, begin, end, sums);
    end = begin;
    const spentMs = clock.monotonicMs() - startedMs;
    if (spentMs >= queryLimits.logCountMs) break;
    const counted = buckets.starts.length - end;
    // Half of the time that is left, lest older parts are slower: at first all, where that was quick.
    const affordable = ((queryLimits.logCountMs - spentMs) / 2 / Math.max(spentMs, 1)) * counted;
    length = Math.max(1, Math.floor(affordable));
  }
  const countedFromMs = Math.max(fromMs, buckets.starts[end] ?? toMs);
  return {
    fromMs,
    toMs,
    ...buckets,
    ...sums.view(),
    countedFromMs: end === 0 ? fromMs : countedFromMs,
    isComplete: end === 0,
  };
}

/** Counts the bars [begin, end), as far as they are in the window. */
async function countStretch(
  reader: StoreReader,
  { filters, fromMs, toMs, signal }: LogHistogramQuery,
  { starts, bucketMs }: LogBuckets,
  begin: number,
  end: number,
  sums: LevelSums,
): Promise<void> {
  const startMs = starts[begin] ?? 0;
  const endMs = Math.min(toMs, startMs + (end - begin) * bucketMs);
  const counts = await reader.countRecords({
    schema: logRecord,
    fromMs: startMs,
    toMs: endMs,
    // The first bar may begin before the window.
    filters:
      startMs < fromMs ? [...filters, { column: 'time', op: 'range', min: fromMs }] : filters,
    bucketMs,
    by: { column: 'tags', prefix },
    ...(signal !== undefined && { signal }),
  });
  sums.add(counts, begin);
}

class LevelSums {
  readonly #length: number;
  readonly #total: Float64Array;
  readonly #byLevel = new Map<string, Float64Array>();
  #hasOther = false;
  readonly #other: Float64Array;

  constructor(length: number) {
    this.#length = length;
    this.#total = new Float64Array(length);
    this.#other = new Float64Array(length);
  }

  add({ total, groups, other }: RecordCounts, at: number): void {
    addAt(this.#total, total, at);
    for (const { value, counts } of groups) {
      const level = displayLevel(value.slice(prefix.length));
      let sums = this.#byLevel.get(level);
      if (sums === undefined) {
        sums = new Float64Array(this.#length);
        this.#byLevel.set(level, sums);
      }
      addAt(sums, counts, at);
    }
    if (other === undefined) return;
    this.#hasOther = true;
    addAt(this.#other, other, at);
  }

  view(): Pick<LogHistogram, 'levels' | 'total' | 'counts'> {
    const all = [...this.#byLevel].map(([level, counts]) => levelCounts(level, counts));
    const most = all.toSorted((a, b) => b.total - a.total || compareLevels(a.level, b.level));
    const shown = most.slice(0, queryLimits.logLevelsShownMax);
    const rest = most.slice(queryLimits.logLevelsShownMax);
    for (const { counts } of rest) addAt(this.#other, counts, 0);
    const levels = shown.sort((a, b) => compareLevels(a.level, b.level));
    if (this.#hasOther || rest.length > 0) levels.push(levelCounts(otherLevel, this.#other));
    const { total, counts } = levelCounts('', this.#total);
    return { levels, total, counts };
  }
}

function addAt(sums: Float64Array, counts: ArrayLike<number>, at: number): void {
  for (let i = 0; i < counts.length; i++) {
    sums[at + i] = (sums[at + i] as number) + (counts[i] as number);
  }
}

function levelCounts(level: string, counts: Float64Array): LevelCounts {
  return { level, total: counts.reduce((sum, count) => sum + count, 0), counts: [...counts] };
}
