/** eBPF profiling tasks of rover and their stacks. */
export const ebpfProfilingSchema = /* GraphQL */ `
  input EBPFProfilingTaskFixedTimeCreationRequest {
    serviceId: String!
    processLabels: [String!]!
    startTime: Long!
    duration: Int!
    targetType: EBPFProfilingTargetType!
  }

  input EBPFNetworkDataCollectingSettings {
    requireCompleteRequest: Boolean!
    maxRequestSize: Int
    requireCompleteResponse: Boolean!
    maxResponseSize: Int
  }

  input EBPFNetworkSamplingRule {
    uriRegex: String
    minDuration: Int
    when4xx: Boolean!
    when5xx: Boolean!
    settings: EBPFNetworkDataCollectingSettings!
  }

  input EBPFProfilingNetworkTaskRequest {
    instanceId: String!
    samplings: [EBPFNetworkSamplingRule!]
  }

  type EBPFProfilingTaskCreationResult {
    status: Boolean!
    errorReason: String
    id: String
  }

  type EBPFNetworkKeepProfilingResult {
    status: Boolean!
    errorReason: String
  }

  type EBPFProfilingTask {
    taskId: ID!
    serviceId: ID!
    serviceName: String!
    serviceInstanceId: ID
    serviceInstanceName: String
    processLabels: [String!]!
    processId: ID
    processName: String
    taskStartTime: Long!
    triggerType: EBPFProfilingTriggerType!
    fixedTriggerDuration: Long
    continuousProfilingCauses: [ContinuousProfilingTriggeredCause!]
    targetType: EBPFProfilingTargetType!
    createTime: Long!
  }

  type ContinuousProfilingTriggeredCause {
    type: ContinuousProfilingMonitorType!
    singleValue: ContinuousProfilingSingleValueCause
    uri: ContinuousProfilingURICause
    message: String!
  }

  enum ContinuousProfilingMonitorType {
    PROCESS_CPU
    PROCESS_THREAD_COUNT
    SYSTEM_LOAD
    HTTP_ERROR_RATE
    HTTP_AVG_RESPONSE_TIME
  }

  type ContinuousProfilingSingleValueCause {
    threshold: Long!
    current: Long!
  }

  type ContinuousProfilingURICause {
    uriRegex: String
    uriPath: String
    threshold: Long!
    current: Long!
  }

  type EBPFProfilingSchedule {
    scheduleId: ID!
    taskId: ID!
    process: Process!
    startTime: Long!
    endTime: Long!
  }

  input EBPFProfilingAnalyzeTimeRange {
    start: Long!
    end: Long!
  }

  type EBPFProfilingAnalyzation {
    tip: String
    trees: [EBPFProfilingTree!]!
  }

  type EBPFProfilingTree {
    elements: [EBPFProfilingStackElement!]!
  }

  type EBPFProfilingStackElement {
    id: String!
    parentId: String!
    symbol: String!
    stackType: EBPFProfilingStackType!
    dumpCount: Long!
  }

  type EBPFProfilingTaskPrepare {
    couldProfiling: Boolean!
    processLabels: [String!]!
  }

  enum EBPFProfilingStackType {
    KERNEL_SPACE
    USER_SPACE
  }

  enum EBPFProfilingTriggerType {
    FIXED_TIME
    CONTINUOUS_PROFILING
  }

  enum EBPFProfilingTargetType {
    ON_CPU
    OFF_CPU
    NETWORK
  }

  enum EBPFProfilingAnalyzeAggregateType {
    DURATION
    COUNT
  }

  extend type Query {
    "Whether a service can be profiled, and the process labels to choose from."
    queryPrepareCreateEBPFProfilingTaskData(serviceId: ID!): EBPFProfilingTaskPrepare!
    "eBPF profiling tasks."
    queryEBPFProfilingTasks(
      serviceId: ID
      serviceInstanceId: ID
      targets: [EBPFProfilingTargetType!]
      triggerType: EBPFProfilingTriggerType
      duration: Duration
    ): [EBPFProfilingTask!]!
    "Which processes a task ran on, and when."
    queryEBPFProfilingSchedules(taskId: ID!): [EBPFProfilingSchedule!]!
    "The stacks of a task as trees."
    analysisEBPFProfilingResult(
      scheduleIdList: [ID!]!
      timeRanges: [EBPFProfilingAnalyzeTimeRange!]!
      aggregateType: EBPFProfilingAnalyzeAggregateType
    ): EBPFProfilingAnalyzation!
  }

  extend type Mutation {
    "Starts on-CPU or off-CPU profiling for a fixed time."
    createEBPFProfilingFixedTimeTask(
      request: EBPFProfilingTaskFixedTimeCreationRequest!
    ): EBPFProfilingTaskCreationResult!
    "Starts watching the network of an instance."
    createEBPFNetworkProfiling(
      request: EBPFProfilingNetworkTaskRequest!
    ): EBPFProfilingTaskCreationResult!
    "Prolongs watching the network."
    keepEBPFNetworkProfiling(taskId: ID!): EBPFNetworkKeepProfilingResult!
  }
`;
