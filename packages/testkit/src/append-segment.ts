import type { SegmentColumns } from '@stormpetrel/model';
import { encodeSegment } from './encode-segment.ts';
import type { ReferenceSample, SegmentSample, SpanSample } from './segment-sample.ts';

/** Appends the sample to the columns, as a decoder of its bytes would: ids and tag values are ranges of those bytes. */
export function appendSegment(columns: SegmentColumns, segment: SegmentSample): void {
  const body = encodeSegment(segment);
  columns.reserveSegment();
  const i = columns.segmentCount;
  columns.reserveArena(body.length);
  columns.arena.set(body, columns.arenaLength);
  columns.segmentStart[i] = columns.arenaLength;
  columns.arenaLength += body.length;
  columns.segmentEnd[i] = columns.arenaLength;
  const bodyStart = columns.arenaLength - body.length;
  const traceId = findText(body, segment.traceId);
  columns.traceIdStart[i] = bodyStart + traceId.start;
  columns.traceIdEnd[i] = bodyStart + traceId.end;
  const segmentId = findText(body, segment.traceSegmentId);
  columns.segmentIdStart[i] = bodyStart + segmentId.start;
  columns.segmentIdEnd[i] = bodyStart + segmentId.end;
  columns.service[i] = columns.names.intern(segment.service);
  columns.instance[i] = columns.names.intern(segment.serviceInstance);
  columns.spanOffset[i] = columns.spanCount;
  for (const span of segment.spans) appendSpan(columns, span, body, bodyStart);
  columns.segmentCount++;
  columns.spanOffset[i + 1] = columns.spanCount;
}

function appendSpan(
  columns: SegmentColumns,
  span: SpanSample,
  body: Uint8Array,
  bodyStart: number,
): void {
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
  for (const reference of span.refs ?? []) appendReference(columns, reference, body, bodyStart);
  columns.refOffset[i + 1] = columns.refCount;
  columns.tagOffset[i] = columns.tagCount;
  for (const tag of span.tags ?? []) {
    columns.reserveTag();
    columns.tagKey[columns.tagCount] = columns.names.intern(tag.key);
    const value = findText(body, tag.value);
    columns.tagValueStart[columns.tagCount] = bodyStart + value.start;
    columns.tagValueEnd[columns.tagCount] = bodyStart + value.end;
    columns.tagCount++;
  }
  columns.tagOffset[i + 1] = columns.tagCount;
  columns.spanCount++;
}

function appendReference(
  columns: SegmentColumns,
  reference: ReferenceSample,
  body: Uint8Array,
  bodyStart: number,
): void {
  columns.reserveRef();
  const i = columns.refCount++;
  columns.refType[i] = reference.refType ?? 0;
  const traceId = findText(body, reference.traceId ?? '');
  columns.refTraceIdStart[i] = bodyStart + traceId.start;
  columns.refTraceIdEnd[i] = bodyStart + traceId.end;
  columns.refParentService[i] = columns.names.intern(reference.parentService ?? '');
  columns.refParentInstance[i] = columns.names.intern(reference.parentServiceInstance ?? '');
  columns.refParentEndpoint[i] = columns.names.intern(reference.parentEndpoint ?? '');
  columns.refAddress[i] = columns.names.intern(reference.networkAddressUsedAtPeer ?? '');
}

/** Where the text's bytes stand in the body; any place that has them will do. */
function findText(body: Uint8Array, text: string): { start: number; end: number } {
  const bytes = Buffer.from(text, 'utf8');
  const start = Buffer.from(body.buffer, body.byteOffset, body.length).indexOf(bytes);
  return { start, end: start + bytes.length };
}
