import {
  Scope,
  type ScopeName,
  parseEndpointRelationId,
  parseMemberId,
  parseRelationId,
  parseServiceId,
} from '@stormpetrel/model';

/** What an alarm is about, in the words of hooks and of people. */
export interface AlarmEntity {
  readonly scopeId: number;
  /** `SERVICE`, `ENDPOINT_RELATION` … */
  readonly scope: string;
  /** `X of Y` for instances, `X in Y` for endpoints, `A to B` for relations of these. */
  readonly name: string;
  readonly id0: string;
  /** '' unless the entity is a relation. */
  readonly id1: string;
  /** Ids of the service or services concerned. */
  readonly serviceIds: readonly string[];
}

/** Describes an entity by its id; parts that are no ids of their kind stand for themselves. */
export function describeEntity(id: string, scope: ScopeName): AlarmEntity {
  const ends = endsOf(id, scope);
  const kind = scope.startsWith('ServiceInstance')
    ? 'ServiceInstance'
    : scope.startsWith('Endpoint')
      ? 'Endpoint'
      : 'Service';
  return {
    scopeId: Scope[scope],
    scope: scope.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
    name: ends.map((end) => endName(end, kind)).join(' to '),
    id0: ends[0] ?? id,
    id1: ends[1] ?? '',
    serviceIds: [
      ...new Set(
        ends.map((end) => (kind === 'Service' ? end : (parseMemberId(end)?.serviceId ?? end))),
      ),
    ],
  };
}

function endsOf(id: string, scope: ScopeName): readonly string[] {
  if (!scope.endsWith('Relation')) return [id];
  const ends = scope === 'EndpointRelation' ? parseEndpointRelationId(id) : parseRelationId(id);
  return ends === undefined ? [id] : [ends.sourceId, ends.targetId];
}

function endName(id: string, kind: 'Service' | 'ServiceInstance' | 'Endpoint'): string {
  if (kind === 'Service') return serviceName(id);
  const member = parseMemberId(id);
  if (member === undefined) return id;
  return `${member.name} ${kind === 'Endpoint' ? 'in' : 'of'} ${serviceName(member.serviceId)}`;
}

function serviceName(id: string): string {
  return parseServiceId(id)?.name ?? id;
}
