/** Slow statements as the 6.x line read them. */
export const topNRecordsSchema = /* GraphQL */ `
  input TopNRecordsCondition {
    serviceId: ID!
    metricName: String!
    topN: Int!
    order: Order!
    duration: Duration!
  }

  type TopNRecord {
    statement: String
    latency: Long!
    traceId: String
  }

  extend type Query {
    "Sampled records of a service, slowest or fastest first."
    getTopNRecords(condition: TopNRecordsCondition!): [TopNRecord!]!
  }
`;
