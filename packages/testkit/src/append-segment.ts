import type { SegmentColumns } from '@stormpetrel/model';
import { encodeSegment } from './encode-segment.ts';
import type { ReferenceSample, SegmentSample, SpanSample } from './segment-sample.ts';

/**
 * Appends the sample to the columns, as a decoder of its bytes would. The values that are arena ranges (ids, tag
 * values) stand behind the segment's own bytes here, not inside them.
 */
export function appendSegment(columns: SegmentColumns, segment: SegmentSample): void {
  const body = encodeSegment(segment);
  columns.reserveSegment();
  const i = columns.segmentCount;
  columns.reserveArena(body.length);
  columns.arena.set(body, columns.arenaLength);
  columns.segmentStart[i] = columns.arenaLength;
  columns.arenaLength += body.length;
  columns.segmentEnd[i] = columns.arenaLength;
  columns.traceIdStart[i] = columns.arenaLength;
  columns.traceIdEnd[i] = appendText(columns, segment.traceId);
  columns.segmentIdStart[i] = columns.arenaLength;
  columns.segmentIdEnd[i] = appendText(columns, segment.traceSegmentId);
  columns.service[i] = columns.names.intern(segment.service);
  columns.instance[i] = columns.names.intern(segment.serviceInstance);
  columns.spanOffset[i] = columns.spanCount;
  for (const span of segment.spans) appendSpan(columns, span);
  columns.segmentCount++;
  columns.spanOffset[i + 1] = columns.spanCount;
}

function appendSpan(columns: SegmentColumns, span: SpanSample): void {
  columns.reserveSpan();
  const i = columns.spanCount;
  columns.spanId[i] = span.spanId ?? 0;
  columns.parentSpanId[i] = span.parentSpanId ?? 0;
  columns.startMs[i] = span.startTime ?? 0;
  columns.endMs[i] = span.endTime ?? 0;
  columns.operation[i] = columns.names.intern(span.operationName ?? '');
  columns.peer[i] = columns.names.intern(span.peer ?? '');
  columns.spanType[i] = span.spanType ?? 0;
  columns.spanLayer[i] = span.spanLayer ?? 0;
  columns.componentId[i] = span.componentId ?? 0;
  columns.isError[i] = span.isError === true ? 1 : 0;
  columns.skipAnalysis[i] = span.skipAnalysis === true ? 1 : 0;
  columns.refOffset[i] = columns.refCount;
  for (const reference of span.refs ?? []) appendReference(columns, reference);
  columns.refOffset[i + 1] = columns.refCount;
  columns.tagOffset[i] = columns.tagCount;
  for (const tag of span.tags ?? []) {
    columns.reserveTag();
    columns.tagKey[columns.tagCount] = columns.names.intern(tag.key);
    columns.tagValueStart[columns.tagCount] = columns.arenaLength;
    columns.tagValueEnd[columns.tagCount] = appendText(columns, tag.value);
    columns.tagCount++;
  }
  columns.tagOffset[i + 1] = columns.tagCount;
  columns.spanCount++;
}

function appendReference(columns: SegmentColumns, reference: ReferenceSample): void {
  columns.reserveRef();
  const i = columns.refCount++;
  columns.refType[i] = reference.refType ?? 0;
  columns.refTraceIdStart[i] = columns.arenaLength;
  columns.refTraceIdEnd[i] = appendText(columns, reference.traceId ?? '');
  columns.refParentService[i] = columns.names.intern(reference.parentService ?? '');
  columns.refParentInstance[i] = columns.names.intern(reference.parentServiceInstance ?? '');
  columns.refParentEndpoint[i] = columns.names.intern(reference.parentEndpoint ?? '');
  columns.refAddress[i] = columns.names.intern(reference.networkAddressUsedAtPeer ?? '');
}

/** Returns the end of the text in the arena. */
function appendText(columns: SegmentColumns, text: string): number {
  const bytes = new TextEncoder().encode(text);
  columns.reserveArena(bytes.length);
  columns.arena.set(bytes, columns.arenaLength);
  return (columns.arenaLength += bytes.length);
}
