/** The readers of metadata of the 6.x line. */
export const metadataSchema = /* GraphQL */ `
  type Database {
    id: ID!
    name: String!
    type: String!
  }

  extend type Query {
    "All services, or those of one group."
    getAllServices(duration: Duration!, group: String): [Service!]!
    "Services whose name holds the keyword."
    searchServices(duration: Duration!, keyword: String!): [Service!]!
    "One normal service by its exact name."
    searchService(serviceCode: String!): Service
    "Services of the layer BROWSER."
    getAllBrowserServices(duration: Duration!): [Service!]!
    "Services of the layer BROWSER whose name holds the keyword."
    searchBrowserServices(duration: Duration!, keyword: String!): [Service!]!
    "One service of the layer BROWSER by its exact name."
    searchBrowserService(serviceCode: String!): Service
    "Instances of a service that were seen in the window."
    getServiceInstances(duration: Duration!, serviceId: ID!): [ServiceInstance!]!
    "Endpoints of a service whose name holds the keyword."
    searchEndpoint(keyword: String!, serviceId: ID!, limit: Int!): [Endpoint!]!
    "Databases known from calls to them."
    getAllDatabases(duration: Duration!): [Database!]!
  }
`;
