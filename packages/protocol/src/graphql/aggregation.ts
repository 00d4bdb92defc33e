/** Ranked lists of the 6.x line. Kept for old clients: `sortMetrics` and `execExpression` do the same and more. */
export const aggregationSchema = /* GraphQL */ `
  type TopNEntity {
    name: String!
    id: ID!
    value: Long!
  }

  extend type Query {
    "Services ranked by a metric."
    getServiceTopN(name: String!, topN: Int!, duration: Duration!, order: Order!): [TopNEntity!]!
    "Instances of all services ranked by a metric."
    getAllServiceInstanceTopN(
      name: String!
      topN: Int!
      duration: Duration!
      order: Order!
    ): [TopNEntity!]!
    "Instances of one service ranked by a metric."
    getServiceInstanceTopN(
      serviceId: ID!
      name: String!
      topN: Int!
      duration: Duration!
      order: Order!
    ): [TopNEntity!]!
    "Endpoints of all services ranked by a metric."
    getAllEndpointTopN(
      name: String!
      topN: Int!
      duration: Duration!
      order: Order!
    ): [TopNEntity!]!
    "Endpoints of one service ranked by a metric."
    getEndpointTopN(
      serviceId: ID!
      name: String!
      topN: Int!
      duration: Duration!
      order: Order!
    ): [TopNEntity!]!
  }
`;
