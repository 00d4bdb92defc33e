/** Logs of services, and the tool that tries out a log analysis rule. */
export const logSchema = /* GraphQL */ `
  type Logs {
    errorReason: String
    logs: [Log!]!
    debuggingTrace: DebuggingTrace
  }

  type Log {
    serviceName: String
    serviceId: ID
    serviceInstanceName: String
    serviceInstanceId: ID
    endpointName: String
    endpointId: ID
    traceId: String
    timestamp: Long!
    contentType: ContentType!
    content: String
    tags: [KeyValue!]
  }

  input LogQueryCondition {
    serviceId: ID
    serviceInstanceId: ID
    endpointId: ID
    relatedTrace: TraceScopeCondition
    queryDuration: Duration
    paging: Pagination!
    tags: [LogTag!]
    keywordsOfContent: [String!]
    excludingKeywordsOfContent: [String!]
    queryOrder: Order
  }

  input LogQueryConditionByName {
    service: ServiceCondition
    instance: InstanceCondition
    endpoint: EndpointCondition
    relatedTrace: TraceScopeCondition
    queryDuration: Duration
    paging: Pagination!
    tags: [LogTag!]
    keywordsOfContent: [String!]
    excludingKeywordsOfContent: [String!]
    queryOrder: Order
  }

  input TraceScopeCondition {
    traceId: String!
    segmentId: String
    spanId: Int
  }

  input LogTag {
    key: String!
    value: String
  }

  enum ContentType {
    TEXT
    JSON
    YAML
  }

  input LogTestRequest {
    log: String!
    dsl: String!
  }

  type LogTestResponse {
    log: Log
    metrics: [LogTestMetrics!]
  }

  type LogTestMetrics {
    name: String!
    tags: [KeyValue!]
    value: Long!
    timestamp: Long!
  }

  extend type Query {
    "Whether words inside log contents can be searched."
    supportQueryLogsByKeywords: Boolean!
    "Logs by service, instance, endpoint, trace, tags and words."
    queryLogs(condition: LogQueryCondition, debug: Boolean): Logs
    "Logs, with the entities named instead of identified."
    queryLogsByName(condition: LogQueryConditionByName, debug: Boolean): Logs
    "Tries a log analysis rule on one log."
    test(requests: LogTestRequest!): LogTestResponse!
    "Keys of the tags that logs of the window have."
    queryLogTagAutocompleteKeys(duration: Duration!): [String!]
    "Values that one tag of logs has in the window."
    queryLogTagAutocompleteValues(tagKey: String!, duration: Duration!): [String!]
  }
`;
