import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { SegmentBuilder, type SegmentSample } from '@stormpetrel/testkit';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import {
  assertGoesOn,
  expectLog,
  findTrace,
  readCounters,
  sendSegments,
  startFaultServer,
  traceOf,
} from '../support/fault-server.ts';
import { storeTidied } from '../support/store-folder.ts';

/**
 * A store that a server has filled, tidied and closed: three days of traces, each day in its file. Every test damages a
 * copy of its own.
 */
const root = mkdtempSync(join(tmpdir(), 'stormpetrel-store-'));
const filled = join(root, 'filled');
const dayMs = 86_400_000;
/** One instant for all, so that midnight cannot come between them. */
const todayMs = Date.now() - 60_000;
const days = ['today', 'yesterday', 'before'] as const;
const tracesADay = 500;

before(async () => {
  const server = await startFaultServer({}, filled);
  for (const [daysAgo, day] of days.entries()) {
    const startMs = todayMs - daysAgo * dayMs;
    const segments = Array.from({ length: tracesADay }, (_, i) =>
      segmentOf(`${day}-${i}`, startMs),
    );
    await sendSegments(server, ...segments);
  }
  await traceOf(server, 'before-0', 1);
  // What is fresh lies in one file; the keeper lays it into day files.
  await storeTidied(filled);
  assert.equal(await server.stop(), 0);
});
after(() => rmSync(root, { recursive: true, force: true }));

function segmentOf(traceId: string, startMs: number): SegmentSample {
  return new SegmentBuilder('kept', 'kept-1', startMs)
    .ids(traceId, `${traceId}.1`)
    .entry(`GET:/kept/${traceId}`, { spanLayer: 'Http', tags: { 'http.method': 'GET' } })
    .build();
}

/** Oldest first. */
function traceFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /^trace-[\d-]+\.db$/.test(file))
    .toSorted();
}

function copyOf(name: string): string {
  const folder = join(root, name);
  cpSync(filled, folder, { recursive: true });
  return folder;
}

function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.db'));
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
}

/** Overwrites bytes in the middle of the file, and leaves the header that says what it is. */
function flipBytes(path: string): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  for (let at = 4_096; at < size - 64; at += 1_024)
    writeSync(file, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(file);
}

async function foundTraces(server: ServerProcess, day: string): Promise<number> {
  const found = await Promise.all(
    [0, 1, 250, tracesADay - 1].map((i) => findTrace(server, `${day}-${i}`)),
  );
  return found.filter((spans) => spans.length === 1).length;
}

async function listedTraces(server: ServerProcess, daysAgo: number): Promise<number> {
  const day = new Date(todayMs - daysAgo * dayMs).toISOString().slice(0, 10);
  const { found } = await server.query<{ found: { traces: unknown[] } }>(
    `query($c: TraceQueryCondition) { found: queryBasicTraces(condition: $c) { traces { segmentId } } }`,
    {
      c: {
        queryDuration: { start: `${day} 0000`, end: `${day} 2359`, step: 'MINUTE' },
        traceState: 'ALL',
        queryOrder: 'BY_START_TIME',
        paging: { pageNum: 1, pageSize: 1_000 },
      },
    },
  );
  return found.traces.length;
}

/** What is damaged is left out, counted and told; what is not is answered; new data goes in. */
async function checkDamaged(server: ServerProcess, daysAgo: number): Promise<void> {
  const day = days[daysAgo] ?? '';
  assert.ok((await foundTraces(server, day)) < 4, 'the file is not damaged');
  assert.ok((await listedTraces(server, daysAgo)) < tracesADay);
  for (const [i, other] of days.entries()) {
    if (i !== daysAgo) assert.equal(await foundTraces(server, other), 4, other);
  }
  await eventually(5_000, async () => {
    const counters = await readCounters(server);
    assert.ok((counters.get('storage_block_corrupt_count') ?? 0) > 0);
  });
  await expectLog(server, {
    level: 'error',
    kind: 'corrupt',
    message: /stored data is damaged and was left out/,
  });
  await sendSegments(server, segmentOf(`${day}-late`, todayMs - daysAgo * dayMs));
  await traceOf(server, `${day}-late`, 1);
  await assertGoesOn(server);
}

test('a day file that was cut short is left out, the other days are answered', async () => {
  const dataFolder = copyOf('cut');
  const path = join(dataFolder, traceFiles(dataFolder)[1] ?? '');
  truncateSync(path, Math.floor(statSync(path).size / 3));
  await using server = await startFaultServer({}, dataFolder);
  await checkDamaged(server, 1);
});

test('a day file with bytes flipped is left out, the other days are answered', async () => {
  const dataFolder = copyOf('flipped');
  flipBytes(join(dataFolder, traceFiles(dataFolder)[0] ?? ''));
  await using server = await startFaultServer({}, dataFolder);
  await checkDamaged(server, 2);
});

test('a day file that is no database at all is left out, and set aside when the day is written', async () => {
  const dataFolder = copyOf('rubbish');
  const file = traceFiles(dataFolder)[0] ?? '';
  const handle = openSync(join(dataFolder, file), 'w');
  writeSync(handle, Buffer.alloc(100_000, 0x5a));
  closeSync(handle);
  await using server = await startFaultServer({}, dataFolder);
  await checkDamaged(server, 2);
  await eventually(20_000, async () => {
    assert.ok(
      readdirSync(dataFolder).includes(`${file}.corrupt-1`),
      readdirSync(dataFolder).join(),
    );
    await traceOf(server, 'before-late', 1);
  });
});

test('without its central file the store finds what the day files hold', async () => {
  const dataFolder = copyOf('headless');
  truncateSync(join(dataFolder, 'store.db'), 5_000);
  await using server = await startFaultServer({}, dataFolder);
  for (const day of days) assert.equal(await foundTraces(server, day), 4, day);
  assert.ok(readdirSync(dataFolder).includes('store.db.corrupt-1'));
  await expectLog(server, {
    level: 'error',
    kind: 'corrupt',
    message: /stored data is damaged and was left out/,
  });
  await assertGoesOn(server);
});

test('a store of a newer format is refused with STORE_NEWER, and not touched', async () => {
  const dataFolder = copyOf('newer');
  const db = new DatabaseSync(join(dataFolder, 'store.db'));
  db.exec(`UPDATE info SET value = 99 WHERE name = 'formatVersion'`);
  db.close();
  const content = contentOf(dataFolder);
  await assert.rejects(startFaultServer({}, dataFolder), /ended with 1: STORE_NEWER: .*format 99/);
  assert.deepEqual(contentOf(dataFolder), content);
});

test('two servers on one directory: the second is refused with STORE_LOCKED, the first goes on', async () => {
  await using first = await startFaultServer({}, copyOf('shared'));
  await assert.rejects(startFaultServer({}, first.dataFolder), /ended with 1: STORE_LOCKED/);
  await assertGoesOn(first);
  assert.equal(await foundTraces(first, 'today'), 4);
});

test('a directory that cannot be made is refused with STORE_FAILED', async () => {
  await assert.rejects(
    startFaultServer({}, join(filled, 'store.db', 'below-a-file')),
    /ended with 1: STORE_FAILED/,
  );
});
