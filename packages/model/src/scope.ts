/** Scope ids of SkyWalking's core, as they go out in alarms and `remote` data (server-core, DefaultScopeDefine). */
export const Scope = {
  All: 0,
  Service: 1,
  ServiceInstance: 2,
  Endpoint: 3,
  ServiceRelation: 4,
  ServiceInstanceRelation: 5,
  EndpointRelation: 6,
  Process: 45,
  ProcessRelation: 54,
} as const;

/** What an entity of a metric is. The names are GraphQL's `Scope` enum. */
export type ScopeName = keyof typeof Scope;
