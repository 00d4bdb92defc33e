import { type Clock, CodedError, systemClock } from '@stormpetrel/base';
import type { StoreKeeper, StoreOptions, StoreReader, StoreWriter } from '../api/index.ts';
import { storageErrors } from '../errors.ts';
import { retentionStartMs } from '../retention.ts';
import { MetadataList } from './metadata-list.ts';
import { MetricList } from './metric-list.ts';
import { RecordList } from './record-list.ts';

export interface MemoryStoreOptions extends StoreOptions {
  readonly clock?: Clock;
}

export interface MemoryStore {
  readonly writer: StoreWriter;
  readonly reader: StoreReader;
  readonly keeper: StoreKeeper;
}

/**
 * A store in memory: every partial as it was written, merged anew in each reading. Slow and obvious on purpose; what
 * the engine answers is held against it. Also fit for tests of those who use a store.
 */
export function openMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const clock = options.clock ?? systemClock;
  const metrics = new MetricList(options, clock);
  const records = new RecordList(options, clock);
  const metadata = new MetadataList(options, clock);
  let closed = false;
  return {
    writer: {
      async write(batch) {
        if (closed) throw new CodedError(storageErrors.failed.code, 'the store is closed');
        metrics.write(batch);
        records.write(batch);
        metadata.write(batch);
      },
      async close() {
        closed = true;
      },
    },
    reader: {
      readMetrics: async (query) => metrics.read(query),
      async scanMetrics(query, visit) {
        for (const block of metrics.read(query)) visit(block);
      },
      readRecords: async (query) => records.read(query),
      countRecords: async (query) => records.count(query),
      readMetadata: async (query) => metadata.read(query),
      async close() {},
    },
    keeper: {
      async step() {
        metrics.drop();
        records.drop();
        metadata.drop((days) => retentionStartMs(clock.nowMs(), days));
        return false;
      },
      async close() {},
    },
  };
}
