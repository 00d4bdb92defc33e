import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import type { ProfilingTask } from '@stormpetrel/model';
import { profilingLogSchemas } from '@stormpetrel/model';
import {
  i1,
  i2,
  instanceId,
  jfrTask,
  nowMs,
  openTestProfiling,
  pprofTask,
  traceTask,
} from '../testing/test-profiling.ts';

const ids = (tasks: readonly ProfilingTask[]): readonly string[] => tasks.map(({ id }) => id);

test('hands a trace task to every instance, and only what is newer than what the agent knows', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs - 1_000);
  await bed.make(task);
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), [task]);
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), [task]);
  assert.deepEqual(await bed.profiling.tasksFor('trace', i2, task.createTimeMs - 1), [task]);
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, task.createTimeMs), []);
  const other = { service: 'nobody', instance: 'i1' };
  assert.deepEqual(await bed.profiling.tasksFor('trace', other, -1), []);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), ['1 i1', '1 i1', '1 i2']);
});

test('hands out several trace tasks, oldest first, that start within five minutes of now', async () => {
  await using bed = await openTestProfiling();
  const tasks = [-300_001, -300_000, 0, 299_999, 300_000, 300_001].map((offsetMs, i) =>
    traceTask(nowMs - 1_000 + i, nowMs + offsetMs),
  );
  await bed.make(...tasks);
  const told = await bed.profiling.tasksFor('trace', i1, -1);
  assert.deepEqual(ids(told), ids(tasks.slice(1, 5)));
});

test('hands out a task that was made an hour before its start, when its time has come', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs, nowMs + 3_600_000);
  await bed.make(task);
  for (let minute = 0; minute < 55; minute++) {
    assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), []);
    bed.clock.advance(60_000);
  }
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), [task]);
  bed.clock.advance(600_001);
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), []);
});

test('asks instances of the list for files, one task after another', async () => {
  await using bed = await openTestProfiling();
  const first = jfrTask(nowMs - 2_000);
  const second = jfrTask(nowMs - 1_000, ['i1']);
  const pprofs = [1, 2, 3].map((i) => pprofTask(nowMs - i * 1_000, i === 2 ? ['i2'] : ['i1']));
  await bed.make(second, first, ...pprofs);
  assert.deepEqual(await bed.profiling.tasksFor('async-profiler', i1, -1), [first]);
  assert.deepEqual(await bed.profiling.tasksFor('async-profiler', i1, first.createTimeMs), [
    second,
  ]);
  assert.deepEqual(await bed.profiling.tasksFor('async-profiler', i2, first.createTimeMs), []);
  assert.deepEqual(await bed.profiling.tasksFor('pprof', i1, -1), [pprofs[2]]);
  assert.deepEqual(await bed.profiling.tasksFor('pprof', i2, -1), [pprofs[1]]);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(second), ['1 i1']);
});

test('reads the store once a second, however many agents ask', async () => {
  await using bed = await openTestProfiling();
  const ask = (i: number) =>
    bed.profiling.tasksFor('trace', { service: `s${i}`, instance: 'i' }, -1);
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => ask(i)));
  assert.equal(bed.reads.count, 1);
  bed.clock.advance(999);
  await ask(1);
  assert.equal(bed.reads.count, 1);
  const late = traceTask(nowMs + 999);
  await bed.make(late);
  bed.clock.advance(1);
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), [late]);
  assert.equal(bed.reads.count, 2);
});

test('says that the store can not be read, and goes on when it can', async () => {
  let isBroken = true;
  await using bed = await openTestProfiling({
    reader: (reader) => ({
      ...reader,
      readRecords: (query) =>
        isBroken
          ? Promise.reject(new CodedError('STORE_FAILED', 'broken'))
          : reader.readRecords(query),
    }),
  });
  const task = traceTask(nowMs);
  await bed.make(task);
  await assert.rejects(bed.profiling.tasksFor('trace', i1, -1), { code: 'STORE_FAILED' });
  isBroken = false;
  assert.deepEqual(await bed.profiling.tasksFor('trace', i1, -1), [task]);
});

test('dates lines of the log by the end of the task, a day ahead at most', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs);
  const endless = { ...traceTask(nowMs + 1), endTimeMs: nowMs + 1e12 };
  await bed.make(task, endless);
  await bed.profiling.tasksFor('trace', i1, -1);
  bed.clock.advance(5);
  await bed.profiling.traceTaskFinished(i1, task.id);
  await bed.profiling.flush();
  const line = { instance: instanceId('i1'), message: '' };
  assert.deepEqual(await bed.rows(profilingLogSchemas.trace), [
    { ...line, time: nowMs + 300_000, taskId: task.id, operation: 1, operationTime: nowMs },
    { ...line, time: nowMs + 300_000, taskId: task.id, operation: 2, operationTime: nowMs + 5 },
    { ...line, time: nowMs + 86_400_000, taskId: endless.id, operation: 1, operationTime: nowMs },
  ]);
});

test('notes the end of a task also for an instance that never asked, and after a restart', async () => {
  await using bed = await openTestProfiling();
  const task = traceTask(nowMs - 7_200_000);
  await bed.make(task);
  await bed.profiling.traceTaskFinished({ service: 'shop', instance: 'i9' }, task.id);
  await bed.profiling.traceTaskFinished({ service: 'other', instance: 'i9' }, task.id);
  for (const id of ['', '17_bm9ib2R5.1', 'x'.repeat(100_000), `${nowMs}_`, '99999999999999999_a'])
    await bed.profiling.traceTaskFinished(i1, id);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), ['2 i9']);
  assert.equal((await bed.rows(profilingLogSchemas.trace)).length, 1);
});

test('notes why an agent could not profile, cut to a bearable length', async () => {
  await using bed = await openTestProfiling({ limits: { messageLengthMax: 10 } });
  const task = pprofTask(nowMs);
  await bed.make(task);
  const fail = (message: string, id = task.id) =>
    bed.profiling.taskFailed('pprof', i1, id, message);
  assert.equal(await fail('perf events are barred'), true);
  assert.equal(await fail(''), true);
  assert.equal(await fail('x', '17_bm9ib2R5.1'), false);
  assert.equal(await bed.profiling.taskFailed('async-profiler', i1, task.id, 'x'), false);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), ['4 i1 perf event', '4 i1 the agent']);
});

test('does not let a flood of unknown ids read the store without end', async () => {
  await using bed = await openTestProfiling({ limits: { taskReadsPerSecond: 10 } });
  const task = traceTask(nowMs);
  await bed.make(task);
  for (let i = 0; i < 100; i++) await bed.profiling.traceTaskFinished(i1, `${i}_x`);
  assert.equal(bed.reads.count, 10);
  bed.clock.advance(1_000);
  await bed.profiling.traceTaskFinished(i1, task.id);
  await bed.profiling.flush();
  assert.deepEqual(await bed.logOf(task), ['2 i1']);
});
