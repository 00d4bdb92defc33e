/** Metrics by expression (MQE): what dashboards use. */
export const metricsV3Schema = /* GraphQL */ `
  "One entity. The scope may be left out: the metric knows it. Empty names count as left out."
  input Entity {
    scope: Scope
    serviceName: String
    normal: Boolean
    serviceInstanceName: String
    endpointName: String
    processName: String
    destServiceName: String
    destNormal: Boolean
    destServiceInstanceName: String
    destEndpointName: String
    destProcessName: String
  }

  enum ExpressionResultType {
    UNKNOWN
    SINGLE_VALUE
    TIME_SERIES_VALUES
    SORTED_LIST
    RECORD_LIST
  }

  "What a value in a ranked list belongs to."
  type Owner {
    scope: Scope
    serviceID: ID
    serviceName: String
    normal: Boolean
    serviceInstanceID: ID
    serviceInstanceName: String
    endpointID: ID
    endpointName: String
  }

  type MQEValue {
    "In a time series the start of the point in epoch milliseconds; in a list the name."
    id: ID
    owner: Owner
    value: String
    traceID: ID
  }

  type MQEValues {
    metric: Metadata!
    values: [MQEValue!]!
  }

  type Metadata {
    labels: [KeyValue!]!
  }

  "The value of an expression."
  type ExpressionResult {
    type: ExpressionResultType!
    results: [MQEValues!]!
    error: String
    debuggingTrace: DebuggingTrace
  }

  extend type Query {
    "The kind of a metric, which decides how it can be read."
    typeOfMetrics(name: String!): MetricsType!
    "All metrics whose whole name matches the regular expression."
    listMetrics(regex: String): [MetricDefinition!]!
    "Evaluates a metrics query expression. Its mistakes are told in the result, not as errors."
    execExpression(
      expression: String!
      entity: Entity!
      duration: Duration!
      debug: Boolean
      dumpDBRsp: Boolean
    ): ExpressionResult!
  }
`;
