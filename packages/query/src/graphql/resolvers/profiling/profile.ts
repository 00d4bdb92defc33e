import { CodedError } from '@stormpetrel/base';
import { ProfilingOperation, type ProfilingTask, parseServiceId } from '@stormpetrel/model';
import type { DumpElement, GoTraceElement } from '@stormpetrel/profile';
import { queryErrors } from '../../../errors.ts';
import { queryLimits } from '../../../limits.ts';
import { readProfiledSegments } from '../../../read/profiling/dumps/profiled-segments.ts';
import {
  type TaskLog,
  instanceNameOf,
  readTaskLogs,
} from '../../../read/profiling/tasks/task-logs.ts';
import {
  type TraceTaskRequest,
  draftTraceTask,
} from '../../../read/profiling/tasks/task-request.ts';
import type { QueryContext } from '../../query-context.ts';
import type { Optional, Resolver, ResolverMap } from '../resolver.ts';

/** SkyWalking's words; clients show them. */
const overlaps = 'current service already has monitor task execute at this time';

const createProfileTask: Resolver<{
  readonly creationRequest?: Optional<TraceTaskRequest>;
}> = async ({ creationRequest }, { services }) => {
  if (!creationRequest) {
    throw new CodedError(queryErrors.profileArgument.code, 'the request of the task is missing');
  }
  const draft = draftTraceTask(creationRequest);
  if (typeof draft === 'string') return { errorReason: draft };
  const task = await services.profilingTasks.create(draft);
  return task === undefined ? { errorReason: overlaps } : { id: task.id };
};

const getProfileTaskList: Resolver<{
  readonly serviceId?: Optional<string>;
  readonly endpointName?: Optional<string>;
}> = async ({ serviceId, endpointName }, context) => {
  const tasks = await context.services.profilingTasks.list('trace', {
    serviceId: serviceId ?? undefined,
    orderBy: 'startTimeMs',
    limit: queryLimits.profilingTasksMax,
  });
  return tasks
    .filter(isTrace)
    .filter(({ spec }) => !endpointName || spec.endpointName === endpointName)
    .slice(0, queryLimits.profilingTasksWithLogsMax)
    .map((task) => taskView(task, context));
};

type TraceTask = Extract<ProfilingTask, { kind: 'trace' }>;

function isTrace(task: ProfilingTask): task is TraceTask {
  return task.kind === 'trace';
}

/** GraphQL's `ProfileTask`. Its logs are read where they are asked for. */
function taskView({ id, serviceId, startTimeMs, spec }: TraceTask, context: QueryContext): object {
  return {
    id,
    serviceId,
    serviceName: parseServiceId(serviceId)?.name ?? '',
    endpointName: spec.endpointName,
    startTime: startTimeMs,
    duration: spec.durationMinutes,
    minDurationThreshold: spec.minDurationThresholdMs,
    dumpPeriod: spec.dumpPeriodMs,
    maxSamplingCount: spec.maxSamplingCount,
    logs: () => listLogs(id, context),
  };
}

const getProfileTaskLogs: Resolver<{ readonly taskID?: Optional<string> }> = (
  { taskID },
  context,
) => listLogs(taskID ?? '', context);

async function listLogs(taskId: string, { services }: QueryContext): Promise<readonly object[]> {
  return (await readTaskLogs(services.reader, 'trace', taskId)).map(logView);
}

/** GraphQL's `ProfileTaskLog`. An instance may report the same twice within a millisecond: so its place is in the id. */
function logView({ instanceId, operation, timeMs }: TaskLog, place: number): object {
  const isNotice = operation === ProfilingOperation.notified;
  return {
    id: `${timeMs}_${operation}_${instanceId}_${place}`,
    instanceId,
    instanceName: instanceNameOf(instanceId),
    operationType: isNotice ? 'NOTIFIED' : 'EXECUTION_FINISHED',
    operationTime: timeMs,
  };
}

const getProfileTaskSegments: Resolver<{ readonly taskID: string }> = async (
  { taskID },
  { services },
) => {
  const task = await services.profilingTasks.find(taskID, 'trace');
  if (task === undefined) return [];
  return readProfiledSegments(services.reader, services.decodeSegment, task);
};

const getSegmentsProfileAnalyze: Resolver<{
  readonly queries: readonly {
    readonly segmentId: string;
    readonly timeRange: { readonly start: number; readonly end: number };
  }[];
}> = async ({ queries }, { services, signal }) => {
  const { tip, trees } = await services.dumpWork.analyzeSegments(
    queries.map(({ segmentId, timeRange }) => ({
      segmentId,
      startMs: timeRange.start,
      endMs: timeRange.end,
    })),
    signal,
  );
  return { tip, trees: trees.map((tree) => ({ elements: tree.map(elementView) })) };
};

/** GraphQL's `ProfileStackElement`. Its durations are of 32 bits. */
function elementView(element: DumpElement | GoTraceElement): object {
  const { id, parentId, codeSignature, count } = element;
  return {
    id,
    parentId,
    codeSignature,
    duration: Math.min(element.durationMs, intMax),
    durationChildExcluded: Math.min(element.durationChildExcludedMs, intMax),
    count: Math.min(count, intMax),
  };
}

const intMax = 0x7fff_ffff;

export const profileQueries: ResolverMap = {
  getProfileTaskList,
  getProfileTaskLogs,
  getProfileTaskSegments,
  getSegmentsProfileAnalyze,
};
export const profileMutations: ResolverMap = { createProfileTask };
