import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordSchemas } from '@stormpetrel/model';
import { type RowWriter, type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { baseMs, settings } from '../../testing/ask.ts';
import { type LogSample, writeLogs } from '../../testing/log-seed.ts';
import { decodeLogTags } from './decode-log-tags.ts';
import { everyLog } from './log-condition.ts';
import { LogPages, formatPlace } from './log-pages.ts';
import { readLogs } from './log-reader.ts';

interface BusyStore {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  reads: number;
}

/** A store in which lines arrive before each reading but the first. */
function busyStore(arriving: (reading: number) => readonly LogSample[]): BusyStore {
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: recordSchemas },
    retention: settings.retention,
    clock: new FakeClock(baseMs + 60_000),
  });
  const rows = rowWriter(writer);
  const store: BusyStore = {
    rows,
    reads: 0,
    reader: {
      readMetrics: (query) => reader.readMetrics(query),
      readMetadata: (query) => reader.readMetadata(query),
      countRecords: (query) => reader.countRecords(query),
      async readRecords(query) {
        if (store.reads++ > 0) await writeLogs(rows, arriving(store.reads));
        return reader.readRecords(query);
      },
      close: () => reader.close(),
    },
  };
  return store;
}

const numbered = (count: number, timeMs: (n: number) => number): readonly LogSample[] =>
  Array.from({ length: count }, (_, n) => ({ timeMs: timeMs(n), content: `line ${n}` }));

test('a page by number has each line once, whatever arrives while it is read', async () => {
  for (const order of ['des', 'asc'] as const)
    for (const offset of [0, 3]) {
      const store = busyStore((reading) => [
        { timeMs: baseMs + 500, content: `newer ${reading}` },
        { timeMs: baseMs, content: `older ${reading}` },
      ]);
      // Clocks of tenths of a second: many lines have one time.
      const before = numbered(260, (n) => baseMs + 1 + Math.floor(n / 20));
      await writeLogs(store.rows, before);
      const { lines } = await readLogs(store.reader, decodeLogTags, {
        condition: everyLog,
        window: { fromMs: baseMs, toMs: baseMs + 1_000 },
        order,
        page: { offset, limit: 240 },
      });
      assert.ok(store.reads > 1);
      const sorted = order === 'asc' ? before : before.toReversed();
      assert.deepEqual(
        lines.map(({ content }) => content),
        sorted.slice(offset, offset + 240).map(({ content }) => content),
        `${order} ${offset}`,
      );
    }
});

test('a page by number goes on where all lines have one time', async () => {
  const store = busyStore(() => []);
  await writeLogs(
    store.rows,
    numbered(300, () => baseMs),
  );
  const { lines } = await readLogs(store.reader, decodeLogTags, {
    condition: everyLog,
    window: undefined,
    order: 'asc',
    page: { offset: 20, limit: 270 },
  });
  assert.deepEqual(
    lines.map(({ content }) => content),
    Array.from({ length: 270 }, (_, n) => `line ${n + 20}`),
  );
});

test('lines of one millisecond are told once, whatever arrives while they are read', async () => {
  for (const descending of [true, false]) {
    const store = busyStore((reading) => [{ timeMs: baseMs, content: `late ${reading}` }]);
    const before = numbered(250, () => baseMs);
    await writeLogs(store.rows, before);
    const { lines } = await new LogPages(store.reader).read({
      filters: [],
      descending,
      limit: 240,
      keep: (record) => String(record['content']),
    });
    const ids = lines.map(({ place }) => formatPlace(place));
    assert.deepEqual([ids.length, new Set(ids).size], [240, 240]);
    assert.ok(lines.every(({ place }) => place.twin === 0));
  }
});
