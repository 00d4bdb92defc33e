/** What exists: layers, services, instances, endpoints, processes; the server's clock and its times to live. */
export const metadataV2Schema = /* GraphQL */ `
  type Service {
    id: ID!
    name: String!
    group: String!
    shortName: String!
    "A service can live in several layers."
    layers: [String!]!
    "False for a service that is only known from calls to it."
    normal: Boolean
  }

  type ServiceInstance {
    id: ID!
    name: String!
    attributes: [Attribute!]!
    language: Language!
    instanceUUID: String!
  }

  type Attribute {
    name: String!
    value: String!
  }

  type Endpoint {
    id: ID!
    name: String!
  }

  type EndpointInfo {
    id: ID!
    name: String!
    serviceId: ID!
    serviceName: String!
  }

  type Process {
    id: ID!
    name: String!
    serviceId: ID!
    serviceName: String!
    instanceId: ID!
    instanceName: String!
    agentId: String!
    detectType: String!
    attributes: [Attribute!]!
    labels: [String!]!
  }

  type TimeInfo {
    "Offset from UTC such as +0800."
    timezone: String
    currentTimestamp: Long
  }

  type RecordsTTL {
    normal: Int!
    trace: Int!
    zipkinTrace: Int!
    log: Int!
    browserErrorLog: Int!
    coldNormal: Int!
    coldTrace: Int!
    coldZipkinTrace: Int!
    coldLog: Int!
    coldBrowserErrorLog: Int!
  }

  type MetricsTTL {
    metadata: Int!
    minute: Int!
    hour: Int!
    day: Int!
    coldMinute: Int!
    coldHour: Int!
    coldDay: Int!
  }

  extend type Query {
    "Layers that have at least one service."
    listLayers: [String!]!
    "All services, or those of one layer."
    listServices(layer: String): [Service!]!
    "One service by id."
    getService(serviceId: String!): Service
    "One normal service by its exact name."
    findService(serviceName: String!): Service
    "Instances of a service that were seen in the window."
    listInstances(duration: Duration!, serviceId: ID!): [ServiceInstance!]!
    "Instances of a service named instead of identified."
    listInstancesByName(duration: Duration!, service: ServiceCondition!): [ServiceInstance!]!
    "One instance by id."
    getInstance(instanceId: String!): ServiceInstance
    "Endpoints of a service whose name holds the keyword."
    findEndpoint(keyword: String, serviceId: ID!, limit: Int!, duration: Duration): [Endpoint!]!
    "Endpoints of a service named instead of identified."
    findEndpointByName(
      keyword: String
      service: ServiceCondition!
      limit: Int!
      duration: Duration
    ): [Endpoint!]!
    "What an endpoint id stands for."
    getEndpointInfo(endpointId: ID!): EndpointInfo
    "Processes of an instance that were seen in the window."
    listProcesses(duration: Duration!, instanceId: ID!): [Process!]!
    "One process by id."
    getProcess(processId: ID!): Process
    "How many processes of a service have the labels and can be profiled."
    estimateProcessScale(serviceId: ID!, labels: [String!]!): Long!
    "The server's time zone and clock."
    getTimeInfo: TimeInfo
    "Days that records are kept; -1 where there is no cold storage."
    getRecordsTTL: RecordsTTL
    "Days that metrics are kept; -1 where there is no cold storage."
    getMetricsTTL: MetricsTTL
  }
`;
