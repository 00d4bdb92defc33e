import { ProtobufBytes } from './protobuf-bytes.ts';
import type { ReferenceSample, SegmentSample, SpanSample } from './segment-sample.ts';

/** The sample as SegmentObject bytes (Tracing.proto), as an agent would send them. */
export function encodeSegment(segment: SegmentSample): Uint8Array {
  const message = new ProtobufBytes();
  message.text(1, segment.traceId);
  message.text(2, segment.traceSegmentId);
  for (const span of segment.spans) message.message(3, encodeSpan(span));
  message.text(4, segment.service);
  message.text(5, segment.serviceInstance);
  message.varint(6, segment.isSizeLimited === true ? 1 : 0);
  return message.bytes();
}

function encodeSpan(span: SpanSample): Uint8Array {
  const message = new ProtobufBytes();
  message.varint(1, span.spanId ?? 0);
  message.varint(2, span.parentSpanId ?? 0);
  message.varint(3, span.startTime ?? 0);
  message.varint(4, span.endTime ?? 0);
  for (const reference of span.refs ?? []) message.message(5, encodeReference(reference));
  message.text(6, span.operationName ?? '');
  message.text(7, span.peer ?? '');
  message.varint(8, span.spanType ?? 0);
  message.varint(9, span.spanLayer ?? 0);
  message.varint(10, span.componentId ?? 0);
  message.varint(11, span.isError === true ? 1 : 0);
  for (const tag of span.tags ?? []) {
    const pair = new ProtobufBytes();
    pair.text(1, tag.key);
    pair.text(2, tag.value);
    message.message(12, pair.bytes());
  }
  message.varint(14, span.skipAnalysis === true ? 1 : 0);
  return message.bytes();
}

function encodeReference(reference: ReferenceSample): Uint8Array {
  const message = new ProtobufBytes();
  message.varint(1, reference.refType ?? 0);
  message.text(2, reference.traceId ?? '');
  message.text(3, reference.parentTraceSegmentId ?? '');
  message.varint(4, reference.parentSpanId ?? 0);
  message.text(5, reference.parentService ?? '');
  message.text(6, reference.parentServiceInstance ?? '');
  message.text(7, reference.parentEndpoint ?? '');
  message.text(8, reference.networkAddressUsedAtPeer ?? '');
  return message.bytes();
}
