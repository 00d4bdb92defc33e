import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CodedError, Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { SnapshotLanguage, threadSnapshotRecord } from '@stormpetrel/model';
import { inlineProfileWork } from '@stormpetrel/profile/jobs';
import { ThreadStack } from '@stormpetrel/protocol';
import { inlineDumpWork } from '@stormpetrel/query/dumps';
import { type StoreReader, type StoredRecord, rowWriter } from '@stormpetrel/storage/api';
import { openEngineReader, openEngineWriter } from '@stormpetrel/storage/engine';
import { type Config, loadConfig, textSetting } from '../config/load-config.ts';
import { storeOptions } from '../config/store-options.ts';
import { ProfileWorkThread, type ProfileWorkThreadOptions } from './profile-work-thread.ts';

const folder = await mkdtemp(join(tmpdir(), 'profile-thread-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = join(folder, 'collapsed.txt');
await writeFile(path, 'main;run;sleep 3\nmain;run 2\n');
const file = { path, kind: 'unknown' } as const;

/** A recording of which most is nothing, so that it takes a while to unpack. */
const longPath = join(folder, 'long.jfr.gz');
await writeFile(longPath, gzipSync(Buffer.concat([Buffer.from('FLR\0'), Buffer.alloc(400 << 20)])));
const longFile = { path: longPath, kind: 'jfr' } as const;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    assert.ok(error instanceof CodedError, String(error));
    return error.code;
  }
}

test('does all work as it is done in line', async () => {
  await using work = threadWork();
  const inline = inlineProfileWork();
  const read = await work.readFile(file);
  assert.deepEqual(read, await inline.readFile(file));
  const { bytes } = read;
  assert.deepEqual(await work.pprofTree([bytes, bytes]), await inline.pprofTree([bytes, bytes]));
  assert.deepEqual(await work.jfrTree([bytes], 'LOCK'), await inline.jfrTree([bytes], 'LOCK'));
  for (const format of ['pprof', 'collapsed', 'speedscope', 'svg'] as const) {
    const to = { format, name: 'one' };
    assert.deepEqual(await work.exportProfile(bytes, to), await inline.exportProfile(bytes, to));
  }
});

test('says what is wrong with a profile', async () => {
  await using work = threadWork();
  assert.equal(await codeOf(work.pprofTree([Buffer.from('no')])), 'PROFILE_MALFORMED');
  const absent = { path: join(folder, 'absent'), kind: 'jfr' } as const;
  assert.equal(await codeOf(work.readFile(absent)), 'PROFILE_FILE_UNREADABLE');
});

test('refuses more jobs than may wait, and does those that it took', async () => {
  await using work = threadWork({ jobsMax: 2 });
  const jobs = [work.readFile(file), work.readFile(file), work.readFile(file)];
  assert.deepEqual(await Promise.all(jobs.map(codeOf)), ['none', 'none', 'WORK_REFUSED']);
  assert.equal(await codeOf(work.readFile(file)), 'none');
});

test('refuses more bytes than may wait', async () => {
  await using work = threadWork({ waitingBytesMax: 10 });
  assert.equal(await codeOf(work.pprofTree([new Uint8Array(11)])), 'WORK_REFUSED');
  assert.equal(await codeOf(work.pprofTree([new Uint8Array(10)])), 'PROFILE_MALFORMED');
});

test('a job that is given up ends at once, and those behind it are done', async () => {
  await using work = threadWork();
  const leaving = new AbortController();
  const waiting = new AbortController();
  const reason = new Error('gone');
  const running = work.readFile(longFile, leaving.signal);
  const behind = work.readFile(file);
  const givenUp = work.readFile(file, waiting.signal);
  waiting.abort(reason);
  await assert.rejects(givenUp, reason);
  leaving.abort(reason);
  await assert.rejects(running, reason);
  assert.equal((await behind).source, 'collapsed');
  await assert.rejects(work.readFile(file, AbortSignal.abort(reason)), reason);
  assert.deepEqual((await readdir(folder)).toSorted(), ['collapsed.txt', 'long.jfr.gz']);
});

test('a job that takes too long costs itself only', async () => {
  await using work = threadWork({ jobMsMax: 20 });
  // The thread is not even started within this time.
  assert.equal(await codeOf(work.readFile(longFile)), 'PROFILE_TOO_LARGE');
  await using patient = threadWork();
  assert.equal(await codeOf(patient.readFile(file)), 'none');
});

test('a job that needs more memory than there is costs itself only', async () => {
  await using work = threadWork({ heapMibMax: 24 });
  const large = join(folder, 'large.json');
  await writeFile(large, `{"a":[${'{"b":[1]},'.repeat(1_000_000)}0]}`);
  const failing = work.readFile({ path: large, kind: 'unknown' });
  const behind = work.readFile(file);
  assert.equal(await codeOf(failing), 'PROFILE_TOO_LARGE');
  assert.equal(await codeOf(behind), 'none');
  await rm(large);
});

test('ends when it is idle, and comes back', async () => {
  await using work = threadWork({ idleMs: 0 });
  assert.equal(await codeOf(work.readFile(file)), 'none');
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(await codeOf(work.readFile(file)), 'none');
});

test('refuses what waits when it closes', async () => {
  const work = threadWork();
  const jobs = [work.readFile(longFile), work.readFile(file)].map(codeOf);
  await work.close();
  assert.deepEqual(await Promise.all(jobs), ['WORK_REFUSED', 'WORK_REFUSED']);
  assert.equal(await codeOf(work.readFile(file)), 'WORK_REFUSED');
});

test('tells how many jobs it did, what they read, and why some failed', async () => {
  const telemetry = new Telemetry();
  await using work = threadWork({ jobsMax: 2, idleMs: 0 }, { telemetry });
  const first = work.readFile(file);
  const waiting = new AbortController();
  const second = work.readFile(file, waiting.signal);
  const value = (name: string, labels: object = {}): number | undefined => {
    const wanted = JSON.stringify(labels);
    const sample = telemetry
      .samples()
      .find((one) => one.name === name && JSON.stringify(one.labels) === wanted);
    return sample?.kind === 'histogram' ? sample.counts?.at(-1) : sample?.value;
  };
  assert.equal(value('profile_work_waiting'), 2);
  assert.equal(await codeOf(work.readFile(file)), 'WORK_REFUSED');
  waiting.abort(new Error('gone'));
  await assert.rejects(second);
  const { bytes } = await first;
  assert.equal(await codeOf(work.pprofTree([Buffer.from('no')])), 'PROFILE_MALFORMED');
  await work.pprofTree([bytes, bytes]);
  const done = { job: 'pprofTree' };
  const { size } = await stat(path);
  assert.deepEqual(
    {
      read: value('profile_work_seconds', { job: 'readFile' }),
      trees: value('profile_work_seconds', done),
      fileBytes: value('profile_work_read_bytes', { job: 'readFile' }),
      treeBytes: value('profile_work_read_bytes', done),
      failures: ['refused', 'unsound', 'time', 'memory', 'died', 'given_up'].map((reason) =>
        value('profile_work_failed_count', { reason }),
      ),
      waiting: value('profile_work_waiting'),
      waitingBytes: value('profile_work_waiting_bytes'),
    },
    {
      read: 1,
      trees: 2,
      fileBytes: size,
      treeBytes: 2 * bytes.length,
      failures: [1, 1, 0, 0, 0, 1],
      waiting: 0,
      waitingBytes: 0,
    },
  );
});

const taskId = '17_c2hvcA==.1';
const count = 4_000;
const startMs = Date.now() - 100_000;
const ranges = [{ segmentId: 's', startMs, endMs: startMs + 10 * count }];
const wholeTask = { segmentIds: [], fromMs: undefined, toMs: undefined };

/** A store with the dumps of a segment, and what the server would be told of it. */
async function storeOfDumps(): Promise<{ readonly config: Config; readonly reader: StoreReader }> {
  const storePath = await mkdtemp(join(folder, 'store-'));
  const config = loadConfig({ env: { SW_STORAGE_EMBEDDED_PATH: storePath } });
  const options = {
    ...storeOptions(config),
    clock: systemClock,
    logger: silentLogger,
    telemetry: new Telemetry(),
  };
  const writer = openEngineWriter(textSetting(config, 'storage.path'), options);
  const row = (sequence: number): StoredRecord => {
    const codeSignatures = Array.from({ length: 60 }, (_, depth) => `f${depth}:${sequence % 50}`);
    return {
      dumpTime: startMs + 10 * sequence,
      taskId,
      segmentId: 's',
      sequence,
      language: SnapshotLanguage.java,
      stack: ThreadStack.encode({ codeSignatures }).finish(),
    };
  };
  const rows = Array.from({ length: count }, (_, sequence) => row(sequence));
  await rowWriter(writer).writeRows({ records: [{ schema: threadSnapshotRecord, rows }] });
  await writer.close();
  return { config, reader: openEngineReader(textSetting(config, 'storage.path'), options) };
}

test('analyses dumps of the store while others are answered', async () => {
  const { config, reader } = await storeOfDumps();
  await using work = threadWork({}, { config });
  const ended: string[] = [];
  const analysis = work.analyzeSegments(ranges).finally(() => ended.push('analysis'));
  // Asked for afterwards, of this thread, and answered before.
  const inline = inlineDumpWork(reader);
  const few = [{ segmentId: 's', startMs, endMs: startMs + 100 }];
  await inline.analyzeSegments(few).finally(() => ended.push('small one'));
  assert.deepEqual(await analysis, await inline.analyzeSegments(ranges));
  assert.deepEqual(ended, ['small one', 'analysis']);
  const profile = await work.readTraceProfile(taskId, wholeTask);
  assert.deepEqual(profile, await inline.readTraceProfile(taskId, wholeTask));
  await reader.close();
});

test('stops analysing when nobody waits any more, and says what is wrong with the store', async () => {
  const { config, reader } = await storeOfDumps();
  await using work = threadWork({}, { config });
  const reason = new Error('gone');
  const leaving = new AbortController();
  const running = work.analyzeSegments(ranges, leaving.signal);
  const behind = work.readTraceProfile('18_c2hvcA==.1', wholeTask);
  leaving.abort(reason);
  await assert.rejects(running, reason);
  assert.equal(await codeOf(behind), 'QUERY_PROFILE_NOT_FOUND');
  await assert.rejects(inlineDumpWork(reader).analyzeSegments(ranges, leaving.signal), reason);
  await reader.close();
  const broken = join(folder, 'broken');
  await writeFile(broken, 'a file where the folder of the store should be');
  await using lost = threadWork({}, { config: { ...config, 'storage.path': broken } });
  assert.equal(await codeOf(lost.analyzeSegments(ranges)), 'STORE_FAILED');
  await rm(broken);
});

function threadWork(
  limits?: ProfileWorkThreadOptions['limits'],
  { telemetry = new Telemetry(), config }: Partial<ProfileWorkThreadOptions> = {},
): ProfileWorkThread & AsyncDisposable {
  const work = new ProfileWorkThread({
    clock: systemClock,
    logger: silentLogger,
    telemetry,
    ...(limits !== undefined && { limits }),
    ...(config !== undefined && { config }),
  });
  return Object.assign(work, { [Symbol.asyncDispose]: () => work.close() });
}
