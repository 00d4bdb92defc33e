/** Tasks for async-profiler in Java agents, and their JFR results as trees. */
export const asyncProfilerSchema = /* GraphQL */ `
  input AsyncProfilerTaskCreationRequest {
    serviceId: ID!
    serviceInstanceIds: [String!]!
    duration: Int!
    events: [AsyncProfilerEventType!]!
    execArgs: String
  }

  type AsyncProfilerTaskCreationResult {
    code: AsyncProfilerTaskCreationType!
    errorReason: String
    id: String
  }

  enum AsyncProfilerTaskCreationType {
    SUCCESS
    ARGUMENT_ERROR
    ALREADY_PROFILING_ERROR
  }

  input AsyncProfilerTaskListRequest {
    serviceId: ID!
    queryDuration: Duration
    limit: Int
  }

  input AsyncProfilerAnalyzationRequest {
    taskId: ID!
    instanceIds: [String!]!
    eventType: JFREventType!
  }

  type AsyncProfilerTaskListResult {
    errorReason: String
    tasks: [AsyncProfilerTask!]
  }

  type AsyncProfilerTask {
    id: String!
    serviceId: String!
    serviceInstanceIds: [String!]!
    createTime: Long!
    events: [AsyncProfilerEventType!]!
    duration: Int!
    execArgs: String
  }

  type AsyncProfilerStackTree {
    type: JFREventType!
    elements: [AsyncProfilerStackElement!]
  }

  type AsyncProfilerStackElement {
    id: ID!
    parentId: ID!
    codeSignature: String!
    total: Long!
    self: Long!
  }

  type AsyncProfilerAnalyzation {
    tree: AsyncProfilerStackTree
  }

  type AsyncProfilerTaskProgress {
    logs: [AsyncProfilerTaskLog!]
    errorInstanceIds: [ID]
    successInstanceIds: [ID]
  }

  type AsyncProfilerTaskLog {
    id: String!
    instanceId: ID!
    instanceName: String!
    operationType: AsyncProfilerTaskLogOperationType!
    operationTime: Long!
  }

  enum AsyncProfilerTaskLogOperationType {
    NOTIFIED
    EXECUTION_FINISHED
    JFR_UPLOAD_FILE_TOO_LARGE_ERROR
    EXECUTION_TASK_ERROR
  }

  enum AsyncProfilerEventType {
    CPU
    WALL
    LOCK
    ALLOC
    CTIMER
    ITIMER
  }

  enum JFREventType {
    EXECUTION_SAMPLE
    LOCK
    OBJECT_ALLOCATION_IN_NEW_TLAB
    OBJECT_ALLOCATION_OUTSIDE_TLAB
    PROFILER_LIVE_OBJECT
  }

  extend type Query {
    "Profiling tasks of a service."
    queryAsyncProfilerTaskList(request: AsyncProfilerTaskListRequest!): AsyncProfilerTaskListResult!
    "Which instances took a task, finished it or failed."
    queryAsyncProfilerTaskProgress(taskId: String!): AsyncProfilerTaskProgress!
    "The results of a task as one tree of calls."
    queryAsyncProfilerAnalyze(request: AsyncProfilerAnalyzationRequest!): AsyncProfilerAnalyzation!
  }

  extend type Mutation {
    "Asks agents to run async-profiler."
    createAsyncProfilerTask(
      asyncProfilerTaskCreationRequest: AsyncProfilerTaskCreationRequest!
    ): AsyncProfilerTaskCreationResult!
  }
`;
