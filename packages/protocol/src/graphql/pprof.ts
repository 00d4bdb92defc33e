/** Tasks for pprof in Go agents, and their results as trees. */
export const pprofSchema = /* GraphQL */ `
  input PprofTaskCreationRequest {
    serviceId: ID!
    serviceInstanceIds: [String!]!
    duration: Int
    events: PprofEventType!
    dumpPeriod: Int
  }

  type PprofTaskCreationResult {
    code: PprofTaskCreationType!
    errorReason: String
    id: String
  }

  enum PprofTaskCreationType {
    SUCCESS
    ARGUMENT_ERROR
    ALREADY_PROFILING_ERROR
  }

  input PprofTaskListRequest {
    serviceId: ID!
    queryDuration: Duration
    limit: Int
  }

  input PprofAnalyzationRequest {
    taskId: ID!
    instanceIds: [String!]!
  }

  type PprofTaskListResult {
    errorReason: String
    tasks: [PprofTask!]
  }

  type PprofTask {
    id: String!
    serviceId: String!
    serviceInstanceIds: [String!]!
    createTime: Long!
    events: PprofEventType!
    duration: Int
    dumpPeriod: Int
  }

  type PprofStackTree {
    elements: [PprofStackElement!]
  }

  type PprofStackElement {
    id: ID!
    parentId: ID!
    codeSignature: String!
    total: Long!
    self: Long!
  }

  type PprofAnalyzation {
    tree: PprofStackTree
  }

  type PprofTaskProgress {
    logs: [PprofTaskLog!]
    errorInstanceIds: [ID]
    successInstanceIds: [ID]
  }

  type PprofTaskLog {
    id: String!
    instanceId: ID!
    instanceName: String!
    operationType: PprofTaskLogOperationType!
    operationTime: Long!
  }

  enum PprofTaskLogOperationType {
    NOTIFIED
    EXECUTION_FINISHED
    PPROF_UPLOAD_FILE_TOO_LARGE_ERROR
    EXECUTION_TASK_ERROR
  }

  enum PprofEventType {
    CPU
    HEAP
    BLOCK
    MUTEX
    GOROUTINE
    THREADCREATE
    ALLOCS
  }

  extend type Query {
    "Profiling tasks of a service."
    queryPprofTaskList(request: PprofTaskListRequest!): PprofTaskListResult!
    "Which instances took a task, finished it or failed."
    queryPprofTaskProgress(taskId: String!): PprofTaskProgress!
    "The results of a task as one tree of calls."
    queryPprofAnalyze(request: PprofAnalyzationRequest!): PprofAnalyzation!
  }

  extend type Mutation {
    "Asks agents to run pprof."
    createPprofTask(pprofTaskCreationRequest: PprofTaskCreationRequest!): PprofTaskCreationResult!
  }
`;
