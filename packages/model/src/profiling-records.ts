/**
 * What profiling keeps, under the names of SkyWalking's tables. Tasks are written once and never changed: what state one is in
 * follows from its logs, its data and the clock.
 */
import type { RecordSchema } from './record-schema.ts';

export type ProfilingKind = 'trace' | 'async-profiler' | 'pprof';

/** Times are epoch milliseconds. */
interface TaskTimes {
  readonly id: string;
  readonly serviceId: string;
  readonly createTimeMs: number;
  /** When agents begin, and when they are to stop. */
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

export interface TraceProfilingSpec {
  readonly endpointName: string;
  readonly durationMinutes: number;
  readonly minDurationThresholdMs: number;
  readonly dumpPeriodMs: number;
  readonly maxSamplingCount: number;
}

export interface AsyncProfilerSpec {
  readonly instanceIds: readonly string[];
  /** Names of GraphQL's AsyncProfilerEventType: `CPU`, `WALL` … */
  readonly events: readonly string[];
  readonly durationSeconds: number;
  readonly execArgs: string;
}

export interface PprofSpec {
  readonly instanceIds: readonly string[];
  /** A name of GraphQL's PprofEventType: `CPU`, `HEAP` … */
  readonly event: string;
  /** 0 for kinds that are taken at once. */
  readonly durationMinutes: number;
  readonly dumpPeriod: number;
}

export type ProfilingTask = TaskTimes &
  (
    | { readonly kind: 'trace'; readonly spec: TraceProfilingSpec }
    | { readonly kind: 'async-profiler'; readonly spec: AsyncProfilerSpec }
    | { readonly kind: 'pprof'; readonly spec: PprofSpec }
  );

/**
 * Codes of `operation` in task logs; 3 and 4 only for kinds that upload. `finished` with a message: the agent did its part, but
 * what it sent could not be read or was cut short, and there is no profile; SkyWalking's clients see it as finished, as its
 * own server tells them, and the page as failed. `overrun`: more came than was announced; SkyWalking's own server says nothing
 * of it in a task's log, so its clients do not see it, and the page does.
 */
export const ProfilingOperation = {
  notified: 1,
  finished: 2,
  tooLarge: 3,
  failed: 4,
  overrun: 5,
} as const;
export type ProfilingOperation = (typeof ProfilingOperation)[keyof typeof ProfilingOperation];

/** What the bytes of a snapshot are: a stack of code signatures, or a profile of one segment's samples. */
export const SnapshotLanguage = { java: 0, go: 1 } as const;

function taskSchema(name: string): RecordSchema {
  return {
    name,
    retention: 'record',
    columns: [
      { name: 'createTime', type: 'time' },
      { name: 'taskId', type: 'id' },
      { name: 'service', type: 'entity' },
      { name: 'startTime', type: 'int' },
      { name: 'endTime', type: 'int' },
      // The kind's spec as JSON.
      { name: 'spec', type: 'text' },
    ],
  };
}

/** `time` is the end of the task, so that its logs live as long as it does; `message` says why, where something failed. */
function logSchema(name: string): RecordSchema {
  return {
    name,
    retention: 'record',
    columns: [
      { name: 'time', type: 'time' },
      { name: 'taskId', type: 'id' },
      { name: 'instance', type: 'entity' },
      { name: 'operation', type: 'int' },
      { name: 'operationTime', type: 'int' },
      { name: 'message', type: 'text' },
    ],
  };
}

/** `profile` is a StackProfile (docs/formats/stack-profile.md), compressed with zstd. */
function dataSchema(name: string): RecordSchema {
  return {
    name,
    retention: 'record',
    columns: [
      { name: 'uploadTime', type: 'time' },
      { name: 'taskId', type: 'id' },
      { name: 'instance', type: 'entity' },
      { name: 'profile', type: 'bytes' },
    ],
  };
}

export const profilingTaskSchemas: Readonly<Record<ProfilingKind, RecordSchema>> = {
  trace: taskSchema('profile_task'),
  'async-profiler': taskSchema('async_profiler_task'),
  pprof: taskSchema('pprof_task'),
};

export const profilingLogSchemas: Readonly<Record<ProfilingKind, RecordSchema>> = {
  trace: logSchema('profile_task_log'),
  'async-profiler': logSchema('async_profiler_task_log'),
  pprof: logSchema('pprof_task_log'),
};

export const profilingDataSchemas: Readonly<Record<'async-profiler' | 'pprof', RecordSchema>> = {
  'async-profiler': dataSchema('jfr_profiling_data'),
  pprof: dataSchema('pprof_profiling_data'),
};

/** One dump of a thread, or (Go) all samples of a segment as a StackProfile, compressed as above. */
export const threadSnapshotRecord: RecordSchema = {
  name: 'profile_task_segment_snapshot',
  retention: 'record',
  columns: [
    { name: 'dumpTime', type: 'time' },
    { name: 'taskId', type: 'id' },
    { name: 'segmentId', type: 'id' },
    { name: 'sequence', type: 'int' },
    // A value of SnapshotLanguage.
    { name: 'language', type: 'int' },
    // Java: ThreadStack as it came over the wire, signatures root first.
    { name: 'stack', type: 'bytes' },
  ],
};

/** A file that a person brought. */
export const uploadedProfileRecord: RecordSchema = {
  name: 'uploaded_profile',
  retention: 'record',
  columns: [
    { name: 'time', type: 'time' },
    { name: 'uploadId', type: 'id' },
    { name: 'service', type: 'entity' },
    { name: 'name', type: 'text' },
    { name: 'source', type: 'text' },
    { name: 'sizeBytes', type: 'int' },
    { name: 'profile', type: 'bytes' },
  ],
};

export const profilingRecords: readonly RecordSchema[] = [
  ...Object.values(profilingTaskSchemas),
  ...Object.values(profilingLogSchemas),
  ...Object.values(profilingDataSchemas),
  threadSnapshotRecord,
  uploadedProfileRecord,
];
