import type { SourceCatalog } from './source-definition.ts';

/** Sources of targets known only through their callers: databases, caches, queues, GenAI providers. */
export const virtualSources = {
  DatabaseAccess: {
    scope: 'Service',
    scopeId: 17,
    fields: {
      name: 'string',
      databaseTypeId: 'int',
      latency: 'int',
      status: 'bool',
    },
  },
  CacheAccess: {
    scope: 'Service',
    scopeId: 55,
    fields: {
      name: 'string',
      cacheTypeId: 'int',
      latency: 'int',
      status: 'bool',
      operation: 'VirtualCacheOperation',
    },
  },
  MQAccess: {
    scope: 'Service',
    scopeId: 63,
    fields: {
      name: 'string',
      typeId: 'int',
      transmissionLatency: 'long',
      status: 'bool',
      operation: 'MQOperation',
    },
  },
  MQEndpointAccess: {
    scope: 'Endpoint',
    scopeId: 64,
    fields: {
      serviceId: 'string',
      serviceName: 'string',
      endpoint: 'string',
      typeId: 'int',
      transmissionLatency: 'long',
      status: 'bool',
      operation: 'MQOperation',
    },
  },
  GenAIProviderAccess: {
    scope: 'Service',
    scopeId: 96,
    fields: {
      name: 'string',
      inputTokens: 'long',
      outputTokens: 'long',
      totalEstimatedCost: 'long',
      latency: 'long',
      status: 'bool',
    },
  },
  GenAIModelAccess: {
    scope: 'ServiceInstance',
    scopeId: 97,
    fields: {
      serviceName: 'string',
      serviceId: 'string',
      modelName: 'string',
      inputTokens: 'long',
      outputTokens: 'long',
      totalEstimatedCost: 'long',
      timeToFirstToken: 'int',
      latency: 'long',
      status: 'bool',
    },
  },
} as const satisfies SourceCatalog;
