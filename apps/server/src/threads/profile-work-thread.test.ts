import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CodedError, silentLogger } from '@stormpetrel/base';
import { inlineProfileWork } from '@stormpetrel/profile/jobs';
import { ProfileWorkThread } from './profile-work-thread.ts';

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

function threadWork(
  limits?: ConstructorParameters<typeof ProfileWorkThread>[1],
): ProfileWorkThread & AsyncDisposable {
  const work = new ProfileWorkThread(silentLogger, limits);
  return Object.assign(work, { [Symbol.asyncDispose]: () => work.close() });
}
