/** Sampled records such as slow statements. */
export const recordSchema = /* GraphQL */ `
  input RecordCondition {
    name: String!
    parentEntity: Entity!
    topN: Int!
    order: Order!
  }

  type Record {
    name: String!
    id: ID!
    value: String
    refId: ID
  }

  extend type Query {
    "Sampled records of an entity, slowest or fastest first."
    readRecords(condition: RecordCondition!, duration: Duration!): [Record!]!
  }
`;
