import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import { type ProfilingTask, profilingDataSchemas, profilingLogSchemas } from '@stormpetrel/model';
import { smallChunk } from '@stormpetrel/profile/jfr/testing';
import { type ProfileWork, inlineProfileWork, unpackProfile } from '@stormpetrel/profile/jobs';
import * as fc from 'fast-check';
import { pprofFile } from '../testing/profile-files.ts';
import {
  type TestProfiling,
  i1,
  i2,
  instanceId,
  jfrTask,
  nowMs,
  openTestProfiling,
  pprofTask,
} from '../testing/test-profiling.ts';
import type { ProfileUpload, ProfiledInstance, UploadFault } from './profiling-sink.ts';

type Uploading = Exclude<ProfilingTask, { kind: 'trace' }>;
const sink: UploadFault[] = [];

async function open(
  bed: TestProfiling,
  task: Uploading,
  sizeBytes: number,
  options: { readonly instance?: ProfiledInstance; readonly faults?: UploadFault[] } = {},
): Promise<ProfileUpload> {
  const { instance = i1, faults = sink } = options;
  const offer = { ...instance, taskId: task.id, sizeBytes };
  const upload = await bed.profiling.openUpload(task.kind, offer, (fault) => faults.push(fault));
  assert.ok(typeof upload !== 'string', 'the offer was refused');
  return upload;
}

async function send(
  bed: TestProfiling,
  task: Uploading,
  file: Uint8Array,
  instance: ProfiledInstance = i1,
): Promise<void> {
  const upload = await open(bed, task, file.length, { instance });
  for (let at = 0; at < file.length; at += 10)
    assert.equal(upload.write(file.subarray(at, at + 10)), undefined);
  upload.complete();
  await bed.profiling.flush();
}

function refusal(bed: TestProfiling, sizeBytes: number, taskId: string): Promise<unknown> {
  const offer = { ...i1, taskId, sizeBytes };
  return bed.profiling.openUpload('pprof', offer, () => undefined);
}

test('stores the profile of each instance, together with the line of success', async () => {
  await using bed = await openTestProfiling();
  const task = pprofTask(nowMs);
  await bed.make(task);
  await send(bed, task, pprofFile(3));
  await send(bed, task, pprofFile(4), i2);
  const profiles = await bed.profiles(task);
  assert.deepEqual(
    profiles.map(({ profile, ...rest }) => [
      rest,
      unpackProfile(profile as Uint8Array).samples[0]?.count,
    ]),
    ['i1', 'i2'].map((name, i) => [
      { uploadTime: nowMs, taskId: task.id, instance: instanceId(name) },
      i + 3,
    ]),
  );
  assert.deepEqual(await bed.logOf(task), ['2 i1', '2 i2']);
  const both = { [profilingDataSchemas.pprof.name]: 1, [profilingLogSchemas.pprof.name]: 1 };
  assert.deepEqual(bed.writes, [both, both]);
  assert.deepEqual(bed.files(), []);
});

test('stores recordings of the Java Flight Recorder', async () => {
  await using bed = await openTestProfiling();
  const task = jfrTask(nowMs);
  await bed.make(task);
  await send(bed, task, smallChunk().finish());
  const [row] = await bed.profiles(task);
  assert.equal(unpackProfile(row?.['profile'] as Uint8Array).source, 'jfr');
  assert.deepEqual(await bed.logOf(task), ['2 i1']);
});

test('says what is wrong with a file that can not be read, and keeps nothing of it', async () => {
  await using bed = await openTestProfiling();
  const task = jfrTask(nowMs);
  await bed.make(task);
  await send(bed, task, pprofFile(1));
  await send(bed, task, new Uint8Array(0), i2);
  await send(bed, task, smallChunk().finish().subarray(0, 100), i2);
  const [wrongKind, empty, cut] = await bed.logOf(task);
  assert.equal(wrongKind, '2 i1 the file is pprof, not jfr');
  assert.equal(empty, '2 i2 the file is empty');
  assert.match(cut ?? '', /^2 i2 .+/);
  assert.deepEqual(await bed.profiles(task), []);
  assert.deepEqual(bed.files(), []);
  assert.equal(bed.counter('profile_task_analysis_error_count', { protocol: 'grpc' }), 3);
});

test('refuses offers that are too large, unsound, or for no task', async () => {
  await using bed = await openTestProfiling({ limits: { pprofBytesMax: 1_000 } });
  const task = pprofTask(nowMs);
  await bed.make(task);
  assert.equal(await refusal(bed, 1_001, task.id), 'too-large');
  for (const size of [-1, NaN, 1.5, -Infinity])
    assert.equal(await refusal(bed, size, task.id), 'size-unsound');
  assert.equal(await refusal(bed, 10, '17_bm9ib2R5.1'), 'unknown-task');
  assert.equal(await refusal(bed, 1_001, '17_bm9ib2R5.1'), 'unknown-task-too-large');
  assert.equal(await refusal(bed, 10, jfrTask(nowMs + 1).id), 'unknown-task');
  const other = { service: 'other', instance: 'i1', taskId: task.id, sizeBytes: 10 };
  const refused = await bed.profiling.openUpload('pprof', other, () => undefined);
  assert.equal(refused, 'unknown-task');
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), ['3 i1 the file has 1001 bytes, at most 1000 are taken']);
  assert.deepEqual(bed.files(), []);
});

test('takes the file of an instance that is not in the list, as SkyWalking does', async () => {
  await using bed = await openTestProfiling();
  const task = pprofTask(nowMs);
  await bed.make(task);
  await send(bed, task, pprofFile(1), { service: 'shop', instance: 'stranger' });
  assert.deepEqual(await bed.logOf(task), ['2 stranger']);
  assert.equal((await bed.profiles(task)).length, 1);
});

test('ends an upload that brings more than it offered, and logs what brought less', async () => {
  await using bed = await openTestProfiling();
  const task = pprofTask(nowMs);
  await bed.make(task);
  const long = await open(bed, task, 10);
  assert.equal(long.write(new Uint8Array(10)), undefined);
  assert.equal(long.write(new Uint8Array(1)), 'too-much');
  assert.equal(long.write(new Uint8Array(1)), undefined);
  long.complete();
  long.abort();
  const short = await open(bed, task, 10);
  short.write(new Uint8Array(9));
  short.complete();
  const gone = await open(bed, task, 10, { instance: i2 });
  gone.write(new Uint8Array(1));
  gone.abort();
  gone.complete();
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), [
    '5 i1 the agent sent 11 bytes and more, where it had announced 10',
    '2 i1 only 9 of 10 bytes came',
    '4 i2 the agent went away after 1 of 10 bytes',
  ]);
  assert.deepEqual(await bed.profiles(task), []);
  assert.deepEqual(bed.files(), []);
});

test('lets the later of two uploads of one instance live, and takes no second profile', async () => {
  await using bed = await openTestProfiling();
  const task = pprofTask(nowMs);
  await bed.make(task);
  const file = pprofFile(5);
  const faults: UploadFault[] = [];
  const first = await open(bed, task, file.length, { faults });
  const second = await open(bed, task, file.length);
  assert.deepEqual(faults, ['replaced']);
  first.write(file);
  first.complete();
  second.write(file);
  second.complete();
  assert.equal(await refusal(bed, 10, task.id), 'already-sent');
  await bed.profiling.flush();
  assert.equal(await refusal(bed, 10, task.id), 'already-sent');
  assert.deepEqual(await bed.logOf(task), ['2 i1']);
  assert.equal((await bed.profiles(task)).length, 1);
});

test('takes one of two uploads that one instance opens at once', async () => {
  await using bed = await openTestProfiling();
  const task = pprofTask(nowMs);
  await bed.make(task);
  const file = pprofFile(5);
  const faults: UploadFault[] = [];
  // Which of them comes later is for the disk to say.
  const both = await Promise.all([
    open(bed, task, file.length, { faults }),
    open(bed, task, file.length, { faults }),
  ]);
  assert.deepEqual(faults, ['replaced']);
  for (const upload of both) upload.write(file);
  for (const upload of both) upload.complete();
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), ['2 i1']);
  assert.equal((await bed.profiles(task)).length, 1);
});

test('gives up uploads that bring nothing any more, and makes room for others', async () => {
  await using bed = await openTestProfiling({ limits: { uploadsMax: 1, uploadIdleMs: 1_000 } });
  const task = pprofTask(nowMs);
  await bed.make(task);
  const faults: UploadFault[] = [];
  const idle = await open(bed, task, 10, { faults });
  const offer = { ...i2, taskId: task.id, sizeBytes: 10 };
  assert.equal(await bed.profiling.openUpload('pprof', offer, () => undefined), 'no-room');
  bed.clock.advance(1_000);
  idle.write(Uint8Array.of(1));
  bed.clock.advance(1_000);
  bed.profiling.sweep();
  assert.deepEqual(faults, []);
  bed.clock.advance(1);
  bed.profiling.sweep();
  assert.deepEqual(faults, ['idle']);
  await send(bed, task, pprofFile(1), i2);
  assert.deepEqual((await bed.logOf(task)).toSorted(), [
    '2 i2',
    '4 i1 the agent stopped sending its profile half-way',
    '4 i2 the server takes too many files: the profile was not taken',
  ]);
});

test('gives up uploads that would never end, and those that bring nothing but empty pieces', async () => {
  await using bed = await openTestProfiling({
    limits: { uploadIdleMs: 1_000, uploadMsMin: 1_000, uploadBytesPerSecondMin: 10 },
  });
  const task = pprofTask(nowMs);
  await bed.make(task);
  const faults: UploadFault[] = [];
  const empty = await open(bed, task, 10, { instance: i2, faults });
  const slow = await open(bed, task, 10, { faults });
  for (let step = 0; step < 4; step++) {
    bed.profiling.sweep();
    slow.write(Uint8Array.of(1));
    empty.write(new Uint8Array(0));
    bed.clock.advance(501);
  }
  bed.profiling.sweep();
  assert.deepEqual(faults, ['idle', 'slow']);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), [
    '4 i2 the agent stopped sending its profile half-way',
    '4 i1 the agent sent its profile too slowly',
  ]);
  assert.deepEqual(bed.files(), []);
});

test('refuses files when the disk is full', async () => {
  await using bed = await openTestProfiling({ limits: { diskReserveBytes: 2 ** 60 } });
  const task = pprofTask(nowMs);
  await bed.make(task);
  assert.equal(await refusal(bed, 10, task.id), 'no-room');
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), [
    '4 i1 the disk of the server is full: the profile was not taken',
  ]);
});

test('refuses files when the folder for them has gone', async () => {
  await using bed = await openTestProfiling();
  const task = pprofTask(nowMs);
  await bed.make(task);
  rmSync(bed.uploadFolder, { recursive: true });
  assert.equal(await refusal(bed, 10, task.id), 'no-room');
});

test('offers a profile again to a store that refuses it, and gives up in the end', async () => {
  await using bed = await openTestProfiling({ limits: { profileWritesMax: 3 } });
  const task = pprofTask(nowMs);
  await bed.make(task);
  bed.refusals.count = 2;
  await send(bed, task, pprofFile(1));
  assert.deepEqual(await bed.logOf(task), ['2 i1']);
  bed.refusals.count = 3;
  await send(bed, task, pprofFile(1), i2);
  bed.clock.advance(10);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), [
    '2 i1',
    '4 i2 the profile could not be stored: no room',
  ]);
  assert.equal((await bed.profiles(task)).length, 1);
  assert.deepEqual(bed.files(), []);
});

test('waits while the thread that reads has too much to do', async () => {
  let refusals = 3;
  await using bed = await openTestProfiling({
    limits: { workTriesMax: 3 },
    work: {
      readFile: (file) =>
        refusals-- > 0
          ? Promise.reject(new CodedError('WORK_REFUSED', 'too much'))
          : inlineProfileWork().readFile(file),
    },
  });
  const task = pprofTask(nowMs);
  await bed.make(task);
  await send(bed, task, pprofFile(1));
  await send(bed, task, pprofFile(1), i2);
  assert.deepEqual(await bed.logOf(task), ['2 i1 too much', '2 i2']);
});

test('removes what a crash left behind, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-uploads-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'agent-17-1'), 'half');
  writeFileSync(join(folder, 'agent-17-1.unpacked'), 'half');
  writeFileSync(join(folder, 'agent-17-2'), 'whole');
  writeFileSync(join(folder, 'agent-17-2.note'), '{"kind":"pprof","task":{"spec":"{"}}');
  writeFileSync(join(folder, 'agent-17-3.note'), '{"kind":"pprof"}');
  writeFileSync(join(folder, 'other'), 'of somebody else');
  await using bed = await openTestProfiling({ uploadFolder: folder });
  assert.deepEqual(bed.files(), ['other']);
});

/** A server that stops while it reads one file, and another arrives. Answers where the first lies. */
async function stopHalfWay(bed: TestProfiling, task: Uploading, file: Uint8Array): Promise<void> {
  const upload = await open(bed, task, file.length);
  upload.write(file);
  upload.complete();
  const faults: UploadFault[] = [];
  await open(bed, task, 10, { instance: i2, faults });
  await bed.profiling.close();
  assert.deepEqual(faults, ['closing']);
}

const endless: Partial<ProfileWork> = {
  readFile: (_, signal) =>
    new Promise((_resolve, reject) => {
      if (signal?.aborted === true) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason));
    }),
};

test('a file that had come whole when the server stopped is read by the next, once', async () => {
  const uploadFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-uploads-'));
  const task = pprofTask(nowMs);
  const bed = await openTestProfiling({ uploadFolder, work: endless });
  await bed.make(task);
  await stopHalfWay(bed, task, pprofFile(7));
  assert.equal(bed.files().length, 2);
  assert.deepEqual(await bed.logOf(task), [
    '4 i2 the server was stopped while the profile arrived',
  ]);
  await using next = await openTestProfiling({ uploadFolder });
  await next.make(task);
  assert.equal(await refusal(next, 10, task.id), 'already-sent');
  await next.profiling.flush();
  const [row] = await next.profiles(task);
  assert.equal(unpackProfile(row?.['profile'] as Uint8Array).samples[0]?.count, 7);
  assert.deepEqual(await next.logOf(task), ['2 i1']);
  assert.deepEqual(next.files(), []);
});

test('a file over which the server ended twice is given up, and one that was cut is not read', async () => {
  const uploadFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-uploads-'));
  const task = pprofTask(nowMs);
  const first = await openTestProfiling({ uploadFolder, work: endless });
  await first.make(task);
  await stopHalfWay(first, task, pprofFile(7));
  const second = await openTestProfiling({ uploadFolder, work: endless });
  await second.make(task);
  (await open(second, task, 10, { instance: i2 })).write(Uint8Array.of(1));
  // What an end without warning leaves: the file of the second instance stays as well.
  const [cut = ''] = second.files().filter((name) => statSync(join(uploadFolder, name)).size === 1);
  const saved = [cut, `${cut}.note`].map((name) => [name, readFileSync(join(uploadFolder, name))]);
  await second.profiling.close();
  for (const [name, bytes] of saved) writeFileSync(join(uploadFolder, String(name)), bytes ?? '');
  await using third = await openTestProfiling({ uploadFolder });
  await third.make(task);
  await third.profiling.flush();
  assert.deepEqual((await third.logOf(task)).toSorted(), [
    '4 i1 the server ended while the profile was read',
    '4 i2 the server ended while the profile arrived',
  ]);
  assert.deepEqual(await third.profiles(task), []);
  assert.deepEqual(third.files(), []);
});

test('does not store again what was stored in the last moment before an end', async () => {
  const uploadFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-uploads-'));
  const task = pprofTask(nowMs);
  const bed = await openTestProfiling({ uploadFolder, work: endless });
  await bed.make(task);
  await stopHalfWay(bed, task, pprofFile(7));
  const row = { uploadTime: nowMs, taskId: task.id, instance: instanceId('i1'), profile: 'x' };
  await using next = await openTestProfiling({
    uploadFolder,
    reader: (reader) => ({
      ...reader,
      readRecords: (query) =>
        query.schema === profilingDataSchemas.pprof
          ? Promise.resolve([row])
          : reader.readRecords(query),
    }),
  });
  await next.profiling.flush();
  assert.deepEqual(await next.profiles(task), []);
  assert.deepEqual(next.files(), []);
});

test('takes no second profile while readers do not see the first yet', async () => {
  await using bed = await openTestProfiling({
    reader: (reader) => ({
      ...reader,
      readRecords: (query) =>
        query.schema === profilingDataSchemas.pprof
          ? Promise.resolve([])
          : reader.readRecords(query),
    }),
  });
  const task = pprofTask(nowMs);
  await bed.make(task);
  await send(bed, task, pprofFile(1));
  assert.equal(await refusal(bed, 10, task.id), 'already-sent');
  bed.clock.advance(10_001);
  bed.profiling.sweep();
  assert.equal(typeof (await refusal(bed, 10, task.id)), 'object');
});

test('counts the room that files under way will take', async () => {
  const { bavail, bsize } = statfsSync(tmpdir());
  const size = Math.floor(bavail * bsize * 0.6);
  await using bed = await openTestProfiling({
    limits: { pprofBytesMax: size, diskReserveBytes: 0 },
  });
  const task = pprofTask(nowMs);
  await bed.make(task);
  const faults: UploadFault[] = [];
  await open(bed, task, size, { faults });
  const second = { ...i2, taskId: task.id, sizeBytes: size };
  assert.equal(await bed.profiling.openUpload('pprof', second, () => undefined), 'no-room');
  assert.deepEqual(faults, []);
  // The room of the one that it replaces is its own.
  await open(bed, task, size);
  assert.deepEqual(faults, ['replaced']);
});

test('never throws and never stores half, whatever is sent', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
      fc.integer({ min: -1, max: 60 }),
      fc.boolean(),
      async (pieces, sizeBytes, isAborted) => {
        await using bed = await openTestProfiling();
        const task = jfrTask(nowMs);
        await bed.make(task);
        const offer = { ...i1, taskId: task.id, sizeBytes };
        const upload = await bed.profiling.openUpload(task.kind, offer, () => undefined);
        if (typeof upload === 'string') return;
        for (const piece of pieces) upload.write(piece);
        if (isAborted) upload.abort();
        else upload.complete();
        await bed.profiling.flush();
        assert.deepEqual(await bed.profiles(task), []);
        assert.deepEqual(bed.files(), []);
      },
    ),
    { numRuns: 100 },
  ));
