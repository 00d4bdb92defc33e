import assert from 'node:assert/strict';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CodedError } from '@stormpetrel/base';
import { dayMs, logRecord } from '@stormpetrel/model';
import type { MetricQuery, RecordCountQuery, StoreReader, StoreWriter } from '../../api/index.ts';
import { type ContractStore, FakeClock, batchOf, settle } from '../../contract/index.ts';
import { contractSchema, noonMs, sampleTable, shop } from '../../contract/samples.ts';
import { storageLimits } from '../../limits.ts';
import { crashRetention, openTestEngine } from '../testing/test-engine.ts';

async function withStore(work: (store: ContractStore) => Promise<void>): Promise<void> {
  const clock = new FakeClock(noonMs);
  const store = openTestEngine({ schema: contractSchema, retention: crashRetention, clock });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Each batch is a block of its own until the keeper comes by. */
async function writeLines(writer: StoreWriter, end: number, from = 0): Promise<void> {
  for (let n = from; n < end; n++)
    await writer.write(
      batchOf({
        records: [
          {
            schema: logRecord,
            rows: [
              { time: noonMs + n, traceId: '', service: shop, tags: [], content: `line ${n}` },
            ],
          },
        ],
      }),
    );
}

const everything: RecordCountQuery = {
  schema: logRecord,
  fromMs: noonMs,
  toMs: noonMs + 60_000,
  filters: [{ column: 'content', op: 'contains', text: 'line' }],
  bucketMs: 60_000,
};

async function counted(reader: StoreReader, asked = everything): Promise<number> {
  const { total } = await reader.countRecords(asked);
  return total[0] ?? 0;
}

test('a long reading sees one state of the store, and lets others see a later one', async () => {
  await withStore(async ({ writer, reader, keeper }) => {
    await writeLines(writer, 20);
    let isLongDone = false;
    const long = counted(reader).then((count) => {
      isLongDone = true;
      return count;
    });
    await setImmediate();
    await writeLines(writer, 23, 20);
    await settle(keeper);
    const metadata = await reader.readMetadata({ kind: 'service', limit: 1 });
    assert.deepEqual([isLongDone, metadata], [false, []]);
    const found = await reader.readRecords({
      schema: logRecord,
      filters: [],
      order: { column: 'time', descending: true },
      offset: 0,
      limit: 1,
      columns: ['content'],
    });
    assert.deepEqual(found, [{ content: 'line 22' }]);
    assert.deepEqual([await long, await counted(reader)], [20, 23]);
  });
});

test('readings past the limit wait for one another, and all are answered', async () => {
  await withStore(async ({ writer, reader }) => {
    await writeLines(writer, 10);
    const many = 3 * storageLimits.recordScansMax;
    const counts = await Promise.all(Array.from({ length: many }, () => counted(reader)));
    assert.deepEqual(counts, new Array(many).fill(10));
  });
});

test('an aborted reading ends between two blocks, and makes room for the next', async () => {
  await withStore(async ({ writer, reader }) => {
    await writeLines(writer, 30);
    const aborts = Array.from(
      { length: storageLimits.recordScansMax + 2 },
      () => new AbortController(),
    );
    const readings = aborts.map(({ signal }) => counted(reader, { ...everything, signal }));
    const ended = Promise.all(readings.map((reading) => assert.rejects(reading, /nobody waits/u)));
    const next = counted(reader);
    await setImmediate();
    for (const abort of aborts) abort.abort(new Error('nobody waits'));
    await ended;
    assert.equal(await next, 30);
  });
});

/** Files that are gone and take their room all the same, since somebody has them open. */
function filesHeld(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return /record-.*\(deleted\)$/.test(target) ? [target] : [];
    } catch {
      // It was that of the listing itself.
      return [];
    }
  });
}

const metrics: MetricQuery = {
  table: sampleTable,
  columns: ['count'],
  step: 'minute',
  fromMs: noonMs,
  toMs: noonMs + 60_000,
  entities: { kind: 'all' },
};
const readings: readonly (readonly [string, (reader: StoreReader) => Promise<unknown>])[] = [
  ['records', (reader) => counted(reader)],
  ['metrics', (reader) => reader.readMetrics(metrics)],
];
for (const [what, read] of readings)
  test(
    `a day that is dropped is held by no handle that waits for a reading, once ${what} are read`,
    { skip: !existsSync('/proc/self/fd') },
    async () => {
      const clock = new FakeClock(noonMs);
      const store = openTestEngine({ schema: contractSchema, retention: crashRetention, clock });
      try {
        await writeLines(store.writer, 3);
        await settle(store.keeper);
        const together = Array.from({ length: storageLimits.recordScansMax }, () =>
          counted(store.reader),
        );
        await Promise.all(together);
        assert.deepEqual(filesHeld(), []);
        clock.advance(10 * dayMs);
        await settle(store.keeper);
        assert.ok(filesHeld().length > 0, 'the file is gone, and was open');
        await read(store.reader);
        assert.deepEqual(filesHeld(), []);
      } finally {
        await store.close();
      }
    },
  );

test('closing ends what is being read', async () => {
  await withStore(async ({ writer, reader }) => {
    await writeLines(writer, 30);
    const readings = Array.from({ length: storageLimits.recordScansMax + 2 }, () =>
      counted(reader),
    );
    const ended = Promise.all(
      readings.map((reading) =>
        assert.rejects(
          reading,
          (thrown: unknown) => thrown instanceof CodedError && thrown.code === 'STORE_FAILED',
        ),
      ),
    );
    await setImmediate();
    await reader.close();
    await ended;
    await assert.rejects(counted(reader), CodedError);
  });
});
