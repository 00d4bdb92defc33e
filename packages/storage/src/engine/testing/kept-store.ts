import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type RecordSchema, type Step, dayMs, segmentRecord } from '@stormpetrel/model';
import type { Retention, StoreKeeper, StoreReader, StoreWriter } from '../../api/index.ts';
import { FakeClock, type PlainRecord, batchOf, plainRows } from '../../contract/index.ts';
import { contractSchema, noonMs, sampleTable, shop } from '../../contract/samples.ts';
import type { EngineOptions, EngineTuning } from '../context.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from '../index.ts';
import { temporaryDir, testOptions } from './test-engine.ts';

const steps: readonly Step[] = ['minute', 'hour', 'day'];

/** An engine of which the numbers that were written are asked back in all ways, while its files come and go. */
export class KeptStore {
  readonly dir: string = temporaryDir();
  readonly clock: FakeClock;
  readonly options: EngineOptions;
  writer: StoreWriter;
  reader: StoreReader;
  keeper: StoreKeeper;

  constructor(
    retention: Retention,
    tuning: Partial<EngineTuning> = {},
    clock: FakeClock = new FakeClock(noonMs),
  ) {
    this.clock = clock;
    this.options = testOptions(
      { schema: contractSchema, retention, clock: this.clock },
      { freshMsMax: 0, ...tuning },
    );
    this.writer = openEngineWriter(this.dir, this.options);
    this.reader = openEngineReader(this.dir, this.options);
    this.keeper = openEngineKeeper(this.dir, this.options);
  }

  /** As a restart does; `meanwhile` happens while nobody has the files open. */
  async reopen(
    changed: Partial<EngineOptions> = {},
    meanwhile: () => void = () => undefined,
  ): Promise<void> {
    await this.#closeSides();
    meanwhile();
    const options = { ...this.options, ...changed };
    this.writer = openEngineWriter(this.dir, options);
    this.reader = openEngineReader(this.dir, options);
    this.keeper = openEngineKeeper(this.dir, options);
  }

  async close(): Promise<void> {
    await this.#closeSides();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #closeSides(): Promise<void> {
    await Promise.all([this.writer.close(), this.reader.close(), this.keeper.close()]);
  }

  async count(bucketMs: number, count: number, entity: string = shop): Promise<void> {
    const rows = [{ entity, bucketMs, count }];
    await this.writer.write(batchOf({ metrics: [{ table: sampleTable, rows }] }));
  }

  /** What was counted, by the minute, hour and day. */
  async counted(): Promise<readonly number[]> {
    const sums: number[] = [];
    for (const step of steps)
      sums.push((await this.rows(step)).reduce((sum, row) => sum + Number(row['count']), 0));
    return sums;
  }

  async rows(step: Step): Promise<ReturnType<typeof plainRows>> {
    const range = { fromMs: noonMs - 60 * dayMs, toMs: this.clock.nowMs() + 3 * dayMs };
    const columns = ['count'];
    const query = {
      table: sampleTable,
      columns,
      step,
      entities: { kind: 'all' },
      ...range,
    } as const;
    return plainRows(await this.reader.readMetrics(query), columns);
  }

  async record(startTime: number, latency: number, more: Partial<PlainRecord> = {}): Promise<void> {
    await this.recordAs(segmentRecord, startTime, latency, more);
  }

  async recordAs(
    schema: RecordSchema,
    startTime: number,
    latency: number,
    more: Partial<PlainRecord> = {},
  ): Promise<void> {
    const ids = { traceId: `trace-${latency}`, segmentId: `segment-${latency}`, service: shop };
    const body = new Uint8Array(3);
    const rows = [{ startTime, latency, ...ids, tags: [], body, ...more }];
    await this.writer.write(batchOf({ records: [{ schema, rows }] }));
  }

  /** Latencies of what was recorded, ascending. */
  async recorded(schema: RecordSchema = segmentRecord): Promise<readonly unknown[]> {
    const records = await this.reader.readRecords({
      schema,
      filters: [],
      order: { column: 'latency', descending: false },
      offset: 0,
      limit: 10_000,
      columns: ['latency'],
    });
    return records.map((record) => record['latency']);
  }

  /** Day files of a kind, and what was set aside of them. */
  files(kind: string): readonly string[] {
    const files = readdirSync(this.dir).filter((file) => !/-(wal|shm)$/.test(file));
    return files.filter((file) => file.startsWith(`${kind}-2`)).toSorted();
  }

  /** Takes the files of a kind away, as somebody at the shell would. */
  remove(kind: string): void {
    for (const file of readdirSync(this.dir))
      if (file.startsWith(`${kind}-2`)) rmSync(join(this.dir, file));
  }

  /** Writes nonsense over the first page of a table; for `meanwhile`. */
  spoil(file: string, table: string): void {
    const path = join(this.dir, file);
    const db = new DatabaseSync(path);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const sql = 'SELECT rootpage AS page FROM sqlite_schema WHERE name = ?';
    const page = Number(db.prepare(sql).get(table)?.['page']);
    const size = Number(db.prepare('PRAGMA page_size').get()?.['page_size']);
    db.close();
    const bytes = readFileSync(path).fill(0xee, (page - 1) * size, page * size);
    writeFileSync(path, bytes);
  }
}
