import type {
  MetadataEntry,
  MetadataQuery,
  MetricBlock,
  MetricQuery,
  RecordCountQuery,
  RecordCounts,
  RecordQuery,
  StoreReader,
  StoredRecord,
} from '../../api/index.ts';
import { EngineContext, type EngineOptions } from '../context.ts';
import { toldError } from '../file/database.ts';
import { openStoreFile } from '../file/store-file.ts';
import { EntityLookup } from './entity-lookup.ts';
import { readMetadataEntries } from './read-metadata.ts';
import { readMetricBlocks, scanMetricBlocks } from './read-metrics.ts';
import { countRecordRows } from './count-records.ts';
import { readRecordRows } from './read-records.ts';
import { ReaderFiles } from './reader-files.ts';
import { type RecordScan, RecordScans } from './record-scans.ts';

/** Opens the read side of the store in a directory. Throws `STORE_NEWER`, `STORE_FAILED`. */
export function openEngineReader(dir: string, options: EngineOptions): StoreReader {
  return new EngineReader(new EngineContext(dir, options));
}

/** Dropped days are let go of this often, where anything is read. */
const trimMs = 60_000;

/**
 * One reading sees one state of the store. Those of metrics and metadata are synchronous within, and take the thread as long
 * as they last; those of records stop in between.
 */
class EngineReader implements StoreReader {
  readonly #files: ReaderFiles;
  readonly #entities: EntityLookup;
  readonly #scans: RecordScans;
  #trimmedMs = -Infinity;

  constructor(context: EngineContext) {
    this.#files = new ReaderFiles(context, openStoreFile(context));
    this.#entities = new EntityLookup(this.#files.store);
    this.#scans = new RecordScans(this.#files, this.#entities);
  }

  async readMetrics(query: MetricQuery): Promise<readonly MetricBlock[]> {
    return guarded(() => {
      this.#trimIdle();
      return readMetricBlocks(this.#files, this.#entities, query);
    });
  }

  async scanMetrics(query: MetricQuery, visit: (block: MetricBlock) => void): Promise<void> {
    guarded(() => {
      this.#trimIdle();
      scanMetricBlocks(this.#files, this.#entities, query, visit);
    });
  }

  async readRecords(query: RecordQuery): Promise<readonly StoredRecord[]> {
    return this.#guardedScan(query.signal, (scan) => readRecordRows(scan, query));
  }

  async countRecords(query: RecordCountQuery): Promise<RecordCounts> {
    return this.#guardedScan(query.signal, (scan) => countRecordRows(scan, query));
  }

  async readMetadata(query: MetadataQuery): Promise<readonly MetadataEntry[]> {
    return guarded(() => readMetadataEntries(this.#files.context, this.#files.store, query));
  }

  async close(): Promise<void> {
    await this.#scans.close();
    this.#files.close();
  }

  /** Metrics are read all the time, by the rules of alarms if by nobody else; records perhaps once a week. */
  #trimIdle(): void {
    const nowMs = this.#files.context.clock.monotonicMs();
    if (nowMs - this.#trimmedMs < trimMs) return;
    this.#trimmedMs = nowMs;
    this.#scans.trimIdle();
  }

  async #guardedScan<T>(
    signal: AbortSignal | undefined,
    work: (scan: RecordScan) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#scans.run(signal, work);
    } catch (thrown) {
      throw toldError(thrown);
    }
  }
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw toldError(thrown);
  }
}
