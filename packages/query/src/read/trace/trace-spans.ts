/**
 * From stored segments to the spans of a trace, in the order in which they are shown (server-core, TraceQueryService):
 * a span, then those that it led to, each with their own; spans whose parent is not there begin anew, by start time.
 */
import { componentName } from '@stormpetrel/model';

/** What is read of a SegmentObject (data-collect protocol, Tracing). */
export interface SegmentBody {
  readonly traceId: string;
  readonly traceSegmentId: string;
  readonly service: string;
  readonly serviceInstance: string;
  readonly spans: readonly SpanBody[];
}

export interface SpanBody {
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly startTime: number;
  readonly endTime: number;
  readonly refs: readonly {
    readonly refType: number;
    readonly traceId: string;
    readonly parentTraceSegmentId: string;
    readonly parentSpanId: number;
  }[];
  readonly operationName: string;
  readonly peer: string;
  readonly spanType: number;
  readonly spanLayer: number;
  readonly componentId: number;
  readonly isError: boolean;
  readonly tags: readonly TextPair[];
  readonly logs: readonly { readonly time: number; readonly data: readonly TextPair[] }[];
}

interface TextPair {
  readonly key: string;
  readonly value: string;
}

export interface RefView {
  readonly traceId: string;
  readonly parentSegmentId: string;
  readonly parentSpanId: number;
  readonly type: 'CROSS_PROCESS' | 'CROSS_THREAD';
}

/** GraphQL's `Span`. */
export interface SpanView {
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly refs: readonly RefView[];
  readonly serviceCode: string;
  readonly serviceInstanceName: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly endpointName: string;
  readonly type: string;
  readonly peer: string;
  readonly component: string;
  readonly isError: boolean;
  readonly layer: string;
  readonly tags: readonly TextPair[];
  readonly logs: readonly { readonly time: number; readonly data: readonly TextPair[] }[];
  /** eBPF's additions to a span; none are taken in yet. */
  readonly attachedEvents: readonly never[];
}

const spanTypes = ['Entry', 'Exit', 'Local'];
const spanLayers = ['Unknown', 'Database', 'RPCFramework', 'Http', 'MQ', 'Cache', 'FAAS', 'GenAI'];
/** What protobuf's own name is for a number that it does not know. */
const unrecognized = 'UNRECOGNIZED';

/** All spans of the segments. Segments that start earlier come first where nothing else orders them. */
export function assembleTrace(segments: readonly SegmentBody[]): readonly SpanView[] {
  const inOrder = segments.toSorted(
    (a, b) => startOf(a) - startOf(b) || compare(a.traceSegmentId, b.traceSegmentId),
  );
  return orderSpans(inOrder.flatMap(spansOf));
}

function startOf(segment: SegmentBody): number {
  let startMs = Infinity;
  for (const span of segment.spans) startMs = Math.min(startMs, span.startTime);
  return startMs === Infinity ? 0 : startMs;
}

function spansOf(segment: SegmentBody): SpanView[] {
  return segment.spans.map((span) => ({
    traceId: segment.traceId,
    segmentId: segment.traceSegmentId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    refs: span.refs.map((ref) => ({
      traceId: ref.traceId,
      parentSegmentId: ref.parentTraceSegmentId,
      parentSpanId: ref.parentSpanId,
      type: ref.refType === 1 ? 'CROSS_THREAD' : 'CROSS_PROCESS',
    })),
    serviceCode: segment.service,
    serviceInstanceName: segment.serviceInstance,
    startTime: span.startTime,
    endTime: span.endTime,
    endpointName: span.operationName,
    type: spanTypes[span.spanType] ?? unrecognized,
    peer: span.peer,
    component: componentName(span.componentId),
    isError: span.isError,
    layer: spanLayers[span.spanLayer] ?? unrecognized,
    tags: span.tags,
    logs: span.logs,
    attachedEvents: [],
  }));
}

/** Every span stands in the answer once, also where references run in a circle or name a span twice. */
function orderSpans(spans: readonly SpanView[]): readonly SpanView[] {
  const ids = new Set(spans.map(spanKey));
  const childrenOf = Map.groupBy(spans, parentKey);
  const roots = spans.filter((span) => !ids.has(parentKey(span)));
  roots.sort((a, b) => a.startTime - b.startTime);
  const ordered = new Set<SpanView>();
  // Spans that only lead to each other have no root: they follow in the order in which they came.
  for (const root of [...roots, ...spans]) appendTree(root, childrenOf, ordered);
  return [...ordered];
}

/** Depth first, without recursion: a chain of spans may be longer than the stack is deep. */
function appendTree(
  root: SpanView,
  childrenOf: ReadonlyMap<string, readonly SpanView[]>,
  ordered: Set<SpanView>,
): void {
  const pending = [root];
  for (let span = pending.pop(); span !== undefined; span = pending.pop()) {
    if (ordered.has(span)) continue;
    ordered.add(span);
    const children = childrenOf.get(spanKey(span)) ?? [];
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i] as SpanView);
  }
}

function spanKey(span: SpanView): string {
  return `${span.segmentId}S${span.spanId}`;
}

/** The last reference counts, where a consumer took several messages at once. */
function parentKey(span: SpanView): string {
  const ref = span.refs.at(-1);
  if (ref === undefined) return `${span.segmentId}S${span.parentSpanId}`;
  return `${ref.parentSegmentId}S${ref.parentSpanId}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
