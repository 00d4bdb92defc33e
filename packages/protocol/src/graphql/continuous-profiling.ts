/** Policies that start an eBPF profiling by themselves when a threshold is crossed. */
export const continuousProfilingSchema = /* GraphQL */ `
  input ContinuousProfilingPolicyCreation {
    serviceId: ID!
    targets: [ContinuousProfilingPolicyTargetCreation!]!
  }

  input ContinuousProfilingPolicyTargetCreation {
    targetType: ContinuousProfilingTargetType!
    checkItems: [ContinuousProfilingPolicyItemCreation!]!
  }

  input ContinuousProfilingPolicyItemCreation {
    type: ContinuousProfilingMonitorType!
    threshold: String!
    period: Int!
    count: Int!
    uriList: [String!]
    uriRegex: String
  }

  enum ContinuousProfilingTargetType {
    ON_CPU
    OFF_CPU
    NETWORK
  }

  type ContinuousProfilingSetResult {
    status: Boolean!
    errorReason: String
  }

  type ContinuousProfilingPolicyTarget {
    type: ContinuousProfilingTargetType!
    checkItems: [ContinuousProfilingPolicyItem!]!
    triggeredCount: Int!
    lastTriggerTimestamp: Long
  }

  type ContinuousProfilingPolicyItem {
    type: ContinuousProfilingMonitorType!
    threshold: String!
    period: Int!
    count: Int!
    uriList: [String!]
    uriRegex: String
  }

  type ContinuousProfilingMonitoringInstance {
    id: ID!
    name: String!
    attributes: [Attribute!]!
    triggeredCount: Int!
    lastTriggerTimestamp: Long
    processes: [ContinuousProfilingMonitoringProcess!]!
  }

  type ContinuousProfilingMonitoringProcess {
    id: ID!
    name: String!
    detectType: String!
    labels: [String!]!
    triggeredCount: Int!
    lastTriggerTimestamp: Long
  }

  extend type Query {
    "The profiling policies of a service."
    queryContinuousProfilingServiceTargets(serviceId: ID!): [ContinuousProfilingPolicyTarget!]!
    "Instances and processes that a policy watches."
    queryContinuousProfilingMonitoringInstances(
      serviceId: ID!
      target: ContinuousProfilingTargetType!
    ): [ContinuousProfilingMonitoringInstance!]!
  }

  extend type Mutation {
    "Replaces the profiling policies of a service."
    setContinuousProfilingPolicy(
      request: ContinuousProfilingPolicyCreation!
    ): ContinuousProfilingSetResult!
  }
`;
