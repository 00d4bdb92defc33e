import { type TaskListRequest, taskFilterOf } from '../../../read/profiling/list-request.ts';
import { readProfiles } from '../../../read/profiling/profile-data.ts';
import { readTaskProgress } from '../../../read/profiling/tasks/task-progress.ts';
import {
  type PprofTaskRequest,
  draftPprofTask,
} from '../../../read/profiling/tasks/task-request.ts';
import type { Resolver, ResolverMap } from '../resolver.ts';

/** SkyWalking's words; clients show them. */
const overlaps = 'current service already has monitor pprof task execute at this time';

const createPprofTask: Resolver<{ readonly pprofTaskCreationRequest: PprofTaskRequest }> = async (
  { pprofTaskCreationRequest },
  { services },
) => {
  const draft = draftPprofTask(pprofTaskCreationRequest);
  if (typeof draft === 'string') return { code: 'ARGUMENT_ERROR', errorReason: draft };
  const task = await services.profilingTasks.create(draft);
  if (task === undefined) return { code: 'ALREADY_PROFILING_ERROR', errorReason: overlaps };
  return { code: 'SUCCESS', id: task.id };
};

const queryPprofTaskList: Resolver<{ readonly request: TaskListRequest }> = async (
  { request },
  { services },
) => {
  const tasks = await services.profilingTasks.list('pprof', taskFilterOf(request));
  return {
    tasks: tasks.flatMap((task) => {
      if (task.kind !== 'pprof') return [];
      const { id, serviceId, createTimeMs, spec } = task;
      return {
        id,
        serviceId,
        serviceInstanceIds: spec.instanceIds,
        createTime: createTimeMs,
        events: spec.event,
        duration: spec.durationMinutes,
        dumpPeriod: spec.dumpPeriod,
      };
    }),
  };
};

const queryPprofTaskProgress: Resolver<{ readonly taskId: string }> = ({ taskId }, { services }) =>
  readTaskProgress(services.reader, 'pprof', taskId);

const queryPprofAnalyze: Resolver<{
  readonly request: { readonly taskId: string; readonly instanceIds: readonly string[] };
}> = async ({ request }, { services, signal }) => {
  const { taskId, instanceIds } = request;
  const profiles = await readProfiles(services.reader, 'pprof', taskId, instanceIds);
  const nothing = [{ id: 0, parentId: -1, codeSignature: 'root', total: 0, self: 0 }];
  const elements =
    profiles.length === 0 ? nothing : await services.profileWork.pprofTree(profiles, signal);
  return { tree: { elements } };
};

export const pprofQueries: ResolverMap = {
  queryPprofTaskList,
  queryPprofTaskProgress,
  queryPprofAnalyze,
};
export const pprofMutations: ResolverMap = { createPprofTask };
