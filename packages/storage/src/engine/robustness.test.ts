import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { CodedError, Telemetry } from '@stormpetrel/base';
import { hourMs, logRecord, memberId, minuteMs, segmentRecord } from '@stormpetrel/model';
import * as fc from 'fast-check';
import type { StoreReader } from '../api/index.ts';
import { FakeClock, batchOf, plainRows, settle } from '../contract/index.ts';
import { contractSchema, noonMs, sampleTable, shop } from '../contract/samples.ts';
import type { EngineOptions, EngineTuning } from './index.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from './index.ts';
import { crashRetention, temporaryDir, testOptions } from './testing/test-engine.ts';

interface Bed {
  readonly dir: string;
  readonly clock: FakeClock;
  readonly options: EngineOptions;
}

async function withDir(
  work: (bed: Bed) => Promise<void>,
  tuning: Partial<EngineTuning> = {},
): Promise<void> {
  const dir = temporaryDir();
  const clock = new FakeClock(noonMs);
  const options = {
    ...testOptions({ schema: contractSchema, retention: crashRetention, clock }, tuning),
    telemetry: new Telemetry(),
  };
  try {
    await work({ dir, clock, options });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const hasCode =
  (code: string) =>
  (thrown: unknown): boolean =>
    thrown instanceof CodedError && thrown.code === code;

function batch(first: number, count: number): ReturnType<typeof batchOf> {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  return batchOf({
    metrics: [
      {
        table: sampleTable,
        rows: numbers.map((n) => ({
          entity: memberId(shop, `${n}`),
          bucketMs: noonMs,
          count: n,
          histogram: { [n]: 1 },
        })),
      },
    ],
    records: [
      {
        schema: segmentRecord,
        rows: numbers.map((n) => ({
          startTime: noonMs + n,
          traceId: `trace-${n}`,
          segmentId: `segment-${n}`,
          service: shop,
          latency: n,
          tags: [`n=${n}`],
          body: new Uint8Array(Buffer.from(`body of trace-${n}`)),
        })),
      },
      {
        schema: logRecord,
        rows: numbers.map((n) => ({
          time: noonMs + n,
          traceId: '',
          spanId: n,
          tags: [],
          content: `number ${10_000_000 + n}`,
          allTags: new Uint8Array(0),
        })),
      },
    ],
  });
}

/** The numbers of the lines that have the text. */
async function lineNumbers(reader: StoreReader, text = 'NUMBER 1'): Promise<readonly number[]> {
  const found = await reader.readRecords({
    schema: logRecord,
    filters: [{ column: 'content', op: 'contains', text }],
    order: { column: 'time', descending: false },
    offset: 0,
    limit: 100_000,
    columns: ['spanId', 'content'],
  });
  return found.map((record) => {
    const n = Number(record['spanId']);
    assert.deepEqual(record, { spanId: n, content: `number ${10_000_000 + n}` });
    return n;
  });
}

async function recordNumbers(reader: StoreReader): Promise<readonly number[]> {
  const found = await reader.readRecords({
    schema: segmentRecord,
    filters: [],
    order: { column: 'startTime', descending: false },
    offset: 0,
    limit: 100_000,
    columns: ['latency', 'traceId', 'tags', 'body'],
  });
  return found.map((record) => {
    const n = Number(record['latency']);
    assert.deepEqual(record, {
      latency: n,
      traceId: `trace-${n}`,
      tags: [`n=${n}`],
      body: new Uint8Array(Buffer.from(`body of trace-${n}`)),
    });
    return n;
  });
}

async function metricRows(
  reader: StoreReader,
  step: 'minute' | 'hour' = 'minute',
): Promise<number> {
  const columns = ['count', 'histogram'];
  const blocks = await reader.readMetrics({
    table: sampleTable,
    columns,
    step,
    fromMs: noonMs,
    toMs: noonMs + hourMs,
    entities: { kind: 'all' },
  });
  return plainRows(blocks, columns).length;
}

function corruptCount({ options }: Bed): number {
  const sample = options.telemetry
    .samples()
    .find((it) => it.name === 'storage_block_corrupt_count');
  return sample?.value ?? 0;
}

/** Writes two hundred things into the partitions, and closes. */
async function fill({ dir, options, clock }: Bed): Promise<void> {
  const writer = openEngineWriter(dir, options);
  const keeper = openEngineKeeper(dir, options);
  await writer.write(batch(0, 100));
  await settle(keeper);
  await writer.write(batch(100, 100));
  clock.advance(3 * hourMs);
  await settle(keeper);
  await Promise.all([writer.close(), keeper.close()]);
}

test('refuses a second writer and a second keeper, until the first is gone', async () => {
  await withDir(async ({ dir, options }) => {
    const writer = openEngineWriter(dir, options);
    const keeper = openEngineKeeper(dir, options);
    assert.throws(() => openEngineWriter(dir, options), hasCode('STORE_LOCKED'));
    assert.throws(() => openEngineKeeper(dir, options), hasCode('STORE_LOCKED'));
    await Promise.all([writer.close(), keeper.close()]);
    await openEngineWriter(dir, options).close();
    await openEngineKeeper(dir, options).close();
  });
});

test('refuses a store of a newer version', async () => {
  await withDir(async ({ dir, options }) => {
    await openEngineWriter(dir, options).close();
    const db = new DatabaseSync(join(dir, 'store.db'));
    db.exec(`UPDATE info SET value = 99 WHERE name = 'formatVersion'`);
    db.close();
    for (const open of [openEngineWriter, openEngineReader, openEngineKeeper])
      assert.throws(() => open(dir, options), hasCode('STORE_NEWER'));
  });
});

const newTables: readonly (readonly [version: number, tables: readonly string[]])[] = [
  [1, ['word_part', 'word_bucket', 'gram_part', 'gram_bucket']],
  [2, ['gram_part', 'gram_bucket']],
];
for (const [version, tables] of newTables)
  test(`reads files of records of version ${version}, and indexes what comes later`, async () => {
    await withDir(async ({ dir, clock, options }) => {
      const writeAndKeep = async (first: number): Promise<void> => {
        const writer = openEngineWriter(dir, options);
        const keeper = openEngineKeeper(dir, options);
        await writer.write(batch(first, 3));
        clock.advance(36 * hourMs);
        await settle(keeper);
        await Promise.all([writer.close(), keeper.close()]);
      };
      const slowest = async (): Promise<unknown> => {
        const reader = openEngineReader(dir, options);
        const found = await reader.readRecords({
          schema: segmentRecord,
          filters: [{ column: 'service', op: 'equals', value: shop }],
          order: { column: 'latency', descending: true },
          offset: 0,
          limit: 10,
          columns: ['latency'],
        });
        await reader.close();
        return found.map((record) => record['latency']);
      };
      await writeAndKeep(0);
      const file = readdirSync(dir).find((name) => /^trace-.*\.db$/.test(name)) ?? '';
      const db = new DatabaseSync(join(dir, file));
      for (const table of tables) db.exec(`DROP TABLE ${table}`);
      db.exec(`UPDATE info SET value = ${version}`);
      assert.deepEqual(await slowest(), [2, 1, 0]);
      await writeAndKeep(3);
      assert.deepEqual(await slowest(), [5, 4, 3, 2, 1, 0]);
      assert.deepEqual(
        db
          .prepare('SELECT value FROM info')
          .all()
          .map((row) => row['value']),
        [3],
      );
      assert.equal(db.prepare('SELECT count(*) AS n FROM word_part').get()?.['n'], version);
      assert.equal(db.prepare('SELECT count(*) AS n FROM gram_part').get()?.['n'], 0);
      db.close();
    });
  });

test('says that a directory cannot be made', async () => {
  await withDir(async ({ dir, options }) => {
    writeFileSync(join(dir, 'file'), '');
    assert.throws(() => openEngineWriter(join(dir, 'file', 'x'), options), hasCode('STORE_FAILED'));
  });
});

test('rejects a write when there is no room, and goes on when there is', async () => {
  await withDir(
    async ({ dir, options }) => {
      const writer = openEngineWriter(dir, options);
      const reader = openEngineReader(dir, options);
      await writer.write(batch(0, 10));
      await assert.rejects(writer.write(batch(10, 40_000)), hasCode('STORE_FULL'));
      assert.equal((await recordNumbers(reader)).length, 10);
      await writer.write(batch(10, 10));
      assert.equal((await recordNumbers(reader)).length, 20);
      assert.equal(await metricRows(reader), 20);
      await Promise.all([writer.close(), reader.close()]);
    },
    { pagesMax: 300 },
  );
});

test('opens in three threads at once', async () => {
  for (let round = 0; round < 3; round++)
    await withDir(async ({ dir }) => {
      const sides = ['Writer', 'Reader', 'Keeper'].map(
        (side) =>
          new Worker(new URL('./testing/open-side.ts', import.meta.url), {
            workerData: { dir, side },
          }),
      );
      const said = await Promise.all(
        sides.map(async (worker) => (await once(worker, 'message'))[0] as unknown),
      );
      assert.deepEqual(said, ['open', 'open', 'open']);
    });
});

test('sets aside a file that is no database, and goes on', async () => {
  await withDir(async (bed) => {
    await fill(bed);
    const file = readdirSync(bed.dir).find((name) => name.startsWith('trace-')) ?? '';
    const writer = openEngineWriter(bed.dir, bed.options);
    const reader = openEngineReader(bed.dir, bed.options);
    assert.equal((await recordNumbers(reader)).length, 200);
    rmSync(join(bed.dir, file));
    writeFileSync(join(bed.dir, file), Buffer.alloc(8192, 7));
    const keeper = openEngineKeeper(bed.dir, bed.options);
    assert.deepEqual(await recordNumbers(reader), []);
    assert.equal(await metricRows(reader), 200);
    await writer.write(batch(500, 5));
    await settle(keeper);
    assert.deepEqual(await recordNumbers(reader), [500, 501, 502, 503, 504]);
    assert.ok(readdirSync(bed.dir).includes(`${file}.corrupt-1`));
    assert.ok(corruptCount(bed) > 0);
    await Promise.all([writer.close(), reader.close(), keeper.close()]);
  });
});

test('makes a lost store.db anew from what the partitions know', async () => {
  await withDir(async (bed) => {
    await fill(bed);
    writeFileSync(
      join(bed.dir, 'store.db'),
      'not a database, but long enough to be told from an empty one',
    );
    const writer = openEngineWriter(bed.dir, bed.options);
    const reader = openEngineReader(bed.dir, bed.options);
    const keeper = openEngineKeeper(bed.dir, bed.options);
    assert.equal((await recordNumbers(reader)).length, 200);
    await writer.write(batch(150, 100));
    for (const steps of [0, 1000]) {
      for (let n = 0; n < steps && (await keeper.step()); n++);
      assert.equal((await recordNumbers(reader)).length, 300);
      assert.equal(await metricRows(reader), 250);
      assert.equal(await metricRows(reader, 'hour'), 250);
    }
    await Promise.all([writer.close(), reader.close(), keeper.close()]);
  });
});

test('reads on when files are cut', async () => {
  await withDir(async (bed) => {
    await fill(bed);
    for (const file of readdirSync(bed.dir).filter((name) =>
      /^(trace|record|minute|hour)-/.test(name),
    )) {
      const path = join(bed.dir, file);
      truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096);
    }
    const reader = openEngineReader(bed.dir, bed.options);
    assert.ok((await recordNumbers(reader)).length <= 200);
    assert.ok((await metricRows(reader)) <= 200);
    assert.ok((await metricRows(reader, 'hour')) <= 200);
    await reader.close();
    const keeper = openEngineKeeper(bed.dir, bed.options);
    await settle(keeper);
    await keeper.close();
  });
});

test('scans the blocks that a damaged index of content should tell of', async () => {
  await withDir(async (bed) => {
    const { dir, clock, options } = bed;
    const writer = openEngineWriter(dir, options);
    const keeper = openEngineKeeper(dir, options);
    for (const first of [0, 5000, 10_000]) {
      await writer.write(batch(first, 5000));
      await settle(keeper);
    }
    clock.advance(36 * hourMs);
    await settle(keeper);
    await Promise.all([writer.close(), keeper.close()]);
    const file = readdirSync(dir).find((name) => /^record-.*\.db$/.test(name)) ?? '';
    const db = new DatabaseSync(join(dir, file));
    assert.equal(db.prepare('SELECT count(*) AS n FROM gram_part').get()?.['n'], 1);
    const check = async (corrupt: boolean): Promise<void> => {
      const before = corruptCount(bed);
      const reader = openEngineReader(dir, options);
      assert.deepEqual(await lineNumbers(reader, '10007777'), [7777]);
      assert.deepEqual(await lineNumbers(reader, '10099999'), []);
      await reader.close();
      assert.equal(corruptCount(bed) > before, corrupt);
    };
    await check(false);
    db.exec(`UPDATE gram_bucket SET data = x'00'`);
    await check(true);
    db.exec(`UPDATE gram_part SET sizes = x'00'`);
    await check(true);
    db.exec('DELETE FROM gram_part; DELETE FROM gram_bucket');
    await check(false);
    db.close();
  });
});

test('never hands out damaged data, and never throws for it', { timeout: 120_000 }, async () => {
  await withDir(async (bed) => {
    await fill(bed);
    const files = readdirSync(bed.dir).filter((name) =>
      /^(trace|record|minute|hour|day)-.*db$/.test(name),
    );
    const whole = new Map(files.map((file) => [file, readFileSync(join(bed.dir, file))]));
    const flip = fc.record({
      file: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      bit: fc.integer({ min: 0, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 4 }), async (flips) => {
        for (const [file, bytes] of whole) writeFileSync(join(bed.dir, file), bytes);
        for (const { file, at, bit } of flips) {
          const bytes = Buffer.from(readFileSync(join(bed.dir, file)));
          // Not the pages that SQLite itself keeps: what it makes of those has no checksum.
          const position = 100 + Math.floor(at * (bytes.length - 100));
          bytes[position] = (bytes[position] ?? 0) ^ (1 << bit);
          writeFileSync(join(bed.dir, file), bytes);
        }
        const reader = openEngineReader(bed.dir, bed.options);
        try {
          assert.ok((await recordNumbers(reader)).length <= 200);
          assert.ok((await lineNumbers(reader)).length <= 200);
          assert.ok((await metricRows(reader)) <= 200);
          assert.ok((await metricRows(reader, 'hour')) <= 200);
        } finally {
          await reader.close();
        }
        const keeper = openEngineKeeper(bed.dir, bed.options);
        bed.clock.advance(minuteMs);
        try {
          await settle(keeper);
        } finally {
          await keeper.close();
        }
      }),
      { numRuns: Number(process.env['STORE_FUZZ_RUNS'] ?? 25) },
    );
  });
});
