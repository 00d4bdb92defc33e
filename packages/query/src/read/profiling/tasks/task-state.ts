/**
 * What state a task is in. It is stored nowhere: it follows from what instances were told and have told, from what they
 * sent, and from the clock. So it can not be wrong after a crash, and an agent that goes away is seen to be gone.
 */
import { ProfilingOperation, type ProfilingTask } from '@stormpetrel/model';
import type { TaskLog } from './task-logs.ts';

/**
 * `waiting`: no agent has fetched it; `sent`: agents are at it; `collecting`: over, and data is still expected; `done`;
 * `failed`.
 */
export type TaskState = 'waiting' | 'sent' | 'collecting' | 'done' | 'failed';

/** A state, and for people why, or what is waited for. */
export interface StateView {
  readonly state: TaskState;
  readonly reason: string;
}

/** What is known of an instance of a task. */
export interface InstanceFacts {
  /** Newest first. */
  readonly logs: readonly TaskLog[];
  /** Whether its file has been read and stored; of trace profiling: whether anybody's dumps are there. */
  readonly hasData: boolean;
}

/** For how long after its start a task is handed out to agents that ask (server-core, CacheUpdateTimer). */
export const deliveryMs = 300_000;
/** For how long after their time data of agents is expected: files are sent afterwards, and agents ask with pauses. */
export const collectionMs = 300_000;
/** For how long a file that has come is expected to be read. */
const readingMs = 300_000;

export function instanceState(
  task: ProfilingTask,
  { logs, hasData }: InstanceFacts,
  nowMs: number,
): StateView {
  const latest = (operation: number): TaskLog | undefined =>
    logs.find((log) => log.operation === operation);
  const finished = latest(ProfilingOperation.finished);
  if (task.kind === 'trace') {
    if (finished !== undefined) return done();
  } else {
    if (hasData) return done();
    // An instance may begin anew: its last word counts.
    const last = logs.find(({ operation }) => operation !== ProfilingOperation.notified);
    if (last !== undefined) {
      if (last === finished) return unreadState(last, nowMs);
      return failed(last.message || 'The agent could not profile.');
    }
  }
  const notified = latest(ProfilingOperation.notified);
  if (notified === undefined) return unaskedState(task, nowMs);
  const overMs = Math.max(task.endTimeMs, notified.timeMs + task.endTimeMs - task.startTimeMs);
  if (nowMs <= overMs) return { state: 'sent', reason: '' };
  if (nowMs <= overMs + collectionMs) {
    const awaited = task.kind === 'trace' ? 'The agent has not said yet that it is done.' : '';
    return { state: 'collecting', reason: awaited || 'The file of the agent has not come yet.' };
  }
  if (hasData) return done('The agent never said that it was done; what it sent is here.');
  return failed('The agent took the task and was not heard of again.');
}

/** A task whose instances are in these states; of a task without any no agent has asked yet. */
export function taskState(
  task: ProfilingTask,
  instances: readonly StateView[],
  segmentCount: number,
  nowMs: number,
): StateView {
  if (instances.length === 0) {
    return segmentCount > 0 ? done() : unaskedState(task, nowMs);
  }
  const inState = (state: TaskState): readonly StateView[] =>
    instances.filter((instance) => instance.state === state);
  for (const state of ['sent', 'collecting', 'waiting'] as const) {
    const [first] = inState(state);
    if (first === undefined) continue;
    return { state, reason: counted(inState(state).length, instances.length, first.reason) };
  }
  const failures = inState('failed');
  const [failure] = failures;
  if (failures.length === instances.length && segmentCount === 0) {
    return failed(failure?.reason ?? '');
  }
  if (failure !== undefined) {
    return done(counted(failures.length, instances.length, `Failed: ${failure.reason}`));
  }
  if (task.kind === 'trace' && segmentCount === 0) {
    const { endpointName, minDurationThresholdMs } = task.spec;
    return done(
      `Nothing was profiled: no request to ${endpointName} took ${minDurationThresholdMs} ms or longer.`,
    );
  }
  return done(instances[0]?.reason);
}

function unreadState({ message, timeMs }: TaskLog, nowMs: number): StateView {
  if (message !== '') return failed(message);
  if (nowMs <= timeMs + readingMs) {
    return { state: 'collecting', reason: 'The file is being read.' };
  }
  return failed('The file of the agent could not be read.');
}

function unaskedState(task: ProfilingTask, nowMs: number): StateView {
  if (nowMs <= task.startTimeMs + deliveryMs) {
    return { state: 'waiting', reason: nowMs < task.startTimeMs ? 'It begins later.' : '' };
  }
  return failed('No agent asked for the task in time. Is one running, with profiling turned on?');
}

/** Says how many of several a reason is of. */
function counted(count: number, of: number, reason: string): string {
  if (reason === '' || of === 1) return reason;
  return `${count} of ${of} instances: ${reason}`;
}

function done(reason = ''): StateView {
  return { state: 'done', reason };
}

function failed(reason: string): StateView {
  return { state: 'failed', reason };
}
