import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threadSnapshotRecord } from '@stormpetrel/model';
import * as fc from 'fast-check';
import { nowMs, openTestProfiling, traceTask } from '../testing/test-profiling.ts';

const dump = { segmentId: 's1', timeMs: nowMs, sequence: 0, stack: Uint8Array.of(10, 1, 65) };

test('keeps dumps as they came: out of order, doubled, of several segments', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  const sent = [3, 1, 1, 2].map((sequence) => ({
    ...dump,
    taskId: task.id,
    segmentId: `s${sequence % 2}`,
    sequence,
    timeMs: nowMs + sequence,
  }));
  for (const one of sent) bed.profiling.threadDump(one);
  await bed.profiling.flush();
  const expected = sent
    .toSorted((a, b) => a.sequence - b.sequence)
    .map(({ timeMs, ...rest }) => ({ ...rest, dumpTime: timeMs, language: 0 }));
  assert.deepEqual(await bed.dumps(), expected);
});

test('does not hold on to bytes that are only on loan', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  const stack = Uint8Array.of(10, 1, 65);
  bed.profiling.threadDump({ ...dump, taskId: task.id, stack });
  stack.fill(0);
  await bed.profiling.flush();
  assert.deepEqual((await bed.dumps())[0]?.['stack'], Uint8Array.of(10, 1, 65));
});

test('drops dumps of unknown tasks, of other days, and too large ones, each with its counter', async () => {
  await using bed = await openTestProfiling({ limits: { stackBytesMax: 100, idLengthMax: 60 } });
  const task = traceTask(nowMs);
  await bed.make(task);
  const own = { ...dump, taskId: task.id };
  const day = 86_400_000;
  for (const bad of [
    { ...dump, taskId: '17_bm9ib2R5.1' },
    { ...dump, taskId: '' },
    { ...own, timeMs: nowMs + day + 1 },
    { ...own, timeMs: 2 ** 62 },
    { ...own, timeMs: nowMs - day - 1 },
    { ...own, timeMs: -5 },
    { ...own, stack: new Uint8Array(101) },
    { ...own, segmentId: 's'.repeat(61) },
  ])
    bed.profiling.threadDump(bad);
  bed.profiling.threadDump({ ...own, timeMs: nowMs + day, sequence: 1 });
  bed.profiling.threadDump({ ...own, timeMs: nowMs - day, sequence: 2 });
  await bed.profiling.flush();
  assert.deepEqual(
    (await bed.dumps()).map(({ sequence }) => sequence),
    [1, 2],
  );
  const counts = ['unknown_task', 'in_future', 'too_old', 'too_large', 'buffer_full'].map(
    (reason) => bed.counter('profile_rows_dropped_count', { reason }),
  );
  assert.deepEqual(counts, [2, 2, 2, 2, 0]);
});

test('keeps what the store refuses, in order, and offers it again after a pause', async () => {
  await using bed = await openTestProfiling({
    limits: { retryDelayMinMs: 250, retryDelayMaxMs: 400, rowsPerWrite: 2 },
  });
  const task = traceTask(nowMs);
  await bed.make(task);
  for (let sequence = 0; sequence < 5; sequence++)
    bed.profiling.threadDump({ ...dump, taskId: task.id, sequence });
  bed.refusals.count = 2;
  await bed.profiling.flush();
  await bed.profiling.flush();
  assert.equal(bed.refusals.count, 1);
  bed.clock.advance(250);
  await bed.profiling.flush();
  assert.equal(bed.refusals.count, 0);
  bed.clock.advance(399);
  await bed.profiling.flush();
  assert.deepEqual(bed.writes, []);
  bed.clock.advance(1);
  await bed.profiling.flush();
  const { name } = threadSnapshotRecord;
  assert.deepEqual(bed.writes, [{ [name]: 2 }, { [name]: 2 }, { [name]: 1 }]);
  assert.deepEqual(
    (await bed.dumps()).map(({ sequence }) => sequence),
    [0, 1, 2, 3, 4],
  );
});

test('counts what it drops once, however often the store refuses the rest', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  await bed.make(task);
  bed.profiling.threadDump({ ...dump, taskId: '17_bm9ib2R5.1' });
  bed.profiling.threadDump({ ...dump, taskId: task.id });
  bed.profiling.threadDump({ ...dump, taskId: '18_bm9ib2R5.1' });
  bed.refusals.count = 3;
  for (let round = 0; round < 4; round++) {
    await bed.profiling.flush();
    bed.clock.advance(1_000);
  }
  assert.equal((await bed.dumps()).length, 1);
  assert.equal(bed.counter('profile_rows_dropped_count', { reason: 'unknown_task' }), 2);
});

test('drops the oldest rows when too many or too large ones wait', async () => {
  await using bed = await openTestProfiling({ limits: { rowsMax: 3, rowBytesMax: 10_000 } });
  const task = traceTask(nowMs);
  await bed.make(task);
  const send = (sequence: number, sizeBytes: number): void =>
    bed.profiling.threadDump({
      ...dump,
      taskId: task.id,
      sequence,
      stack: new Uint8Array(sizeBytes),
    });
  bed.refusals.count = 1;
  for (let sequence = 0; sequence < 5; sequence++) send(sequence, 10);
  await bed.profiling.flush();
  send(5, 8_500);
  bed.clock.advance(1_000);
  await bed.profiling.flush();
  assert.deepEqual(
    (await bed.dumps()).map(({ sequence }) => sequence),
    [4, 5],
  );
  assert.equal(bed.counter('profile_rows_dropped_count', { reason: 'buffer_full' }), 4);
});

test('never throws, whatever a dump says', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          taskId: fc.oneof(fc.string(), fc.constant(`${nowMs}_c2hvcA==.1`)),
          segmentId: fc.string(),
          timeMs: fc.oneof(fc.double(), fc.integer(), fc.constant(nowMs)),
          sequence: fc.integer(),
          stack: fc.uint8Array(),
        }),
      ),
      async (dumps) => {
        await using bed = await openTestProfiling();
        await bed.make(traceTask(nowMs));
        for (const one of dumps) bed.profiling.threadDump(one);
        await bed.profiling.flush();
        const lost = ['unknown_task', 'in_future', 'too_old', 'too_large'].map((reason) =>
          bed.counter('profile_rows_dropped_count', { reason }),
        );
        const stored = (await bed.dumps()).length;
        assert.equal(stored + lost.reduce((sum, count) => sum + count, 0), dumps.length);
      },
    ),
    { numRuns: 100 },
  ));
