/**
 * What a task may be, in SkyWalking's order and words (server-core: ProfileTaskMutationService,
 * AsyncProfilerMutationService, PprofMutationService). Clients show the words, and some compare them.
 */
import { queryLimits } from '../../../limits.ts';
import type { TaskDraft } from './profiling-tasks.ts';

type Optional<T> = T | null | undefined;

export interface TraceTaskRequest {
  readonly serviceId: string;
  readonly endpointName: string;
  readonly startTime?: Optional<number>;
  readonly duration: number;
  readonly minDurationThreshold: number;
  readonly dumpPeriod: number;
  readonly maxSamplingCount: number;
}

export interface AsyncProfilerTaskRequest {
  readonly serviceId: string;
  readonly serviceInstanceIds: readonly string[];
  readonly duration: number;
  readonly events: readonly string[];
  readonly execArgs?: Optional<string>;
}

export interface PprofTaskRequest {
  readonly serviceId: string;
  readonly serviceInstanceIds: readonly string[];
  readonly duration?: Optional<number>;
  readonly events: string;
  readonly dumpPeriod?: Optional<number>;
}

const noService = 'service cannot be null';
const minuteMs = 60_000;
/** Kinds of pprof profiles that are recorded over a time, and those of them that are asked for how often. */
const timedEvents: readonly string[] = ['CPU', 'BLOCK', 'MUTEX'];
const periodicEvents: readonly string[] = ['BLOCK', 'MUTEX'];

/** The task, or why it can not be. */
export function draftTraceTask(request: TraceTaskRequest): TaskDraft | string {
  const { serviceId, startTime, duration, dumpPeriod, maxSamplingCount } = request;
  const endpointName = request.endpointName.trim();
  const { endpointNameLengthMax } = queryLimits;
  if (serviceId === '') return noService;
  if (endpointName === '') return 'endpoint name cannot be empty';
  if (duration < 1) return 'monitor duration must greater than 1 minutes';
  if (request.minDurationThreshold < 0) {
    return 'min duration threshold must greater than or equals zero';
  }
  if (maxSamplingCount <= 0) return 'max sampling count must greater than zero';
  if (duration > 15) {
    return 'The duration of the monitoring task cannot be greater than 15 minutes';
  }
  if (dumpPeriod < 10) return 'dump period must be greater than or equals 10 milliseconds';
  if (maxSamplingCount >= 10) return 'max sampling count must less than 10';
  if (endpointName.length > endpointNameLengthMax) {
    return `endpoint name cannot be longer than ${endpointNameLengthMax} characters`;
  }
  return {
    kind: 'trace',
    serviceId,
    ...(typeof startTime === 'number' && startTime > 0 && { startTimeMs: startTime }),
    durationMs: duration * minuteMs,
    spec: {
      endpointName,
      durationMinutes: duration,
      minDurationThresholdMs: request.minDurationThreshold,
      dumpPeriodMs: dumpPeriod,
      maxSamplingCount,
    },
  };
}

/** The task, or why it can not be. */
export function draftAsyncProfilerTask(request: AsyncProfilerTaskRequest): TaskDraft | string {
  const { serviceId, duration, events, serviceInstanceIds, execArgs } = request;
  const { execArgsLengthMax } = queryLimits;
  if (serviceId === '') return noService;
  if (duration <= 0) return 'duration cannot be negative';
  if (events.length === 0) return 'events cannot be empty';
  const fault = instancesFault(serviceInstanceIds);
  if (fault !== undefined) return fault;
  if ((execArgs ?? '').length > execArgsLengthMax) {
    return `execArgs cannot be longer than ${execArgsLengthMax} characters`;
  }
  return {
    kind: 'async-profiler',
    serviceId,
    durationMs: duration * 1_000,
    spec: {
      instanceIds: [...new Set(serviceInstanceIds)],
      events: [...new Set(events)],
      durationSeconds: duration,
      execArgs: execArgs ?? '',
    },
  };
}

/** The task, or why it can not be. */
export function draftPprofTask(request: PprofTaskRequest): TaskDraft | string {
  const { serviceId, events, serviceInstanceIds } = request;
  const duration = request.duration ?? 0;
  const dumpPeriod = request.dumpPeriod ?? 0;
  const isTimed = timedEvents.includes(events);
  if (serviceId === '') return noService;
  if (isTimed && duration <= 0) return 'duration cannot be negative';
  if (isTimed && duration > 15) return 'duration cannot be greater than 15 minutes';
  if (periodicEvents.includes(events) && dumpPeriod <= 0) return 'dumpPeriod cannot be negative';
  const fault = instancesFault(serviceInstanceIds);
  if (fault !== undefined) return fault;
  const durationMinutes = isTimed ? duration : 0;
  return {
    kind: 'pprof',
    serviceId,
    durationMs: durationMinutes * minuteMs,
    spec: {
      instanceIds: [...new Set(serviceInstanceIds)],
      event: events,
      durationMinutes,
      dumpPeriod: Math.max(0, dumpPeriod),
    },
  };
}

function instancesFault(instanceIds: readonly string[]): string | undefined {
  const { profiledInstancesMax } = queryLimits;
  if (instanceIds.length === 0) return 'serviceInstanceIds cannot be empty';
  if (instanceIds.length <= profiledInstancesMax) return undefined;
  return `serviceInstanceIds cannot be more than ${profiledInstancesMax}`;
}
