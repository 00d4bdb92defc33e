/** The requests that a trace task has dumps of, and the times of their spans. */
import { graphql } from '../../server.ts';
import { profileViewLimits } from '../limits.ts';

export interface ProfiledSpan {
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly segmentId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly name: string;
  readonly isError: boolean;
  readonly isProfiled: boolean;
  /** Spans above it in its segment. */
  readonly depth: number;
}

export interface ProfiledTrace {
  readonly traceId: string;
  readonly instanceName: string;
  readonly endpointNames: readonly string[];
  readonly startMs: number;
  readonly durationMs: number;
  /** By segment, parents before their children, as they began. */
  readonly spans: readonly ProfiledSpan[];
  /** Those with dumps. */
  readonly segmentIds: readonly string[];
}

interface WireSpan {
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly segmentId: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly endpointName: string | null;
  readonly isError: boolean | null;
  readonly profiled: boolean;
}

interface Wire {
  readonly segments:
    | readonly {
        readonly traceId: string;
        readonly instanceName: string;
        readonly endpointNames: readonly string[];
        readonly duration: number;
        readonly start: string;
        readonly spans: readonly WireSpan[];
      }[]
    | null;
}

const document =
  'query Profiled($id:ID!){segments:getProfileTaskSegments(taskID:$id){traceId instanceName endpointNames duration start spans{spanId parentSpanId segmentId startTime endTime endpointName isError profiled}}}';

/** The slowest first. */
export async function readProfiledTraces(
  taskId: string,
  signal?: AbortSignal,
): Promise<readonly ProfiledTrace[]> {
  const { segments } = await graphql().query<Wire>(document, { id: taskId }, signal);
  return (segments ?? [])
    .map((group) => ({
      traceId: group.traceId,
      instanceName: group.instanceName,
      endpointNames: group.endpointNames,
      startMs: Number(group.start),
      durationMs: group.duration,
      spans: orderSpans(group.spans.slice(0, profileViewLimits.spansMax)),
      segmentIds: [
        ...new Set(
          group.spans.filter(({ profiled }) => profiled).map(({ segmentId }) => segmentId),
        ),
      ],
    }))
    .sort((a, b) => b.durationMs - a.durationMs);
}

/** Parents before their children, siblings as they began; a span whose parent is missing stands at the top. */
export function orderSpans(spans: readonly WireSpan[]): readonly ProfiledSpan[] {
  const keyOf = (segmentId: string, spanId: number): string => `${segmentId}:${spanId}`;
  const known = new Set(spans.map((span) => keyOf(span.segmentId, span.spanId)));
  const children = new Map<string, WireSpan[]>();
  for (const span of spans) {
    const above = keyOf(span.segmentId, span.parentSpanId);
    const isTop = span.parentSpanId === span.spanId || !known.has(above);
    const list = children.get(isTop ? '' : above) ?? [];
    list.push(span);
    children.set(isTop ? '' : above, list);
  }
  for (const list of children.values())
    list.sort((a, b) => b.startTime - a.startTime || b.spanId - a.spanId);
  const ordered: ProfiledSpan[] = [];
  const open = (children.get('') ?? []).map((span) => ({ span, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { span, depth } = next;
    ordered.push({
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      segmentId: span.segmentId,
      startMs: span.startTime,
      endMs: span.endTime,
      name: span.endpointName ?? '',
      isError: span.isError === true,
      isProfiled: span.profiled,
      depth,
    });
    for (const child of children.get(keyOf(span.segmentId, span.spanId)) ?? [])
      open.push({ span: child, depth: depth + 1 });
  }
  return ordered;
}

/**
 * The times of a span: all of it, or what is left when its children in the segment are taken out. Ends are exclusive in a
 * selection, and a dump may fall on the last millisecond, so one is added there.
 */
export function rangesOf(
  spans: readonly ProfiledSpan[],
  span: ProfiledSpan,
  isOwnTime: boolean,
): readonly (readonly [number, number])[] {
  const whole: readonly [number, number] = [span.startMs, span.endMs + 1];
  if (!isOwnTime) return [whole];
  const children = spans
    .filter(
      (each) =>
        each.segmentId === span.segmentId && each.parentSpanId === span.spanId && each !== span,
    )
    .sort((a, b) => a.startMs - b.startMs);
  const gaps: (readonly [number, number])[] = [];
  let fromMs = span.startMs;
  for (const child of children) {
    if (child.startMs > fromMs) gaps.push([fromMs, Math.min(child.startMs, whole[1])]);
    fromMs = Math.max(fromMs, child.endMs);
  }
  if (fromMs < whole[1]) gaps.push([fromMs, whole[1]]);
  return gaps;
}
