import { queryLimits } from '../../limits.ts';
import { type DurationInput, parseDuration } from '../time-window.ts';
import type { TaskFilter } from './tasks/profiling-tasks.ts';

/** `AsyncProfilerTaskListRequest` and `PprofTaskListRequest`. */
export interface TaskListRequest {
  readonly serviceId: string;
  readonly queryDuration?: DurationInput | null | undefined;
  readonly limit?: number | null | undefined;
}

/** The window counts by the time of creation. A limit below 1 is as good as none, as clients send it. */
export function taskFilterOf({ serviceId, queryDuration, limit }: TaskListRequest): TaskFilter {
  const window = queryDuration ? parseDuration(queryDuration) : undefined;
  const most = queryLimits.profilingTasksMax;
  return {
    serviceId,
    fromMs: window?.fromMs,
    toMs: window?.toMs,
    limit: limit ? Math.min(Math.max(limit, 0) || most, most) : most,
  };
}
