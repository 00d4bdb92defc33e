/**
 * Trace segments as plain objects, in the words and numbers of the wire (data-collect protocol, Tracing.proto). Absent
 * fields have proto3's zero.
 */
export interface SegmentSample {
  readonly traceId: string;
  readonly traceSegmentId: string;
  readonly service: string;
  readonly serviceInstance: string;
  readonly spans: readonly SpanSample[];
  readonly isSizeLimited?: boolean;
}

export interface SpanSample {
  readonly spanId?: number;
  readonly parentSpanId?: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly refs?: readonly ReferenceSample[];
  readonly operationName?: string;
  readonly peer?: string;
  readonly spanType?: number;
  readonly spanLayer?: number;
  readonly componentId?: number;
  readonly isError?: boolean;
  readonly tags?: readonly TagSample[];
  readonly skipAnalysis?: boolean;
}

export interface ReferenceSample {
  readonly refType?: number;
  readonly traceId?: string;
  readonly parentTraceSegmentId?: string;
  readonly parentSpanId?: number;
  readonly parentService?: string;
  readonly parentServiceInstance?: string;
  readonly parentEndpoint?: string;
  readonly networkAddressUsedAtPeer?: string;
}

export interface TagSample {
  readonly key: string;
  readonly value: string;
}
