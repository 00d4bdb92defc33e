import { useEffect, useState } from 'preact/hooks';
import { serviceIdOf } from '../../model/entity/entity.ts';
import { findSpanProfile } from '../../model/profile/tasks/profiled-trace.ts';
import type { SpanDetail } from '../../model/trace/table/span-detail.ts';
import { SpanFlag } from '../../model/trace/table/trace-table.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import { Link } from '../../widgets/link.tsx';

/** The entry span that a span works for: the next one above it, in its own service; -1 where there is none. */
export function entryRowOf(table: TraceTable, row: number): number {
  for (let at = row; at >= 0; at = table.parent[at] as number) {
    if (table.service[at] !== table.service[row]) return -1;
    if (((table.flags[at] as number) & SpanFlag.entry) !== 0) return at;
  }
  return -1;
}

interface SpanProfileProps {
  readonly table: TraceTable;
  readonly detail: SpanDetail;
}

/** Ways to the lines of code: a new task for the endpoint that the span works for, and dumps of it where there are some. */
export function SpanProfile({ table, detail }: SpanProfileProps) {
  const serviceId = serviceIdOf(detail.service, true);
  const entry = entryRowOf(table, detail.row);
  const endpoint = entry < 0 ? '' : (table.names[table.name[entry] as number] ?? '');
  const profile = useSpanProfile(serviceId, detail);
  const task = new URLSearchParams({ new: 'trace', service: serviceId, endpoint });
  return (
    <nav class="span-pane__profile" aria-label="Profiles">
      {profile === undefined ? undefined : <Link to={profile}>Flame graph of this span</Link>}
      {endpoint === '' ? undefined : (
        <Link
          to={`/profiling?${task.toString()}`}
          title={`A trace task for ${endpoint} of ${detail.service}`}
        >
          Profile this endpoint
        </Link>
      )}
    </nav>
  );
}

/** Asked quietly: most spans were never profiled, and a failure says no more than that. */
function useSpanProfile(serviceId: string, detail: SpanDetail): string | undefined {
  const [found, setFound] = useState<{ readonly key: string; readonly path: string } | undefined>(
    undefined,
  );
  const key = `${detail.segmentId}:${detail.spanId}`;
  useEffect(() => {
    const controller = new AbortController();
    const { traceId, segmentId, spanId, startMs } = detail;
    findSpanProfile(
      window.fetch.bind(window),
      { serviceId, traceId, segmentId, spanId, startMs },
      controller.signal,
    ).then(
      (path) => setFound(path === undefined ? undefined : { key, path }),
      () => undefined,
    );
    return () => controller.abort();
  }, [serviceId, key]);
  return found?.key === key ? found.path : undefined;
}
