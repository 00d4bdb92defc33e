/** The readers of metrics of the 8.x line: by metric name and described entity. */
export const metricsV2Schema = /* GraphQL */ `
  enum MetricsType {
    UNKNOWN
    REGULAR_VALUE
    LABELED_VALUE
    HEATMAP
    SAMPLED_RECORD
  }

  input MetricsCondition {
    name: String!
    entity: Entity!
  }

  input TopNCondition {
    name: String!
    parentService: String
    normal: Boolean
    scope: Scope
    topN: Int!
    order: Order!
  }

  type MetricDefinition {
    name: String!
    type: MetricsType!
    catalog: String
  }

  type MetricsValues {
    label: String
    values: IntValues
  }

  type HeatMap {
    values: [HeatMapColumn!]!
    buckets: [Bucket!]!
  }

  type HeatMapColumn {
    id: ID!
    values: [Long!]!
  }

  type Bucket {
    min: String!
    max: String!
  }

  type SelectedRecord {
    name: String!
    id: ID!
    value: String
    refId: ID
  }

  type NullableValue {
    value: Long!
    isEmptyValue: Boolean!
  }

  extend type Query {
    "One value for the whole window; 0 where there is none."
    readMetricsValue(condition: MetricsCondition!, duration: Duration!): Long!
    "One value for the whole window."
    readNullableMetricsValue(condition: MetricsCondition!, duration: Duration!): NullableValue!
    "A metric over time."
    readMetricsValues(condition: MetricsCondition!, duration: Duration!): MetricsValues!
    "Entities ranked by a metric."
    sortMetrics(condition: TopNCondition!, duration: Duration!): [SelectedRecord!]!
    "A labelled metric over time; all labels when none is chosen."
    readLabeledMetricsValues(
      condition: MetricsCondition!
      labels: [String!]!
      duration: Duration!
    ): [MetricsValues!]!
    "A heat map of a metric."
    readHeatMap(condition: MetricsCondition!, duration: Duration!): HeatMap
    "Sampled records of a service, slowest or fastest first."
    readSampledRecords(condition: TopNCondition!, duration: Duration!): [SelectedRecord!]!
  }
`;
