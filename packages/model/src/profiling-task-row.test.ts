import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProfilingTask } from './profiling-records.ts';
import { profilingTaskColumns, profilingTaskRow, readProfilingTask } from './profiling-task-row.ts';

const times = { id: '1_c2hvcA==.1', serviceId: 'c2hvcA==.1', createTimeMs: 1 };
const tasks: readonly ProfilingTask[] = [
  {
    ...times,
    kind: 'trace',
    startTimeMs: 2,
    endTimeMs: 60_002,
    spec: {
      endpointName: '/slow',
      durationMinutes: 1,
      minDurationThresholdMs: 10,
      dumpPeriodMs: 20,
      maxSamplingCount: 3,
    },
  },
  {
    ...times,
    kind: 'async-profiler',
    startTimeMs: 1,
    endTimeMs: 30_001,
    spec: { instanceIds: ['a', 'b'], events: ['CPU'], durationSeconds: 30, execArgs: '' },
  },
  {
    ...times,
    kind: 'pprof',
    startTimeMs: 1,
    endTimeMs: 1,
    spec: { instanceIds: ['a'], event: 'HEAP', durationMinutes: 0, dumpPeriod: 0 },
  },
];

test('a task comes back from its record as it was', () => {
  for (const task of tasks) {
    const row = profilingTaskRow(task);
    assert.deepEqual(Object.keys(row), profilingTaskColumns);
    assert.deepEqual(readProfilingTask(task.kind, row), task);
  }
});

test('a record that is not understood is no task, one that says less is one', () => {
  const [task] = tasks;
  assert.ok(task !== undefined);
  const row = profilingTaskRow(task);
  for (const spec of ['', '{', '3', 'null', undefined]) {
    assert.equal(readProfilingTask('trace', { ...row, spec }), undefined);
  }
  assert.deepEqual(readProfilingTask('pprof', { taskId: 'x', spec: '{"instanceIds":[1,"a"]}' }), {
    kind: 'pprof',
    id: 'x',
    serviceId: '',
    createTimeMs: 0,
    startTimeMs: 0,
    endTimeMs: 0,
    spec: { instanceIds: ['', 'a'], event: '', durationMinutes: 0, dumpPeriod: 0 },
  });
});
