/** What all parts share: time, paging, conditions by name, and the answers about the server itself. */
export const commonSchema = /* GraphQL */ `
  "A whole number of 64 bits; as JSON a number."
  scalar Long

  "A key and its value."
  type KeyValue {
    key: String!
    value: String
  }

  "A key and a number."
  type KeyNumericValue {
    key: String!
    value: Long!
  }

  "A time window in the server's time zone. Both ends belong to it; at most 500 steps."
  input Duration {
    "DAY yyyy-MM-dd, HOUR yyyy-MM-dd HH, MINUTE yyyy-MM-dd HHmm, SECOND yyyy-MM-dd HHmmss."
    start: String!
    "In the same format; the step that it names is part of the window."
    end: String!
    step: Step!
    "Read what was moved to cold storage. Ignored where there is none."
    coldStage: Boolean
  }

  "How wide one point of a window is."
  enum Step {
    DAY
    HOUR
    MINUTE
    SECOND
  }

  "Sorting: ascending or descending."
  enum Order {
    ASC
    DES
  }

  "One page of a list."
  input Pagination {
    "From 1; 1 when left out."
    pageNum: Int
    pageSize: Int!
  }

  enum Language {
    UNKNOWN
    JAVA
    DOTNET
    NODEJS
    PYTHON
    RUBY
    GO
    LUA
    PHP
  }

  "What an entity is."
  enum Scope {
    All
    Service
    ServiceInstance
    Endpoint
    Process
    ServiceRelation
    ServiceInstanceRelation
    EndpointRelation
    ProcessRelation
  }

  "Which side of a call reported it."
  enum DetectPoint {
    CLIENT
    SERVER
    PROXY
  }

  "Whether the server can work."
  type HealthStatus {
    "0 healthy, above 0 the number of parts that are not, below 0 not started yet."
    score: Int!
    details: String
  }

  type DebuggingSpan {
    spanId: Int!
    parentSpanId: Int!
    operation: String!
    startTime: Long!
    endTime: Long!
    duration: Long!
    msg: String
    error: String
  }

  "How a query was answered, when debug was asked for."
  type DebuggingTrace {
    traceId: String!
    condition: String!
    startTime: Long!
    endTime: Long!
    duration: Long!
    spans: [DebuggingSpan!]!
  }

  "A service by its name."
  input ServiceCondition {
    serviceName: String!
    "Decides whether the service is a guessed one; a normal one when left out."
    layer: String
  }

  "An instance by names."
  input InstanceCondition {
    serviceName: String!
    instanceName: String!
    layer: String
  }

  "An endpoint by names."
  input EndpointCondition {
    serviceName: String!
    endpointName: String!
    layer: String
  }

  type Query {
    "The version of the server."
    version: String
    "Whether the server can work."
    checkHealth: HealthStatus!
  }

  type Mutation {
    "The version of the server; here because the type must not be empty."
    version: String
  }
`;
