import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfilingOperation, type ProfilingTask } from '@stormpetrel/model';
import { traceTask } from '../../../testing/profiling-seed.ts';
import type { TaskLog } from './task-logs.ts';
import { type StateView, instanceState, taskState } from './task-state.ts';

const minute = 60_000;
const trace = traceTask('shop', 0);
const jfr: ProfilingTask = {
  kind: 'async-profiler',
  id: 't',
  serviceId: 's',
  createTimeMs: 0,
  startTimeMs: 0,
  endTimeMs: minute,
  spec: { instanceIds: ['i'], events: ['CPU'], durationSeconds: 60, execArgs: '' },
};

function log(operation: keyof typeof ProfilingOperation, timeMs: number, message = ''): TaskLog {
  return { instanceId: 'i', operation: ProfilingOperation[operation], timeMs, message };
}

function stateOf(
  task: ProfilingTask,
  atMs: number,
  logs: readonly TaskLog[],
  hasData = false,
): string {
  const { state, reason } = instanceState(task, { logs, hasData }, atMs);
  return `${state}: ${reason}`;
}

test('an instance that has to send a file', () => {
  const told = log('notified', 20_000);
  const gone = 'failed: The agent took the task and was not heard of again.';
  const late =
    'failed: No agent asked for the task in time. Is one running, with profiling turned on?';
  const cases: readonly (readonly [string, atMs: number, logs: TaskLog[], hasData?: boolean])[] = [
    ['waiting: It begins later.', -1, []],
    ['waiting: ', 5 * minute, []],
    [late, 5 * minute + 1, []],
    // It begins when it is told, and has its whole time from then on.
    ['sent: ', minute + 20_000, [told]],
    ['collecting: The file of the agent has not come yet.', minute + 20_001, [told]],
    ['collecting: The file of the agent has not come yet.', 6 * minute + 20_000, [told]],
    [gone, 6 * minute + 20_001, [told]],
    ['collecting: The file is being read.', 7 * minute, [log('finished', 2 * minute), told]],
    [
      'failed: The file of the agent could not be read.',
      7 * minute + 1,
      [log('finished', 2 * minute), told],
    ],
    ['failed: no chunk', 3 * minute, [log('finished', 2 * minute, 'no chunk'), told]],
    ['failed: out of luck', minute, [log('failed', minute, 'out of luck'), told]],
    ['failed: The agent could not profile.', minute, [log('failed', minute), told]],
    // What came last counts, where an instance has begun anew.
    ['failed: cut', minute, [log('finished', 40_000, 'cut'), log('failed', 30_000, 'gone'), told]],
    ['failed: gone', minute, [log('failed', 40_000, 'gone'), log('tooLarge', 30_000, 'big'), told]],
    ['failed: disk', minute, [log('failed', 40_000, 'disk'), log('finished', 30_000, 'cut'), told]],
    [
      'collecting: The file is being read.',
      minute,
      [log('finished', 40_000), log('failed', 30_000, 'gone'), told],
    ],
    ['failed: 31 MB', minute, [log('tooLarge', minute, '31 MB'), told]],
    ['failed: 11 of 10', minute, [log('overrun', minute, '11 of 10'), told]],
    ['done: ', 2 * minute, [log('finished', 2 * minute), told], true],
    ['done: ', 2 * minute, [log('failed', minute, 'first'), told], true],
  ];
  for (const [expected, atMs, logs, hasData] of cases) {
    assert.equal(stateOf(jfr, atMs, logs, hasData), expected);
  }
});

test('an instance that dumps threads', () => {
  const told = log('notified', 20_000);
  const silent = 'The agent has not said yet that it is done.';
  assert.equal(stateOf(trace, 5 * minute, [told]), 'sent: ');
  assert.equal(stateOf(trace, 5 * minute + 20_001, [told], true), `collecting: ${silent}`);
  assert.equal(
    stateOf(trace, 11 * minute, [told], true),
    'done: The agent never said that it was done; what it sent is here.',
  );
  assert.match(stateOf(trace, 11 * minute, [told]), /^failed: /);
  assert.equal(stateOf(trace, minute, [log('finished', minute), told]), 'done: ');
});

test('a task is as far as the instance that is least far, and says of how many', () => {
  const view = (state: StateView['state'], reason = ''): StateView => ({ state, reason });
  const of = (...instances: readonly StateView[]): StateView => taskState(jfr, instances, 0, 0);
  const bad = view('failed', 'bad');
  assert.deepEqual(of(), view('waiting'));
  assert.deepEqual(of(view('done'), view('sent'), view('collecting')), view('sent'));
  assert.deepEqual(
    of(view('done'), view('collecting', 'late'), view('waiting')),
    view('collecting', '1 of 3 instances: late'),
  );
  assert.deepEqual(of(view('waiting'), bad), view('waiting'));
  assert.deepEqual(of(view('done'), view('done')), view('done'));
  assert.deepEqual(of(bad), bad);
  assert.deepEqual(of(bad, bad), bad);
  assert.deepEqual(of(view('done'), bad), view('done', '1 of 2 instances: Failed: bad'));
});

test('a trace task that is done says when there was nothing to dump', () => {
  const done: StateView = { state: 'done', reason: '' };
  assert.deepEqual(taskState(trace, [done], 1, 0), done);
  assert.deepEqual(taskState(trace, [done], 0, 0), {
    state: 'done',
    reason: 'Nothing was profiled: no request to /slow took 0 ms or longer.',
  });
  assert.deepEqual(taskState(trace, [], 2, 0), done);
  assert.equal(taskState(trace, [], 0, 6 * minute).state, 'failed');
});
