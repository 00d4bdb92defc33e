/**
 * Tasks and uploads as `/api/profiling` tells of them (docs/reference/profile-api.md). What comes from the wire is read
 * field by field: an answer of a newer server loses what is not known here and nothing else.
 */

export type TaskKind = 'trace' | 'async-profiler' | 'pprof';
export type TaskState = 'waiting' | 'sent' | 'collecting' | 'done' | 'failed';

export const taskKinds: readonly TaskKind[] = ['trace', 'async-profiler', 'pprof'];
export const taskStates: readonly TaskState[] = ['waiting', 'sent', 'collecting', 'done', 'failed'];

export interface TaskLog {
  readonly operation: string;
  readonly timeMs: number;
}

export interface TaskInstance {
  readonly id: string;
  readonly name: string;
  readonly state: TaskState;
  readonly reason: string;
  readonly logs: readonly TaskLog[];
  /** Undefined while there is none. */
  readonly profile: string | undefined;
}

/** What was asked for: numbers and texts by the names of the API. */
export type TaskSpec = Readonly<Record<string, string | number | readonly string[]>>;

export interface ProfileTask {
  readonly id: string;
  readonly kind: TaskKind;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly createTimeMs: number;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly state: TaskState;
  readonly reason: string;
  readonly spec: TaskSpec;
  readonly instances: readonly TaskInstance[];
  readonly segmentCount: number;
}

export interface ProfileUpload {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly timeMs: number;
  readonly sizeBytes: number;
  readonly source: string;
  readonly profile: string;
}

type Json = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stateOf(value: unknown): TaskState {
  return taskStates.find((state) => state === value) ?? 'waiting';
}

function instanceOf(value: unknown): TaskInstance {
  const it = objectOf(value);
  const profile = textOf(it['profile']);
  return {
    id: textOf(it['id']),
    name: textOf(it['name']),
    state: stateOf(it['state']),
    reason: textOf(it['reason']),
    logs: listOf(it['logs']).map((log) => ({
      operation: textOf(objectOf(log)['operation']),
      timeMs: numberOf(objectOf(log)['timeMs']),
    })),
    profile: profile === '' ? undefined : profile,
  };
}

function specOf(value: unknown): TaskSpec {
  const spec: Record<string, string | number | readonly string[]> = {};
  for (const [name, each] of Object.entries(objectOf(value))) {
    if (typeof each === 'string' || typeof each === 'number') spec[name] = each;
    else if (Array.isArray(each)) spec[name] = each.map(String);
  }
  return spec;
}

/** Undefined for what is no task, or of a kind that this page does not know. */
export function parseTask(value: unknown): ProfileTask | undefined {
  const it = objectOf(value);
  const id = textOf(it['id']);
  const kind = taskKinds.find((each) => each === it['kind']);
  if (id === '' || kind === undefined) return undefined;
  return {
    id,
    kind,
    serviceId: textOf(it['serviceId']),
    serviceName: textOf(it['serviceName']),
    createTimeMs: numberOf(it['createTimeMs']),
    startTimeMs: numberOf(it['startTimeMs']),
    endTimeMs: numberOf(it['endTimeMs']),
    state: stateOf(it['state']),
    reason: textOf(it['reason']),
    spec: specOf(it['spec']),
    instances: listOf(it['instances']).map(instanceOf),
    segmentCount: numberOf(it['segmentCount']),
  };
}

export function parseUpload(value: unknown): ProfileUpload | undefined {
  const it = objectOf(value);
  const id = textOf(it['id']);
  if (id === '') return undefined;
  return {
    id,
    name: textOf(it['name']),
    serviceId: textOf(it['serviceId']),
    timeMs: numberOf(it['timeMs']),
    sizeBytes: numberOf(it['sizeBytes']),
    source: textOf(it['source']),
    profile: textOf(it['profile']) === '' ? `upload/${id}` : textOf(it['profile']),
  };
}

export const kindLabels: Readonly<Record<TaskKind, string>> = {
  trace: 'Trace',
  'async-profiler': 'async-profiler',
  pprof: 'pprof',
};

export const stateLabels: Readonly<Record<TaskState, string>> = {
  waiting: 'Waiting',
  sent: 'Running',
  collecting: 'Collecting',
  done: 'Done',
  failed: 'Failed',
};

/** What a state means, for people, where the server gives no reason. */
export const stateMeanings: Readonly<Record<TaskState, string>> = {
  waiting: 'No agent has fetched it yet. Agents ask every 20 seconds or so.',
  sent: 'Agents are at it.',
  collecting: 'Time is up; data is still expected.',
  done: 'All of it is here.',
  failed: 'It did not work.',
};

/** True when nothing of the task will change any more. */
export function isOver(state: TaskState): boolean {
  return state === 'done' || state === 'failed';
}

/** What a task looks at, in a few words: the endpoint, or the events. */
export function subjectOf(task: ProfileTask): string {
  const { spec } = task;
  if (task.kind === 'trace') return String(spec['endpointName'] ?? '');
  if (task.kind === 'pprof') return String(spec['event'] ?? '').toLowerCase();
  const events = spec['events'];
  return (typeof events === 'object' ? events.join(' ') : String(events ?? '')).toLowerCase();
}

/** How long it was to run. */
export function durationMsOf(task: ProfileTask): number {
  const { durationMinutes, durationSeconds } = task.spec;
  if (typeof durationMinutes === 'number') return durationMinutes * 60_000;
  return typeof durationSeconds === 'number' ? durationSeconds * 1000 : 0;
}

/** The references of what can be looked at, with the words for each. */
export function profilesOf(
  task: ProfileTask,
): readonly { readonly reference: string; readonly label: string }[] {
  const own = task.instances.flatMap(({ profile, name }) =>
    profile === undefined ? [] : [{ reference: profile, label: name }],
  );
  if (own.length > 0 || task.kind !== 'trace' || task.segmentCount === 0) return own;
  return [{ reference: `trace/${task.id}`, label: subjectOf(task) }];
}
