/** Thread profiling of slow traces. */
export const profileSchema = /* GraphQL */ `
  input ProfileTaskCreationRequest {
    serviceId: ID!
    endpointName: String!
    startTime: Long
    duration: Int!
    minDurationThreshold: Int!
    dumpPeriod: Int!
    maxSamplingCount: Int!
  }

  type ProfileTaskCreationResult {
    errorReason: String
    id: String
  }

  enum ProfileTaskLogOperationType {
    NOTIFIED
    EXECUTION_FINISHED
  }

  type ProfileTaskLog {
    id: String!
    instanceId: ID!
    instanceName: String!
    operationType: ProfileTaskLogOperationType!
    operationTime: Long!
  }

  type ProfileTask {
    id: String!
    serviceId: ID!
    serviceName: String!
    endpointName: String!
    startTime: Long!
    duration: Int!
    minDurationThreshold: Int!
    dumpPeriod: Int!
    maxSamplingCount: Int!
    logs: [ProfileTaskLog!]!
  }

  type ProfileStackElement {
    id: ID!
    parentId: ID!
    codeSignature: String!
    duration: Int!
    durationChildExcluded: Int!
    count: Int!
  }

  type ProfileStackTree {
    elements: [ProfileStackElement!]!
  }

  type ProfileAnalyzation {
    tip: String
    trees: [ProfileStackTree!]!
  }

  type ProfiledSpan {
    spanId: Int!
    parentSpanId: Int!
    segmentId: ID!
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
    profiled: Boolean!
  }

  type ProfiledSegment {
    spans: [ProfiledSpan!]!
  }

  input ProfileAnalyzeTimeRange {
    start: Long!
    end: Long!
  }

  type ProfiledTraceSegments {
    traceId: String!
    instanceId: ID!
    instanceName: String!
    endpointNames: [String!]!
    duration: Int!
    start: String!
    spans: [ProfiledSpan!]!
  }

  input SegmentProfileAnalyzeQuery {
    segmentId: String!
    timeRange: ProfileAnalyzeTimeRange!
  }

  extend type Query {
    "Thread profiling tasks."
    getProfileTaskList(serviceId: ID, endpointName: String): [ProfileTask!]!
    "What instances reported about a task."
    getProfileTaskLogs(taskID: String): [ProfileTaskLog!]!
    "Traces that a task took snapshots of."
    getProfileTaskSegments(taskID: ID!): [ProfiledTraceSegments!]!
    "The snapshots of chosen times as trees of calls."
    getSegmentsProfileAnalyze(queries: [SegmentProfileAnalyzeQuery!]!): ProfileAnalyzation!
  }

  extend type Mutation {
    "Asks agents to take snapshots of slow traces."
    createProfileTask(creationRequest: ProfileTaskCreationRequest): ProfileTaskCreationResult!
  }
`;
