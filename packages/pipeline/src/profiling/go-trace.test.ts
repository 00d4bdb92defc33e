import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CodedError } from '@stormpetrel/base';
import { inlineProfileWork, unpackProfile } from '@stormpetrel/profile/jobs';
import * as fc from 'fast-check';
import { pprofFile } from '../testing/profile-files.ts';
import {
  type TestProfiling,
  nowMs,
  openTestProfiling,
  traceTask,
} from '../testing/test-profiling.ts';

const dropped = (bed: TestProfiling, reason: string): number =>
  bed.counter('profile_rows_dropped_count', { reason });

test('takes a profile of a Go agent apart by segments, packed or not', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  const file = pprofFile(3, { segments: ['one', 'two', ''], startMs: nowMs - 500 });
  bed.profiling.goTraceProfile(task.id, file);
  bed.profiling.goTraceProfile(task.id, gzipSync(pprofFile(2, { segments: ['three'] })));
  await bed.profiling.flush();
  const rows = await bed.dumps();
  assert.deepEqual(
    rows.map(({ stack, ...row }) => [row, unpackProfile(stack as Uint8Array).samples[0]?.count]),
    [
      ['one', nowMs - 500, 3] as const,
      ['two', nowMs - 500, 3] as const,
      ['three', nowMs, 2] as const,
    ].map(([segmentId, dumpTime, count]) => [
      { dumpTime, taskId: task.id, segmentId, sequence: 0, language: 1 },
      count,
    ]),
  );
  assert.deepEqual(bed.files(), []);
});

test('drops profiles of unknown tasks, of the future, and those that can not be read', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  const file = pprofFile(1, { segments: ['one'] });
  bed.profiling.goTraceProfile('17_bm9ib2R5.1', file);
  bed.profiling.goTraceProfile('', file);
  const later = pprofFile(1, { segments: ['one'], startMs: nowMs + 86_400_001 });
  bed.profiling.goTraceProfile(task.id, later);
  bed.profiling.goTraceProfile(task.id, Buffer.from('{"junk":'));
  bed.profiling.goTraceProfile(task.id, gzipSync(file).subarray(0, 30));
  bed.profiling.goTraceProfile(task.id, new Uint8Array(0));
  await bed.profiling.flush();
  assert.deepEqual(await bed.dumps(), []);
  assert.deepEqual(
    ['unknown_task', 'in_future', 'unreadable'].map((reason) => dropped(bed, reason)),
    [2, 1, 3],
  );
  assert.equal(bed.counter('profile_task_analysis_error_count', { protocol: 'grpc' }), 3);
  assert.deepEqual(bed.files(), []);
});

test('drops profiles with more samples or segments than an agent has use for', async () => {
  await using bed = await openTestProfiling({
    limits: { goProfileSamplesMax: 10, goProfileSegmentsMax: 2, goProfilesQueuedMax: 3 },
  });
  const task = traceTask(nowMs);
  await bed.make(task);
  bed.profiling.goTraceProfile(task.id, pprofFile(11, { segments: ['one'] }));
  bed.profiling.goTraceProfile(task.id, pprofFile(1, { segments: ['one', 'two', 'three'] }));
  bed.profiling.goTraceProfile(task.id, pprofFile(5, { segments: ['one', 'two'] }));
  bed.profiling.goTraceProfile(task.id, pprofFile(5, { segments: ['four', 'five'] }));
  await bed.profiling.flush();
  assert.deepEqual(
    (await bed.dumps()).map(({ segmentId }) => segmentId),
    ['one', 'two'],
  );
  assert.deepEqual([dropped(bed, 'too_large'), dropped(bed, 'busy')], [2, 1]);
});

test('drops profiles from long before their task', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  const day = 86_400_000;
  for (const startMs of [nowMs - day - 1, nowMs - day])
    bed.profiling.goTraceProfile(task.id, pprofFile(1, { segments: ['one'], startMs }));
  await bed.profiling.flush();
  assert.deepEqual(
    (await bed.dumps()).map(({ dumpTime }) => dumpTime),
    [nowMs - day],
  );
  assert.equal(dropped(bed, 'too_old'), 1);
});

test('holds only so many bytes of profiles that wait', async () => {
  const file = pprofFile(1, { segments: ['one'] });
  await using bed = await openTestProfiling({
    limits: { goProfileBytesQueuedMax: 2 * file.length },
  });
  const task = traceTask(nowMs);
  await bed.make(task);
  for (let i = 0; i < 3; i++) bed.profiling.goTraceProfile(task.id, file);
  await bed.profiling.flush();
  bed.profiling.goTraceProfile(task.id, file);
  await bed.profiling.flush();
  assert.equal((await bed.dumps()).length, 3);
  assert.equal(dropped(bed, 'busy'), 1);
});

test('waits while the thread that reads has too much to do, and says so when it gives up', async () => {
  let refusals = 3;
  await using bed = await openTestProfiling({
    limits: { workTriesMax: 2 },
    work: {
      splitFile: (file, limits) =>
        refusals-- > 0
          ? Promise.reject(new CodedError('WORK_REFUSED', 'too much'))
          : inlineProfileWork().splitFile(file, limits),
    },
  });
  const task = traceTask(nowMs);
  await bed.make(task);
  for (const segment of ['one', 'two'])
    bed.profiling.goTraceProfile(task.id, pprofFile(1, { segments: [segment] }));
  await bed.profiling.flush();
  assert.deepEqual(
    (await bed.dumps()).map(({ segmentId }) => segmentId),
    ['two'],
  );
  assert.deepEqual([dropped(bed, 'busy'), dropped(bed, 'unreadable')], [1, 0]);
});

test('a disk that fails costs the profile only', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  rmSync(bed.uploadFolder, { recursive: true });
  writeFileSync(bed.uploadFolder, 'a file where the folder was');
  bed.profiling.goTraceProfile(task.id, pprofFile(1, { segments: ['one'] }));
  await bed.profiling.flush();
  assert.equal(dropped(bed, 'unreadable'), 1);
});

test('never throws on random or cut files', () => {
  const whole = pprofFile(4, { segments: ['one', 'two'] });
  const cut = fc.nat(whole.length - 1).map((length) => whole.subarray(0, length));
  const flipped = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = Uint8Array.from(whole);
    copy[at] = byte;
    return copy;
  });
  return fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), cut, flipped), async (file) => {
      await using bed = await openTestProfiling();
      const task = traceTask(nowMs);
      await bed.make(task);
      bed.profiling.goTraceProfile(task.id, file);
      await bed.profiling.flush();
      assert.deepEqual(bed.files(), []);
    }),
    { numRuns: 100 },
  );
});
