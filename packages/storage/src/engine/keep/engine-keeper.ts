import { readdirSync } from 'node:fs';
import { bucketStartMs, dayMs, hourMs } from '@stormpetrel/model';
import { type StoreKeeper, neverExpiring } from '../../api/index.ts';
import { retentionStartMs } from '../../retention.ts';
import { EngineContext, type EngineOptions } from '../context.ts';
import { storeError, textOf } from '../file/database.ts';
import {
  type PartitionKind,
  type PartitionName,
  parsePartitionFile,
  partitionAt,
} from '../file/partition-name.ts';
import { openStoreFile } from '../file/store-file.ts';
import { StoreLock } from '../file/store-lock.ts';
import { absorbMetrics } from './absorb-metrics.ts';
import { absorbRecords } from './absorb-records.ts';
import { KeeperFiles } from './keeper-files.ts';
import { mergeParts } from './merge-parts.ts';
import { rollUp } from './tend-metrics.ts';
import { tendRecords } from './tend-records.ts';

/** Opens the keeper of the store in a directory. Throws `STORE_LOCKED`, `STORE_NEWER`, `STORE_FAILED`. */
export function openEngineKeeper(dir: string, options: EngineOptions): StoreKeeper {
  return new EngineKeeper(new EngineContext(dir, options));
}

const checkpointMs = 2_000;
/** A clock that was set ahead by more than this is not believed for as long: what is dropped does not come back. */
const clockLeapMs = hourMs;

class EngineKeeper implements StoreKeeper {
  readonly #context: EngineContext;
  readonly #files: KeeperFiles;
  readonly #lock: StoreLock;
  /** Partitions in which there may be something to do. */
  readonly #dirty = new Map<string, PartitionName>();
  #looked = -Infinity;
  #retained = -Infinity;
  #checkpointed = -Infinity;
  /** What the clock was ahead of the time that the process has run. */
  #clockOffsetMs: number;
  /** By the time that the process has run. */
  #clockBelievedFromMs = -Infinity;

  constructor(context: EngineContext) {
    this.#context = context;
    this.#clockOffsetMs = context.clock.nowMs() - context.clock.monotonicMs();
    const store = openStoreFile(context);
    try {
      this.#lock = new StoreLock(context.dir, 'keeper');
    } catch (thrown) {
      store.close();
      throw storeError(thrown);
    }
    this.#files = new KeeperFiles(context, store, (name) => {
      this.#begun(name);
    });
    // A crash may have left a file that was to be listed, or to be dropped; the one is right, the other soon again is.
    for (const file of readdirSync(context.dir))
      if (parsePartitionFile(file) !== undefined) this.#files.list(file);
    for (const name of this.#listed()) this.#dirty.set(name.file, name);
  }

  async step(): Promise<boolean> {
    try {
      return this.#step();
    } catch (thrown) {
      // Where there is no room, what is out of its time has to make some.
      if (this.#makesRoom()) return true;
      throw storeError(thrown);
    }
  }

  async close(): Promise<void> {
    this.#files.closeAll();
    this.#lock.release();
  }

  #step(): boolean {
    const written = absorbMetrics(this.#files);
    const records = absorbRecords(this.#files);
    for (const name of records === undefined ? written : [...written, records]) this.#touch(name);
    if (written.length > 0 || records !== undefined) {
      this.#checkpoint();
      return true;
    }
    if (this.#tendAll()) return true;
    return this.#retain();
  }

  /**
   * Copies the write-ahead log of `store.db` into it, so that the writer never has to. Now and then only: pages of what
   * is fresh are written over and over, and each of them then is copied once.
   */
  #checkpoint(): void {
    const nowMs = this.#context.clock.nowMs();
    if (Math.abs(nowMs - this.#checkpointed) < checkpointMs) return;
    this.#checkpointed = nowMs;
    this.#files.store.get('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /**
   * One step of work on the partitions, minutes first: what is rolled up moves on from there. One that cannot be tended keeps
   * none of the others waiting.
   */
  #tendAll(): boolean {
    const nowMs = this.#context.clock.nowMs();
    if (Math.abs(nowMs - this.#looked) < this.#context.tuning.lookMs) return false;
    const faults: unknown[] = [];
    for (const name of this.#dirty.values()) {
      try {
        if (this.#tend(name)) return true;
      } catch (thrown) {
        faults.push(thrown);
        continue;
      }
      // A day that is over has nothing more to come by time alone.
      if (nowMs >= name.endMs + this.#context.tuning.closeAfterMs + hourMs)
        this.#dirty.delete(name.file);
    }
    if (faults.length > 0) throw faults[0];
    this.#looked = nowMs;
    return false;
  }

  #tend(name: PartitionName): boolean {
    if (name.kind === 'trace' || name.kind === 'record') return tendRecords(this.#files, name);
    if (name.kind === 'minute' && rollUp(this.#files, name)) return true;
    return mergeParts(this.#files, name);
  }

  #touch(name: PartitionName): void {
    this.#dirty.set(name.file, name);
    if (name.kind !== 'minute') return;
    // Only what this day is rolled up into: a look opens each file, and there may be months of them.
    for (const step of ['hour', 'day'] as const) {
      const target = partitionAt(step, name.startMs);
      this.#dirty.set(target.file, target);
    }
  }

  /** A file that replaces one which is gone has to be told by the minutes what that one held. */
  #begun(name: PartitionName): void {
    if (name.kind !== 'hour' && name.kind !== 'day') return;
    for (const it of this.#listed())
      if (it.kind === 'minute' && it.startMs >= name.startMs && it.startMs < name.endMs)
        this.#dirty.set(it.file, it);
  }

  /** Drops what is out of its time. */
  #retain(): boolean {
    const nowMs = this.#context.clock.nowMs();
    if (!this.#isClockBelieved() || Math.abs(nowMs - this.#retained) < hourMs / 6) return false;
    const expired = this.#expired();
    // What came late may not have been rolled up yet, and hours and days are kept longer.
    for (const name of expired)
      if (name.kind === 'minute' && rollUp(this.#files, name)) return true;
    this.#retained = nowMs;
    for (const name of expired) this.#drop(name);
    this.#forget(nowMs);
    return expired.length > 0;
  }

  /** Drops what is out of its time and has nothing more to hand on. Returns whether there was anything; never throws. */
  #makesRoom(): boolean {
    let dropped = false;
    if (!this.#isClockBelieved()) return dropped;
    try {
      // Minutes last: what of them is not rolled up yet needs room itself.
      const isMinute = ({ kind }: PartitionName): number => Number(kind === 'minute');
      for (const name of this.#expired().toSorted((a, b) => isMinute(a) - isMinute(b))) {
        if (name.kind === 'minute' && rollUp(this.#files, name)) continue;
        this.#drop(name);
        dropped = true;
      }
    } catch {
      // The step that failed is told of.
    }
    return dropped;
  }

  #isClockBelieved(): boolean {
    const { clock } = this.#context;
    const ranMs = clock.monotonicMs();
    const offsetMs = clock.nowMs() - ranMs;
    if (offsetMs > this.#clockOffsetMs + clockLeapMs) {
      this.#clockBelievedFromMs = ranMs + clockLeapMs;
      this.#context.info('clock', 'the clock was set ahead: nothing is dropped for an hour', '');
    }
    this.#clockOffsetMs = offsetMs;
    return ranMs >= this.#clockBelievedFromMs;
  }

  #expired(): readonly PartitionName[] {
    const { retention } = this.#context.options;
    const days: Readonly<Record<PartitionKind, number>> = {
      trace: retention.traceDays,
      record: retention.recordDays,
      minute: retention.minuteDays,
      hour: retention.hourDays,
      day: retention.dayDays,
    };
    const nowMs = this.#context.clock.nowMs();
    return this.#listed().filter((name) => name.endMs <= retentionStartMs(nowMs, days[name.kind]));
  }

  #drop(name: PartitionName): void {
    this.#files.drop(name);
    this.#dirty.delete(name.file);
  }

  /** Drops metadata and ids that nothing is known of any more. */
  #forget(nowMs: number): void {
    const { retention } = this.#context.options;
    const { store } = this.#files;
    const keptFrom = (days: number): number => retentionStartMs(nowMs, days);
    const daysMax = Math.max(...Object.values(retention).map(Number));
    store.write(() => {
      store.run(
        'DELETE FROM metadata WHERE last_ms < ? AND kind NOT IN (SELECT value FROM json_each(?))',
        keptFrom(retention.metadataDays),
        JSON.stringify([...neverExpiring]),
      );
      // Two days more than any data: the day of an id is when it was first written on that day, and rows may be dated ahead.
      // Files of a month outlive their first days, which are shown again when data is kept for longer from now on.
      const oldestMs = Math.min(nowMs - daysMax * dayMs, ...this.#listed().map((it) => it.startMs));
      const before = bucketStartMs(oldestMs - 2 * dayMs, 'day');
      store.run(
        'DELETE FROM entity_end WHERE key IN (SELECT key FROM entity WHERE day < ? AND day > 0)',
        before,
      );
      store.run('DELETE FROM entity WHERE day < ? AND day > 0', before);
    });
  }

  #listed(): readonly PartitionName[] {
    return this.#files.store
      .all('SELECT file FROM partition')
      .map((row) => parsePartitionFile(textOf(row['file'])))
      .filter((name) => name !== undefined);
  }
}
