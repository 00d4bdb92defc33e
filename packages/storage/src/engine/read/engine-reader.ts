import type {
  MetadataEntry,
  MetadataQuery,
  MetricBlock,
  MetricQuery,
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
import { readRecordRows } from './read-records.ts';
import { ReaderFiles } from './reader-files.ts';

/** Opens the read side of the store in a directory. Throws `STORE_NEWER`, `STORE_FAILED`. */
export function openEngineReader(dir: string, options: EngineOptions): StoreReader {
  return new EngineReader(new EngineContext(dir, options));
}

/** Reading is synchronous within: one reading sees one state of the store, and takes the thread as long as it lasts. */
class EngineReader implements StoreReader {
  readonly #files: ReaderFiles;
  readonly #entities: EntityLookup;

  constructor(context: EngineContext) {
    this.#files = new ReaderFiles(context, openStoreFile(context));
    this.#entities = new EntityLookup(this.#files.store);
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
    return guarded(() => readRecordRows(this.#files, this.#entities, query));
  }

  async readMetadata(query: MetadataQuery): Promise<readonly MetadataEntry[]> {
    return guarded(() => readMetadataEntries(this.#files, query));
  }

  async close(): Promise<void> {
    this.#files.close();
  }
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    // What SQLite says is about the disk; anything else is a mistake of the caller or our own.
    throw thrown instanceof Error && 'errcode' in thrown ? storeError(thrown) : thrown;
  }
}
