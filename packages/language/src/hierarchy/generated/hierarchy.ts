// Made by tools/generate-hierarchy.ts. To change it, change rules/hierarchy.rules and run that.
import {
  type Hierarchy,
  type NamedInLayer,
  beforeLast,
} from '../runtime.ts';

/** What this module was made of. */
export const manifest = { file: "hierarchy.rules", sha256: "648c55fff88b879dbc752b8e74d62db1a08c79cb86738e865fef90bf3b58bd15" } as const;

const rules = {
  "name": (upper: NamedInLayer, lower: NamedInLayer): boolean =>
    upper.name === lower.name,
  "short-name": (upper: NamedInLayer, lower: NamedInLayer): boolean =>
    upper.shortName === lower.shortName,
  "lower-short-name-remove-ns": (upper: NamedInLayer, lower: NamedInLayer): boolean =>
    upper.shortName === beforeLast(lower.shortName, "."),
  "lower-short-name-with-fqdn": (upper: NamedInLayer, lower: NamedInLayer): boolean =>
    beforeLast(upper.shortName, ":") === lower.shortName + ".svc.cluster.local",
};

export const hierarchy: Hierarchy = {
  levels: [
    { layer: "MESH", level: 3 },
    { layer: "GENERAL", level: 3 },
    { layer: "SO11Y_OAP", level: 3 },
    { layer: "VIRTUAL_DATABASE", level: 3 },
    { layer: "VIRTUAL_MQ", level: 3 },
    { layer: "MYSQL", level: 2 },
    { layer: "POSTGRESQL", level: 2 },
    { layer: "APISIX", level: 2 },
    { layer: "NGINX", level: 2 },
    { layer: "ROCKETMQ", level: 2 },
    { layer: "CLICKHOUSE", level: 2 },
    { layer: "RABBITMQ", level: 2 },
    { layer: "KAFKA", level: 2 },
    { layer: "PULSAR", level: 2 },
    { layer: "ACTIVEMQ", level: 2 },
    { layer: "KONG", level: 2 },
    { layer: "AIRFLOW", level: 2 },
    { layer: "MESH_DP", level: 1 },
    { layer: "CILIUM_SERVICE", level: 1 },
    { layer: "K8S_SERVICE", level: 0 },
  ],
  matches: [
    { upper: "MESH", lower: "MESH_DP", rule: "name", matches: rules["name"] },
    { upper: "MESH", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "GENERAL", lower: "APISIX", rule: "lower-short-name-remove-ns", matches: rules["lower-short-name-remove-ns"] },
    { upper: "GENERAL", lower: "K8S_SERVICE", rule: "lower-short-name-remove-ns", matches: rules["lower-short-name-remove-ns"] },
    { upper: "GENERAL", lower: "KONG", rule: "lower-short-name-remove-ns", matches: rules["lower-short-name-remove-ns"] },
    { upper: "SO11Y_OAP", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "VIRTUAL_DATABASE", lower: "MYSQL", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "VIRTUAL_DATABASE", lower: "POSTGRESQL", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "VIRTUAL_DATABASE", lower: "CLICKHOUSE", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "VIRTUAL_MQ", lower: "ROCKETMQ", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "VIRTUAL_MQ", lower: "RABBITMQ", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "VIRTUAL_MQ", lower: "KAFKA", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "VIRTUAL_MQ", lower: "PULSAR", rule: "lower-short-name-with-fqdn", matches: rules["lower-short-name-with-fqdn"] },
    { upper: "MYSQL", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "POSTGRESQL", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "APISIX", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "NGINX", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "ROCKETMQ", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "CLICKHOUSE", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "RABBITMQ", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "KAFKA", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "PULSAR", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "ACTIVEMQ", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "KONG", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "AIRFLOW", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "MESH_DP", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
    { upper: "CILIUM_SERVICE", lower: "K8S_SERVICE", rule: "short-name", matches: rules["short-name"] },
  ],
};
