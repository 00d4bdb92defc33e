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

class EngineKeeper implements StoreKeeper {
  readonly #context: EngineContext;
  readonly #files: KeeperFiles;
  readonly #lock: StoreLock;
  /** Partitions in which there may be something to do. */
  readonly #dirty = new Map<string, PartitionName>();
  #looked = -Infinity;
  #retained = -Infinity;
  #checkpointed = -Infinity;

  constructor(context: EngineContext) {
    this.#context = context;
    const store = openStoreFile(context);
    try {
      this.#lock = new StoreLock(context.dir, 'keeper');
    } catch (thrown) {
      store.close();
      throw storeError(thrown);
    }
    this.#files = new KeeperFiles(context, store);
    // A crash may have left a file that was to be listed, or to be dropped; the one is right, the other soon again is.
    for (const file of readdirSync(context.dir))
      if (parsePartitionFile(file) !== undefined) this.#files.list(file);
    for (const name of this.#listed()) this.#dirty.set(name.file, name);
  }

  async step(): Promise<boolean> {
    try {
      return this.#step();
    } catch (thrown) {
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

  /** One step of work on the partitions, minutes first: what is rolled up moves on from there. */
  #tendAll(): boolean {
    const nowMs = this.#context.clock.nowMs();
    if (Math.abs(nowMs - this.#looked) < this.#context.tuning.lookMs) return false;
    for (const name of this.#dirty.values()) {
      if (this.#tend(name)) return true;
      // A day that is over has nothing more to come by time alone.
      if (nowMs >= name.endMs + this.#context.tuning.closeAfterMs + hourMs)
        this.#dirty.delete(name.file);
    }
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

  /** Drops what is out of its time. */
  #retain(): boolean {
    const nowMs = this.#context.clock.nowMs();
    if (Math.abs(nowMs - this.#retained) < hourMs / 6) return false;
    this.#retained = nowMs;
    const { retention } = this.#context.options;
    const keptFrom = (days: number): number => retentionStartMs(nowMs, days);
    const days: Readonly<Record<PartitionKind, number>> = {
      trace: retention.traceDays,
      record: retention.recordDays,
      minute: retention.minuteDays,
      hour: retention.hourDays,
      day: retention.dayDays,
    };
    let dropped = false;
    for (const name of this.#listed())
      if (name.endMs <= keptFrom(days[name.kind])) {
        this.#files.drop(name);
        this.#dirty.delete(name.file);
        dropped = true;
      }
    const { store } = this.#files;
    const daysMax = Math.max(...Object.values(retention).map(Number));
    store.write(() => {
      store.run(
        'DELETE FROM metadata WHERE last_ms < ? AND kind NOT IN (SELECT value FROM json_each(?))',
        keptFrom(retention.metadataDays),
        JSON.stringify([...neverExpiring]),
      );
      // Two days more than any data: the day of an id is when it was first written on that day.
      const before = bucketStartMs(nowMs - (daysMax + 2) * dayMs, 'day');
      store.run(
        'DELETE FROM entity_end WHERE key IN (SELECT key FROM entity WHERE day < ? AND day > 0)',
        before,
      );
      store.run('DELETE FROM entity WHERE day < ? AND day > 0', before);
    });
    return dropped;
  }

  #listed(): readonly PartitionName[] {
    return this.#files.store
      .all('SELECT file FROM partition')
      .map((row) => parsePartitionFile(textOf(row['file'])))
      .filter((name) => name !== undefined);
  }
}
