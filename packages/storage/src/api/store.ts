import type { MetricTable, RecordSchema } from '@stormpetrel/model';
import type { MetadataEntry, MetadataQuery, MetadataRow } from './metadata.ts';
import type { EntityDictionary, MetricBlock, MetricQuery, MetricRows } from './metric-rows.ts';
import type {
  RecordCountQuery,
  RecordCounts,
  RecordQuery,
  RecordRows,
  StoredRecord,
} from './record-rows.ts';

/** One flush of the ingest side. */
export interface WriteBatch {
  readonly entities: EntityDictionary;
  readonly metrics: readonly MetricRows[];
  readonly records: readonly RecordRows[];
  readonly metadata: readonly MetadataRow[];
}

/** What is stored: known to writer, reader and keeper alike when they open. */
export interface StoreSchema {
  readonly tables: readonly MetricTable[];
  readonly records: readonly RecordSchema[];
}

/** Days that data of each kind is kept. */
export interface Retention {
  readonly recordDays: number;
  readonly traceDays: number;
  readonly metadataDays: number;
  readonly minuteDays: number;
  readonly hourDays: number;
  readonly dayDays: number;
}

/**
 * The write side. One per store; a second one MUST be refused at opening with `STORE_LOCKED`.
 *
 * `write` keeps the batch whole or, where the store spans several files, at least each kind of it whole: nothing of it
 * is ever counted twice. When it resolves, the batch survives the end of the process and is seen by readers. The
 * arrays of the batch belong to the caller again then. It rejects with a `CodedError`: `STORE_FULL` when there is no
 * room, `STORE_FAILED` otherwise; the batch is then not stored, and later batches may be. With any other error it says
 * that the batch itself is wrong, and would be refused again.
 */
export interface StoreWriter {
  write(batch: WriteBatch): Promise<void>;
  close(): Promise<void>;
}

/** The read side. Any number, in any thread. Sees a batch at the latest one second after its `write` resolved. */
export interface StoreReader {
  /**
   * Merged metric rows, in blocks; over all blocks together an entity and bucket stands only once. Blocks of one
   * reading may share a dictionary. With few entities the rows come ordered by entity, then time.
   */
  readMetrics(query: MetricQuery): Promise<readonly MetricBlock[]>;
  /**
   * The same rows, handed to `visit` block by block in the same order, so that one who only adds them up needs no memory
   * for all of them; `bucketMs` MAY be empty. A block and its arrays MUST NOT be used after `visit` returns. What `visit` throws rejects.
   * A provider MAY lack it; `readMetrics` serves then.
   */
  scanMetrics?(query: MetricQuery, visit: (block: MetricBlock) => void): Promise<void>;
  /** Long readings of records let other work of the thread go on in between, and still see one state of the store. */
  readRecords(query: RecordQuery): Promise<readonly StoredRecord[]>;
  /** Counts records without reading them. */
  countRecords(query: RecordCountQuery): Promise<RecordCounts>;
  readMetadata(query: MetadataQuery): Promise<readonly MetadataEntry[]>;
  close(): Promise<void>;
}

/** Background work: merging small blocks, rolling minutes up to hours and days, dropping what is out of its time. */
export interface StoreKeeper {
  /** One bounded step of work. Resolves to false when there is nothing to do now. */
  step(): Promise<boolean>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly schema: StoreSchema;
  readonly retention: Retention;
}
