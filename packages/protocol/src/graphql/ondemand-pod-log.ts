/** Logs of a Kubernetes pod, read from the cluster when asked. */
export const ondemandPodLogSchema = /* GraphQL */ `
  input OndemandLogQueryCondition {
    serviceInstanceId: ID
    container: String!
    duration: Duration
    keywordsOfContent: [String!]
    excludingKeywordsOfContent: [String!]
  }

  input OndemandContainergQueryCondition {
    serviceInstanceId: ID
  }

  type PodContainers {
    errorReason: String
    containers: [String!]!
  }

  extend type Query {
    "Containers of the pod behind an instance."
    listContainers(condition: OndemandContainergQueryCondition): PodContainers
    "Logs of a container, read from the cluster now."
    ondemandPodLogs(condition: OndemandLogQueryCondition): Logs
  }
`;
