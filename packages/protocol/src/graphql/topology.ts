/** Who calls whom: maps of services, instances, endpoints and processes. */
export const topologySchema = /* GraphQL */ `
  type Topology {
    nodes: [Node!]!
    calls: [Call!]!
    debuggingTrace: DebuggingTrace
  }

  type ServiceInstanceTopology {
    nodes: [ServiceInstanceNode!]!
    calls: [Call!]!
    debuggingTrace: DebuggingTrace
  }

  type EndpointTopology {
    nodes: [EndpointNode!]!
    calls: [Call!]!
    debuggingTrace: DebuggingTrace
  }

  type ProcessTopology {
    nodes: [ProcessNode!]!
    calls: [Call!]!
    debuggingTrace: DebuggingTrace
  }

  type Node {
    id: ID!
    name: String!
    "The component that serves there; USER for what is not monitored."
    type: String
    "False for what is only known from calls to it."
    isReal: Boolean!
    layers: [String!]!
  }

  type ServiceInstanceNode {
    id: ID!
    name: String!
    serviceId: ID!
    serviceName: String!
    type: String
    isReal: Boolean!
  }

  type EndpointNode {
    id: ID!
    name: String!
    serviceId: ID!
    serviceName: String!
    type: String
    isReal: Boolean!
  }

  type ProcessNode {
    id: ID!
    serviceId: ID!
    serviceName: String!
    serviceInstanceId: ID!
    serviceInstanceName: String!
    name: String!
    isReal: Boolean!
  }

  type Call {
    source: ID!
    sourceComponents: [ID!]!
    target: ID!
    targetComponents: [ID!]!
    "The source id, a hyphen, the target id."
    id: ID!
    detectPoints: [DetectPoint!]!
  }

  extend type Query {
    "All services that called each other, or those around one layer."
    getGlobalTopology(duration: Duration!, layer: String, debug: Boolean): Topology
    "One service with those it calls and is called by."
    getServiceTopology(serviceId: ID!, duration: Duration!, debug: Boolean): Topology
    "The same for a service named instead of identified."
    getServiceTopologyByName(
      service: ServiceCondition!
      duration: Duration!
      debug: Boolean
    ): Topology
    "Several services with those they call and are called by."
    getServicesTopology(serviceIds: [ID!]!, duration: Duration!, debug: Boolean): Topology
    "The same for services named instead of identified."
    getServicesTopologyByNames(
      services: [ServiceCondition!]!
      duration: Duration!
      debug: Boolean
    ): Topology
    "Calls between the instances of two services, in both directions."
    getServiceInstanceTopology(
      clientServiceId: ID!
      serverServiceId: ID!
      duration: Duration!
      debug: Boolean
    ): ServiceInstanceTopology
    "The same for services named instead of identified."
    getServiceInstanceTopologyByName(
      clientService: ServiceCondition!
      serverService: ServiceCondition!
      duration: Duration!
      debug: Boolean
    ): ServiceInstanceTopology
    "An endpoint with its neighbours, in the form of the 6.x line."
    getEndpointTopology(endpointId: ID!, duration: Duration!): Topology
    "An endpoint with its neighbours."
    getEndpointDependencies(endpointId: ID!, duration: Duration!, debug: Boolean): EndpointTopology
    "The same for an endpoint named instead of identified."
    getEndpointDependenciesByName(
      endpoint: EndpointCondition!
      duration: Duration!
      debug: Boolean
    ): EndpointTopology
    "Traffic between the processes of an instance and others."
    getProcessTopology(serviceInstanceId: ID!, duration: Duration!, debug: Boolean): ProcessTopology
    "The same for an instance named instead of identified."
    getProcessTopologyByName(
      instance: InstanceCondition!
      duration: Duration!
      debug: Boolean
    ): ProcessTopology
  }
`;
