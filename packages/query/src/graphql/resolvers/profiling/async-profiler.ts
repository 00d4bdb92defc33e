import type { JfrEventType } from '@stormpetrel/profile';
import { type TaskListRequest, taskFilterOf } from '../../../read/profiling/list-request.ts';
import { readProfiles } from '../../../read/profiling/profile-data.ts';
import { readTaskProgress } from '../../../read/profiling/tasks/task-progress.ts';
import {
  type AsyncProfilerTaskRequest,
  draftAsyncProfilerTask,
} from '../../../read/profiling/tasks/task-request.ts';
import type { Resolver, ResolverMap } from '../resolver.ts';

/** SkyWalking's words; clients show them. */
const overlaps = 'current service already has monitor async profiler task execute at this time';

const createAsyncProfilerTask: Resolver<{
  readonly asyncProfilerTaskCreationRequest: AsyncProfilerTaskRequest;
}> = async ({ asyncProfilerTaskCreationRequest }, { services }) => {
  const draft = draftAsyncProfilerTask(asyncProfilerTaskCreationRequest);
  if (typeof draft === 'string') return { code: 'ARGUMENT_ERROR', errorReason: draft };
  const task = await services.profilingTasks.create(draft);
  if (task === undefined) return { code: 'ALREADY_PROFILING_ERROR', errorReason: overlaps };
  return { code: 'SUCCESS', id: task.id };
};

const queryAsyncProfilerTaskList: Resolver<{ readonly request: TaskListRequest }> = async (
  { request },
  { services },
) => {
  const tasks = await services.profilingTasks.list('async-profiler', taskFilterOf(request));
  return {
    tasks: tasks.flatMap((task) => {
      if (task.kind !== 'async-profiler') return [];
      const { id, serviceId, createTimeMs, spec } = task;
      return {
        id,
        serviceId,
        serviceInstanceIds: spec.instanceIds,
        createTime: createTimeMs,
        events: spec.events,
        duration: spec.durationSeconds,
        execArgs: spec.execArgs === '' ? undefined : spec.execArgs,
      };
    }),
  };
};

const queryAsyncProfilerTaskProgress: Resolver<{ readonly taskId: string }> = (
  { taskId },
  { services },
) => readTaskProgress(services.reader, 'async-profiler', taskId);

const queryAsyncProfilerAnalyze: Resolver<{
  readonly request: {
    readonly taskId: string;
    readonly instanceIds: readonly string[];
    readonly eventType: JfrEventType;
  };
}> = async ({ request }, { services, signal }) => {
  const { taskId, instanceIds, eventType } = request;
  const profiles = await readProfiles(services.reader, 'async-profiler', taskId, instanceIds);
  const nothing = [{ id: 0, parentId: -1, codeSignature: '', total: 0, self: 0 }];
  const elements =
    profiles.length === 0
      ? nothing
      : await services.profileWork.jfrTree(profiles, eventType, signal);
  return { tree: { type: eventType, elements } };
};

export const asyncProfilerQueries: ResolverMap = {
  queryAsyncProfilerTaskList,
  queryAsyncProfilerTaskProgress,
  queryAsyncProfilerAnalyze,
};
export const asyncProfilerMutations: ResolverMap = { createAsyncProfilerTask };
