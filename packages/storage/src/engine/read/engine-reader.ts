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
import { storeError } from '../file/database.ts';
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

/**
 * One reading sees one state of the store. Those of metrics and metadata are synchronous within, and take the thread as long
 * as they last; those of records stop in between.
 */
class EngineReader implements StoreReader {
  readonly #files: ReaderFiles;
  readonly #entities: EntityLookup;
  readonly #scans: RecordScans;

  constructor(context: EngineContext) {
    this.#files = new ReaderFiles(context, openStoreFile(context));
    this.#entities = new EntityLookup(this.#files.store);
    this.#scans = new RecordScans(this.#files, this.#entities);
  }

  async readMetrics(query: MetricQuery): Promise<readonly MetricBlock[]> {
    return guarded(() => readMetricBlocks(this.#files, this.#entities, query));
  }

  async scanMetrics(query: MetricQuery, visit: (block: MetricBlock) => void): Promise<void> {
    guarded(() => {
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

/** What SQLite says is about the disk; anything else is a mistake of the caller or our own. */
function toldError(thrown: unknown): unknown {
  return thrown instanceof Error && 'errcode' in thrown ? storeError(thrown) : thrown;
}
