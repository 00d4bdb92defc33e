/** Traces found by their segments, and single traces. */
export const traceSchema = /* GraphQL */ `
  type TraceBrief {
    traces: [BasicTrace!]!
    debuggingTrace: DebuggingTrace
  }

  type BasicTrace {
    segmentId: String!
    endpointNames: [String!]!
    duration: Int!
    start: String!
    isError: Boolean
    traceIds: [String!]!
  }

  "All conditions that are given must hold for one segment of the trace."
  input TraceQueryCondition {
    serviceId: ID
    serviceInstanceId: ID
    traceId: String
    endpointId: ID
    queryDuration: Duration
    minTraceDuration: Int
    maxTraceDuration: Int
    traceState: TraceState!
    queryOrder: QueryOrder!
    "Searchable tags; all must be there."
    tags: [SpanTag!]
    paging: Pagination!
  }

  input TraceQueryConditionByName {
    service: ServiceCondition
    instance: InstanceCondition
    endpoint: EndpointCondition
    traceId: String
    queryDuration: Duration
    minTraceDuration: Int
    maxTraceDuration: Int
    traceState: TraceState!
    queryOrder: QueryOrder!
    tags: [SpanTag!]
    paging: Pagination!
  }

  input SpanTag {
    key: String!
    value: String
  }

  enum TraceState {
    ALL
    SUCCESS
    ERROR
  }

  enum QueryOrder {
    BY_START_TIME
    BY_DURATION
  }

  type Trace {
    spans: [Span!]!
    debuggingTrace: DebuggingTrace
  }

  type Span {
    traceId: ID!
    segmentId: ID!
    spanId: Int!
    parentSpanId: Int!
    refs: [Ref!]!
    serviceCode: String!
    serviceInstanceName: ID!
    startTime: Long!
    endTime: Long!
    endpointName: String
    type: String!
    peer: String
    component: String
    isError: Boolean
    layer: String
    tags: [KeyValue!]!
    logs: [LogEntity!]!
    attachedEvents: [SpanAttachedEvent!]!
  }

  "The span that a segment goes on from."
  type Ref {
    traceId: ID!
    parentSegmentId: ID!
    parentSpanId: Int!
    type: RefType!
  }

  enum RefType {
    CROSS_PROCESS
    CROSS_THREAD
  }

  type LogEntity {
    time: Long!
    data: [KeyValue!]
  }

  type Instant {
    seconds: Long!
    nanos: Int!
  }

  type SpanAttachedEvent {
    startTime: Instant!
    event: String!
    endTime: Instant!
    tags: [KeyValue]!
    summary: [KeyNumericValue!]!
  }

  extend type Query {
    "Segments that match, as a list of traces."
    queryBasicTraces(condition: TraceQueryCondition, debug: Boolean): TraceBrief
    "The same with the entities named instead of identified."
    queryBasicTracesByName(condition: TraceQueryConditionByName, debug: Boolean): TraceBrief
    "All spans of a trace, parents before children."
    queryTrace(traceId: ID!, duration: Duration, debug: Boolean): Trace
    "Keys of the searchable tags that spans of the window have."
    queryTraceTagAutocompleteKeys(duration: Duration!): [String!]
    "Values that one searchable tag has in the window."
    queryTraceTagAutocompleteValues(tagKey: String!, duration: Duration!): [String!]
  }
`;
