/** Traces read as wholes. */
export const traceV2Schema = /* GraphQL */ `
  type TraceList {
    traces: [TraceV2!]!
    retrievedTimeRange: RetrievedTimeRange!
    debuggingTrace: DebuggingTrace
  }

  type TraceV2 {
    spans: [Span!]!
  }

  "Epoch milliseconds between which was searched."
  type RetrievedTimeRange {
    startTime: Long!
    endTime: Long!
  }

  extend type Query {
    "Whole traces of which at least one segment matches."
    queryTraces(condition: TraceQueryCondition, debug: Boolean): TraceList
    "Whether queryTraces can be used."
    hasQueryTracesV2Support: Boolean!
  }
`;
