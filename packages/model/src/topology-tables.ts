import type { MetricTable } from './metric-table.ts';
import type { ScopeName } from './scope.ts';

/**
 * Who called whom, by minute: what the maps are drawn from. Kept apart from the metrics of relations, so that the map
 * does not depend on which rules are active. `components` counts calls by component id.
 */
function relationTable(name: string, scope: ScopeName): MetricTable {
  return {
    name,
    scope,
    columns: [
      { name: 'calls', kind: 'sum' },
      { name: 'components', kind: 'map', keys: 'int' },
    ],
  };
}

/** Seen by the caller (`client`) or by the called (`server`). */
export const topologyTables = {
  serviceClient: relationTable('service_relation_client_side', 'ServiceRelation'),
  serviceServer: relationTable('service_relation_server_side', 'ServiceRelation'),
  instanceClient: relationTable('service_instance_relation_client_side', 'ServiceInstanceRelation'),
  instanceServer: relationTable('service_instance_relation_server_side', 'ServiceInstanceRelation'),
  endpointServer: relationTable('endpoint_relation_server_side', 'EndpointRelation'),
} as const;
