import type { Clock } from '@stormpetrel/base';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';
import { listDumpedSegments } from './read-dumps.ts';

/** Dumps come by this much later than others that were taken after them, at most: agents send several times a second. */
const lateDumpMs = 120_000;
/** How often all dumps of a task are looked at: the clocks of its instances may be further apart. */
const renewalMs = 30_000;

interface Seen {
  readonly segmentIds: Set<string>;
  /** When the latest dump was taken, and all of them were looked at. */
  readonly latestMs: number;
  readonly renewedMs: number;
}

/** The segments of trace tasks under way, so that who follows a task does not read all its dumps each second. */
export class DumpedSegments {
  readonly #reader: StoreReader;
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(reader: StoreReader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /** At most as many as are shown. */
  async read(taskId: string): Promise<ReadonlySet<string>> {
    const nowMs = this.#clock.nowMs();
    const seen = this.#seen.get(taskId);
    const isRenewal = seen === undefined || Math.abs(nowMs - seen.renewedMs) >= renewalMs;
    // Not from a time to come, which only tells that a clock is ahead.
    const fromMs = isRenewal ? undefined : Math.min(seen.latestMs, nowMs) - lateDumpMs;
    const found = await listDumpedSegments(this.#reader, taskId, fromMs);
    const segmentIds = seen?.segmentIds ?? new Set<string>();
    for (const id of found.segmentIds) {
      if (segmentIds.size < queryLimits.profiledSegmentsMax) segmentIds.add(id);
    }
    const latestMs = Math.max(found.latestMs, seen?.latestMs ?? 0);
    if (latestMs > 0) {
      this.#remember(taskId, {
        segmentIds,
        latestMs,
        renewedMs: isRenewal ? nowMs : seen.renewedMs,
      });
    }
    return segmentIds;
  }

  forget(taskId: string): void {
    this.#seen.delete(taskId);
  }

  /** What was put in first is forgotten first. */
  #remember(taskId: string, seen: Seen): void {
    const [oldest] = this.#seen.keys();
    const isFull = this.#seen.size >= queryLimits.dumpedTasksMax && !this.#seen.has(taskId);
    if (isFull && oldest !== undefined) this.#seen.delete(oldest);
    this.#seen.set(taskId, seen);
  }
}
