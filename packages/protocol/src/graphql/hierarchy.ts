/** The same service seen in several layers. */
export const hierarchySchema = /* GraphQL */ `
  type HierarchyRelatedService {
    id: ID!
    name: String!
    layer: String!
    normal: Boolean!
  }

  type HierarchyRelatedInstance {
    id: ID!
    name: String!
    serviceId: ID!
    serviceName: String!
    layer: String!
    normal: Boolean!
  }

  type HierarchyServiceRelation {
    upperService: HierarchyRelatedService!
    lowerService: HierarchyRelatedService!
  }

  type HierarchyInstanceRelation {
    upperInstance: HierarchyRelatedInstance!
    lowerInstance: HierarchyRelatedInstance!
  }

  type ServiceHierarchy {
    relations: [HierarchyServiceRelation!]!
  }

  type InstanceHierarchy {
    relations: [HierarchyInstanceRelation!]!
  }

  type LayerLevel {
    layer: String!
    level: Int!
  }

  extend type Query {
    "The service in the layers above and below."
    getServiceHierarchy(serviceId: ID!, layer: String!): ServiceHierarchy!
    "The instance in the layers above and below."
    getInstanceHierarchy(instanceId: ID!, layer: String!): InstanceHierarchy!
    "How high each layer stands; a higher one runs on a lower one."
    listLayerLevels: [LayerLevel!]!
  }
`;
