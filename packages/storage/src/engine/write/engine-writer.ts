import { CodedError, grown, must } from '@stormpetrel/base';
import { bucketStartMs } from '@stormpetrel/model';
import type { MetricTable, RecordSchema } from '@stormpetrel/model';
import type { MetricRows, RecordRows, StoreWriter, WriteBatch } from '../../api/index.ts';
import { noEntity } from '../../api/index.ts';
import { storageErrors } from '../../errors.ts';
import { storageLimits } from '../../limits.ts';
import { futureEndMs, recordRetentionDays, retentionStartMs } from '../../retention.ts';
import { EngineContext, type EngineOptions } from '../context.ts';
import { encodeFrame } from '../encoding/frame.ts';
import { type Database, storeError, toldError } from '../file/database.ts';
import { inodeOf } from '../file/set-aside.ts';
import { FreshKind, openStoreFile } from '../file/store-file.ts';
import { StoreLock } from '../file/store-lock.ts';
import { deltaRows } from '../metric/delta.ts';
import { encodeMetricChunk } from '../metric/metric-chunk.ts';
import { appendRows } from '../record/append-rows.ts';
import { RecordBlockBuilder } from '../record/block-builder.ts';
import { EntityKeys } from './entity-keys.ts';
import { MetadataRows } from './metadata-rows.ts';

/** Opens the write side of the store in a directory. Throws `STORE_LOCKED`, `STORE_NEWER`, `STORE_FULL`, `STORE_FAILED`. */
export function openEngineWriter(dir: string, options: EngineOptions): StoreWriter {
  return new EngineWriter(new EngineContext(dir, options));
}

const insertFresh = `INSERT INTO fresh(kind, name, day_ms, written_ms, first_ms, last_ms, rows, bytes, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** A batch is one transaction of `store.db`: it is there as a whole, or not at all. */
class EngineWriter implements StoreWriter {
  readonly #context: EngineContext;
  readonly #lock: StoreLock;
  readonly #db: Database;
  readonly #inode: number | undefined;
  readonly #keys: EntityKeys;
  readonly #metadata: MetadataRows;
  readonly #tables = new Map<string, MetricTable>();
  readonly #builders = new Map<RecordSchema, RecordBlockBuilder>();
  #dayMs = 0;
  #handleKeys = new Uint32Array(1024);

  constructor(context: EngineContext) {
    this.#context = context;
    const { db, lock } = openLocked(context);
    this.#db = db;
    this.#lock = lock;
    this.#inode = inodeOf(db.path);
    // The keeper checkpoints, so that ingest need not wait for the disk; this is the bound for when it does not.
    this.#db.exec('PRAGMA wal_autocheckpoint = 16000');
    this.#keys = new EntityKeys(this.#db);
    this.#metadata = new MetadataRows(this.#db);
  }

  async write(batch: WriteBatch): Promise<void> {
    try {
      this.#refuseIfGone();
      this.#db.write(() => this.#writeAll(batch));
    } catch (thrown) {
      this.#keys.forget();
      this.#metadata.forget();
      throw toldError(thrown);
    }
  }

  async close(): Promise<void> {
    this.#db.close();
    this.#lock.release();
  }

  /** What is written to a file that somebody took away is lost with it when the server ends. */
  #refuseIfGone(): void {
    if (inodeOf(this.#db.path) === this.#inode) return;
    const { code, meaning } = storageErrors.failed;
    const reason = 'store.db was taken away; a restart makes it anew from the day files';
    throw new CodedError(code, `${meaning} (${reason})`);
  }

  #writeAll(batch: WriteBatch): void {
    const nowMs = this.#context.clock.nowMs();
    const dayMs = bucketStartMs(nowMs, 'day');
    if (dayMs !== this.#dayMs) this.#metadata.forget();
    this.#dayMs = dayMs;
    this.#keys.begin(batch.entities, dayMs);
    for (const rows of batch.metrics) this.#writeMetrics(rows, nowMs);
    for (const rows of batch.records) this.#writeRecords(rows, nowMs);
    for (const row of batch.metadata) this.#metadata.write(row);
  }

  #writeMetrics(rows: MetricRows, nowMs: number): void {
    const table = this.#table(rows.table);
    const days = this.#context.options.retention;
    const keptDays = Math.max(days.minuteDays, days.hourDays, days.dayDays);
    const kept = this.#rowsInTime(
      rows.bucketMs,
      rows.count,
      retentionStartMs(nowMs, keptDays),
      nowMs,
    );
    const keep = kept.length === rows.count ? undefined : kept;
    if (kept.length === 0) return;
    this.#resolveKeys(rows.entity, kept);
    const delta = deltaRows(table, rows, this.#handleKeys, keep);
    const { min, max } = rangeOf(rows.bucketMs, kept);
    // Deltas live for seconds: to pack them would cost more than to write them.
    const frame = encodeFrame(encodeMetricChunk(delta, false).finish(), 'raw');
    const { count } = delta;
    this.#db.run(
      insertFresh,
      FreshKind.metric,
      rows.table,
      0,
      nowMs,
      min,
      max,
      count,
      frame.length,
      frame,
    );
  }

  /** Looked up again where it is new: rules that change at run time add to the schema's tables. */
  #table(name: string): MetricTable {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const found = this.#context.options.schema.tables.find((table) => table.name === name);
    const table = must(found, `table ${name} is in the schema`);
    this.#tables.set(name, table);
    return table;
  }

  #writeRecords(rows: RecordRows, nowMs: number): void {
    const time = rows.columns[0];
    if (time?.type !== 'time') throw new TypeError(`${rows.schema.name} begins with its time`);
    const days = recordRetentionDays(this.#context.options.retention, rows.schema);
    const kept = this.#rowsInTime(time.values, rows.count, retentionStartMs(nowMs, days), nowMs);
    for (const column of rows.columns)
      if (column.type === 'entity') this.#resolveKeys(column.values, kept);
    for (const [dayMs, chosen] of byDay(time.values, kept))
      for (let from = 0; from < chosen.length; from += storageLimits.freshRecordRowsMax)
        this.#writeBlock(
          rows,
          chosen.subarray(from, from + storageLimits.freshRecordRowsMax),
          dayMs,
          nowMs,
        );
  }

  #writeBlock(rows: RecordRows, chosen: Uint32Array, dayMs: number, nowMs: number): void {
    const builder = this.#builder(rows.schema);
    appendRows(builder, rows, chosen, {
      keys: this.#handleKeys,
      storeChunk: (frame) => this.#db.run('INSERT INTO fresh_payload(data) VALUES (?)', frame),
    });
    const { min, max } = builder.zone(0);
    const frame = encodeFrame(builder.encode(false).finish(), 'raw');
    const { name } = rows.schema;
    this.#db.run(
      insertFresh,
      FreshKind.record,
      name,
      dayMs,
      nowMs,
      min,
      max,
      builder.rows,
      frame.length,
      frame,
    );
  }

  #builder(schema: RecordSchema): RecordBlockBuilder {
    let builder = this.#builders.get(schema);
    if (builder === undefined)
      this.#builders.set(schema, (builder = new RecordBlockBuilder(schema.columns)));
    builder.clear();
    return builder;
  }

  #resolveKeys(handles: Uint32Array, rows: Uint32Array): void {
    for (const row of rows) {
      const handle = handles[row] as number;
      if (handle === noEntity) continue;
      if (handle >= this.#handleKeys.length) this.#handleKeys = grown(this.#handleKeys, handle + 1);
      this.#handleKeys[handle] = this.#keys.key(handle);
    }
  }

  /** The rows that can be stored; the others are counted. */
  #rowsInTime(timeMs: Float64Array, count: number, fromMs: number, nowMs: number): Uint32Array {
    const endMs = futureEndMs(nowMs);
    const kept = new Uint32Array(count);
    let n = 0;
    for (let row = 0; row < count; row++) {
      const at = timeMs[row] as number;
      if (at >= fromMs && at < endMs) kept[n++] = row;
    }
    if (n < count) this.#context.rowsOutOfTime.add(count - n);
    return kept.subarray(0, n);
  }
}

function openLocked(context: EngineContext): { db: Database; lock: StoreLock } {
  // First the file, since that makes the directory.
  const db = openStoreFile(context);
  try {
    return { db, lock: new StoreLock(context.dir, 'writer') };
  } catch (thrown) {
    db.close();
    throw storeError(thrown);
  }
}

function rangeOf(values: Float64Array, rows: Uint32Array): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const row of rows) {
    const value = values[row] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** Rows by the local day that they fall on. */
function byDay(timeMs: Float64Array, rows: Uint32Array): ReadonlyMap<number, Uint32Array> {
  const { min, max } = rangeOf(timeMs, rows);
  if (rows.length === 0) return new Map();
  const firstDay = bucketStartMs(min, 'day');
  if (bucketStartMs(max, 'day') === firstDay) return new Map([[firstDay, rows]]);
  const days = Map.groupBy(rows, (row) => bucketStartMs(timeMs[row] as number, 'day'));
  return new Map([...days].map(([day, chosen]) => [day, Uint32Array.from(chosen)]));
}
