/** Maps of instances between two services, and of an endpoint with its neighbours. */
import {
  endpointRelationId,
  parseMemberId,
  parseServiceId,
  relationId,
  topologyTables,
} from '@stormpetrel/model';
import type { EntityFilter, StoreReader } from '@stormpetrel/storage/api';
import { type Relation, readRelations } from './relation-reader.ts';
import type { TimeWindow } from '../time-window.ts';
import { CallMap, type MemberNodeView, type TopologyView } from './topology.ts';

/** Calls between instances of the two services, whichever calls the other. */
export async function readInstanceTopology(
  reader: StoreReader,
  window: TimeWindow,
  serviceIds: readonly [client: string, server: string],
): Promise<TopologyView<MemberNodeView>> {
  const [one, other] = serviceIds;
  const filter: EntityFilter = { kind: 'touching', ids: [one] };
  const [clients, servers] = await Promise.all([
    readRelations(reader, topologyTables.instanceClient, window, filter),
    readRelations(reader, topologyTables.instanceServer, window, filter),
  ]);
  const isBetween = ({ sourceId, targetId }: Relation): boolean => {
    const source = parseMemberId(sourceId)?.serviceId;
    const target = parseMemberId(targetId)?.serviceId;
    return (source === one && target === other) || (source === other && target === one);
  };
  const nodes = new MemberNodes();
  const calls = new CallMap();
  const add = (relation: Relation, detectPoint: 'CLIENT' | 'SERVER'): void => {
    const { sourceId: source, targetId: target } = relation;
    nodes.add(source);
    nodes.add(target);
    // Calls of instances are not told components (server-core, ServiceInstanceTopologyBuilder).
    calls.add(relationId(source, target), { source, target }, detectPoint, []);
  };
  for (const relation of clients.filter(isBetween)) add(relation, 'CLIENT');
  for (const relation of servers.filter(isBetween)) add(relation, 'SERVER');
  return { nodes: nodes.list(), calls: calls.list() };
}

/** An endpoint, those that call it, and those that it leads to. */
export async function readEndpointTopology(
  reader: StoreReader,
  window: TimeWindow,
  endpointId: string,
): Promise<TopologyView<MemberNodeView>> {
  const filter: EntityFilter = { kind: 'touching', ids: [endpointId] };
  const relations = await readRelations(reader, topologyTables.endpointServer, window, filter);
  const nodes = new MemberNodes();
  const calls = new CallMap();
  for (const { sourceId: source, targetId: target } of relations) {
    nodes.add(source);
    nodes.add(target);
    calls.add(endpointCallId(source, target), { source, target }, 'SERVER', []);
  }
  return { nodes: nodes.list(), calls: calls.list() };
}

function endpointCallId(sourceId: string, targetId: string): string {
  const source = parseMemberId(sourceId);
  const target = parseMemberId(targetId);
  if (source === undefined || target === undefined) return relationId(sourceId, targetId);
  return endpointRelationId(source.serviceId, source.name, target.serviceId, target.name);
}

class MemberNodes {
  readonly #nodes = new Map<string, MemberNodeView>();

  add(id: string): void {
    if (this.#nodes.has(id)) return;
    const member = parseMemberId(id);
    const service = member === undefined ? undefined : parseServiceId(member.serviceId);
    this.#nodes.set(id, {
      id,
      name: member?.name ?? id,
      serviceId: member?.serviceId ?? '',
      serviceName: service?.name ?? '',
      type: '',
      isReal: service?.normal ?? true,
    });
  }

  list(): readonly MemberNodeView[] {
    return [...this.#nodes.values()];
  }
}
