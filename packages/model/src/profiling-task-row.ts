import {
  type AsyncProfilerSpec,
  type PprofSpec,
  type ProfilingKind,
  type ProfilingTask,
  type TraceProfilingSpec,
  profilingTaskSchemas,
} from './profiling-records.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A task as its record has it; undefined where the record is not one that this version understands. */
export function readProfilingTask(kind: ProfilingKind, row: Fields): ProfilingTask | undefined {
  const spec = readObject(row['spec']);
  if (spec === undefined) return undefined;
  const times = {
    id: text(row['taskId']),
    serviceId: text(row['service']),
    createTimeMs: number(row['createTime']),
    startTimeMs: number(row['startTime']),
    endTimeMs: number(row['endTime']),
  };
  switch (kind) {
    case 'trace':
      return { ...times, kind, spec: traceSpec(spec) };
    case 'async-profiler':
      return { ...times, kind, spec: asyncProfilerSpec(spec) };
    case 'pprof':
      return { ...times, kind, spec: pprofSpec(spec) };
  }
}

/** The columns that `readProfilingTask` needs. */
export const profilingTaskColumns: readonly string[] = profilingTaskSchemas.trace.columns.map(
  (column) => column.name,
);

/** A task as a record. */
export function profilingTaskRow(task: ProfilingTask): Readonly<Record<string, string | number>> {
  return {
    createTime: task.createTimeMs,
    taskId: task.id,
    service: task.serviceId,
    startTime: task.startTimeMs,
    endTime: task.endTimeMs,
    spec: JSON.stringify(task.spec),
  };
}

function traceSpec(spec: Fields): TraceProfilingSpec {
  return {
    endpointName: text(spec['endpointName']),
    durationMinutes: number(spec['durationMinutes']),
    minDurationThresholdMs: number(spec['minDurationThresholdMs']),
    dumpPeriodMs: number(spec['dumpPeriodMs']),
    maxSamplingCount: number(spec['maxSamplingCount']),
  };
}

function asyncProfilerSpec(spec: Fields): AsyncProfilerSpec {
  return {
    instanceIds: texts(spec['instanceIds']),
    events: texts(spec['events']),
    durationSeconds: number(spec['durationSeconds']),
    execArgs: text(spec['execArgs']),
  };
}

function pprofSpec(spec: Fields): PprofSpec {
  return {
    instanceIds: texts(spec['instanceIds']),
    event: text(spec['event']),
    durationMinutes: number(spec['durationMinutes']),
    dumpPeriod: number(spec['dumpPeriod']),
  };
}

function readObject(value: unknown): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(text(value));
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
