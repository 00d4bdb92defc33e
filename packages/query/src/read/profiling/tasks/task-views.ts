import type { Clock } from '@stormpetrel/base';
import { type ProfilingTask, parseServiceId } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';
import { DumpedSegments } from '../dumps/dumped-segments.ts';
import { listProfiles } from '../profile-data.ts';
import { type TaskLog, instanceNameOf, operationName, readTaskLogs } from './task-logs.ts';
import { type StateView, collectionMs, instanceState, taskState } from './task-state.ts';

/** A task as the HTTP API shows it (docs/reference/profile-api.md). */
export interface TaskView extends StateView {
  readonly id: string;
  readonly kind: ProfilingTask['kind'];
  readonly serviceId: string;
  readonly serviceName: string;
  readonly createTimeMs: number;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly spec: object;
  readonly instances: readonly InstanceView[];
  readonly segmentCount: number;
}

export interface InstanceView extends StateView {
  readonly id: string;
  readonly name: string;
  readonly logs: readonly { readonly operation: string; readonly timeMs: number }[];
  /** Names the profile; null while there is none. */
  readonly profile: string | null;
}

/** A task that has been over for so long is as it will stay. */
const settledMs = 2 * collectionMs;
/** For how long a failure is believed: a server that was down may read a file that had come before. */
const failureMs = 60_000;

/** Tasks with their states. Those of tasks that are long over are remembered: a list has many of them. */
export class TaskViews {
  readonly #reader: StoreReader;
  readonly #clock: Clock;
  readonly #settled = new Map<string, { readonly view: TaskView; readonly untilMs: number }>();
  readonly #dumped: DumpedSegments;

  constructor(reader: StoreReader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
    this.#dumped = new DumpedSegments(reader, clock);
  }

  async view(task: ProfilingTask): Promise<TaskView> {
    const key = `${task.kind} ${task.id}`;
    const settled = this.#settled.get(key);
    if (settled !== undefined && this.#clock.monotonicMs() < settled.untilMs) return settled.view;
    const isLongOver =
      this.#clock.nowMs() > Math.max(task.endTimeMs, task.createTimeMs) + settledMs;
    // The last look is at everything.
    if (isLongOver) this.#dumped.forget(task.id);
    const view = await this.#read(task);
    if (isLongOver && (view.state === 'done' || view.state === 'failed')) {
      this.#dumped.forget(task.id);
      const untilMs = isDone(view) ? Infinity : this.#clock.monotonicMs() + failureMs;
      remember(this.#settled, key, { view, untilMs });
    }
    return view;
  }

  async #read(task: ProfilingTask): Promise<TaskView> {
    const nowMs = this.#clock.nowMs();
    const [logs, profiles, segments] = await Promise.all([
      readTaskLogs(this.#reader, task.kind, task.id),
      task.kind === 'trace' ? [] : listProfiles(this.#reader, task.kind, task.id),
      task.kind === 'trace' ? this.#dumped.read(task.id) : new Set<string>(),
    ]);
    const logsOf = Map.groupBy(logs, ({ instanceId }) => instanceId);
    const sent = new Set(profiles.map(({ instanceId }) => instanceId));
    const asked = task.kind === 'trace' ? [] : task.spec.instanceIds;
    const instances = [...new Set([...asked, ...logsOf.keys(), ...sent])].map((id) => {
      const hasData = task.kind === 'trace' ? segments.size > 0 : sent.has(id);
      return instanceView(task, { id, logs: logsOf.get(id) ?? [], hasData }, nowMs);
    });
    return {
      id: task.id,
      kind: task.kind,
      serviceId: task.serviceId,
      serviceName: parseServiceId(task.serviceId)?.name ?? '',
      createTimeMs: task.createTimeMs,
      startTimeMs: task.startTimeMs,
      endTimeMs: task.endTimeMs,
      ...taskState(task, instances, segments.size, nowMs),
      spec: specView(task),
      instances,
      segmentCount: segments.size,
    };
  }
}

function isDone({ state, instances }: TaskView): boolean {
  return state === 'done' && instances.every((instance) => instance.state === 'done');
}

/** What was put in first is forgotten first. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  const isFull = map.size >= queryLimits.settledTasksMax && !map.has(key);
  if (isFull && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

function instanceView(
  task: ProfilingTask,
  facts: { readonly id: string; readonly logs: readonly TaskLog[]; readonly hasData: boolean },
  nowMs: number,
): InstanceView {
  const { id, logs, hasData } = facts;
  return {
    id,
    name: instanceNameOf(id),
    ...instanceState(task, facts, nowMs),
    logs: logs.flatMap(({ operation, timeMs }) => {
      const name = operationName(task.kind, operation);
      return name === undefined ? [] : [{ operation: name, timeMs }];
    }),
    profile: task.kind !== 'trace' && hasData ? `task/${task.id}/${id}` : null,
  };
}

/** Which instances were asked for is told by the instances. */
function specView({ spec }: ProfilingTask): object {
  if (!('instanceIds' in spec)) return spec;
  const { instanceIds: _, ...rest } = spec;
  return rest;
}
