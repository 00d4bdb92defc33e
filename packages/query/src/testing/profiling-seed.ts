/** Tasks, logs and dumps for tests, as the agents' side stores them. */
import {
  type ProfilingTask,
  SnapshotLanguage,
  memberId,
  profilingLogSchemas,
  profilingTaskRow,
  profilingTaskSchemas,
  segmentRecord,
  serviceId,
  threadSnapshotRecord,
} from '@stormpetrel/model';
import { ThreadStack } from '@stormpetrel/protocol';
import { type SegmentSample, encodeSegment } from '@stormpetrel/testkit';
import type { Seed } from './seed.ts';

export type TraceTask = Extract<ProfilingTask, { kind: 'trace' }>;

export function traceTask(
  service: string,
  createTimeMs: number,
  change: { readonly startTimeMs?: number; readonly spec?: Partial<TraceTask['spec']> } = {},
): TraceTask {
  const startTimeMs = change.startTimeMs ?? createTimeMs;
  const id = serviceId(service, true);
  const spec = {
    endpointName: '/slow',
    durationMinutes: 5,
    minDurationThresholdMs: 0,
    dumpPeriodMs: 10,
    maxSamplingCount: 5,
    ...change.spec,
  };
  return {
    kind: 'trace',
    id: `${createTimeMs}_${id}`,
    serviceId: id,
    createTimeMs,
    startTimeMs,
    endTimeMs: startTimeMs + spec.durationMinutes * 60_000,
    spec,
  };
}

export function addTask(seed: Seed, task: ProfilingTask): Seed {
  return seed.record(profilingTaskSchemas[task.kind], profilingTaskRow(task));
}

export function addLog(
  seed: Seed,
  task: ProfilingTask,
  log: {
    readonly instance: string;
    readonly operation: number;
    readonly timeMs: number;
    readonly message?: string;
  },
): Seed {
  return seed.record(profilingLogSchemas[task.kind], {
    time: task.endTimeMs,
    taskId: task.id,
    instance: memberId(task.serviceId, log.instance),
    operation: log.operation,
    operationTime: log.timeMs,
    message: log.message ?? '',
  });
}

/** Frames are separated by `;`, the outermost first. */
export function addDump(
  seed: Seed,
  taskId: string,
  dump: {
    readonly segmentId: string;
    readonly timeMs: number;
    readonly sequence: number;
    readonly stack: string;
  },
): Seed {
  return seed.record(threadSnapshotRecord, {
    dumpTime: dump.timeMs,
    taskId,
    segmentId: dump.segmentId,
    sequence: dump.sequence,
    language: SnapshotLanguage.java,
    stack: ThreadStack.encode({ codeSignatures: dump.stack.split(';') }).finish(),
  });
}

export function addGoProfile(
  seed: Seed,
  taskId: string,
  segmentId: string,
  { timeMs, profile }: { readonly timeMs: number; readonly profile: Uint8Array },
): Seed {
  return seed.record(threadSnapshotRecord, {
    dumpTime: timeMs,
    taskId,
    segmentId,
    sequence: 0,
    language: SnapshotLanguage.go,
    stack: profile,
  });
}

export function addSegment(seed: Seed, sample: SegmentSample): Seed {
  const service = serviceId(sample.service, true);
  const [first] = sample.spans;
  const startTime = first?.startTime ?? 0;
  return seed.record(segmentRecord, {
    startTime,
    traceId: sample.traceId,
    segmentId: sample.traceSegmentId,
    service,
    instance: memberId(service, sample.serviceInstance),
    endpoint: memberId(service, first?.operationName ?? ''),
    latency: (first?.endTime ?? 0) - startTime,
    isError: false,
    tags: [],
    body: encodeSegment(sample),
  });
}
