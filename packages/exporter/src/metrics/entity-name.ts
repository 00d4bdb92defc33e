import { parseMemberId, parseServiceId } from '@stormpetrel/model';
import type { ScopeName } from '@stormpetrel/model';

/**
 * What an exported value calls its entity (exporter, MetricFormatter): the name of the service, instance or endpoint, '' for
 * all; undefined where SkyWalking exports nothing: relations and processes.
 */
export function exportedEntityName(scope: ScopeName, id: string): string | undefined {
  if (scope === 'All') return '';
  if (scope === 'Service') return parseServiceId(id)?.name;
  if (scope === 'ServiceInstance' || scope === 'Endpoint') return parseMemberId(id)?.name;
  return undefined;
}
