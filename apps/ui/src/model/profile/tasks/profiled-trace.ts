/** Whether a segment of a trace was caught by a trace task, and where its dumps can be looked at. */
import { parseTask } from './task.ts';
import { readJson } from '../../read-json.ts';
import { readProfiledTraces } from './profiled-segments.ts';
import { profilePath } from './reference.ts';

/** A task runs for at most 15 minutes, and a request that it caught may end after it. */
const aroundMs = 30 * 60_000;
/** Tasks of one service that near: they do not overlap, so there are few. */
const tasksMax = 8;

interface SpanPlace {
  readonly serviceId: string;
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number;
  readonly startMs: number;
}

/** The page with the dumps of the span's segment, the span chosen on it; undefined where nothing was dumped. */
export async function findSpanProfile(
  fetchFrom: typeof fetch,
  span: SpanPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const parameters = new URLSearchParams({
    service: span.serviceId,
    kind: 'trace',
    from: String(Math.floor(span.startMs - aroundMs)),
    to: String(Math.ceil(span.startMs + aroundMs)),
    limit: String(tasksMax),
  });
  const body = await readJson(fetchFrom, `/api/profiling/tasks?${parameters.toString()}`, signal);
  const tasks = typeof body === 'object' && body !== null && 'tasks' in body ? body.tasks : [];
  for (const each of Array.isArray(tasks) ? tasks : []) {
    const task = parseTask(each);
    if (task === undefined || task.kind !== 'trace' || task.segmentCount === 0) continue;
    const traces = await readProfiledTraces(task.id, signal);
    const found = traces.find(
      ({ traceId, segmentIds }) => traceId === span.traceId && segmentIds.includes(span.segmentId),
    );
    if (found === undefined) continue;
    const path = profilePath({ kind: 'trace', taskId: task.id, segments: found.segmentIds });
    return `${path}&span=${encodeURIComponent(`${span.segmentId}:${span.spanId}`)}`;
  }
  return undefined;
}
