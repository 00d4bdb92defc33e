/** The readers of metrics of the 6.x line: by metric name and entity id. */
export const metricSchema = /* GraphQL */ `
  input MetricCondition {
    name: String!
    id: ID
  }

  input BatchMetricConditions {
    name: String!
    ids: [ID!]!
  }

  type IntValues {
    values: [KVInt!]!
  }

  type KVInt {
    id: ID!
    value: Long!
    isEmptyValue: Boolean!
  }

  type Thermodynamic {
    nodes: [[Int]!]!
    axisYStep: Int!
  }

  extend type Query {
    "One value for each of several entities."
    getValues(metric: BatchMetricConditions!, duration: Duration!): IntValues
    "A metric over time."
    getLinearIntValues(metric: MetricCondition!, duration: Duration!): IntValues
    "The first lines of a labelled metric over time."
    getMultipleLinearIntValues(
      metric: MetricCondition!
      numOfLinear: Int!
      duration: Duration!
    ): [IntValues!]!
    "Chosen lines of a labelled metric over time."
    getSubsetOfMultipleLinearIntValues(
      metric: MetricCondition!
      linearIndex: [Int!]!
      duration: Duration!
    ): [IntValues!]!
    "A heat map of a metric."
    getThermodynamic(metric: MetricCondition!, duration: Duration!): Thermodynamic
  }
`;
