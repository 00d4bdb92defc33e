/**
 * The map of services (server-core, ServiceTopologyBuilder). Each call may have been seen by its caller, by the called,
 * or by both. What a node shows as its type:
 *
 * 1. `USER` for who is not monitored;
 * 2. for a called service the component that it was called at, of the highest priority;
 * 3. for a guessed service the server that its callers' libraries, or the libraries of its consumers, talk to;
 * 4. else nothing: an address that nobody answers for.
 */
import {
  componentName,
  componentPriority,
  componentServerName,
  parseServiceId,
  relationId,
  serviceId,
  topologyTables,
} from '@stormpetrel/model';
import type { EntityFilter, StoreReader } from '@stormpetrel/storage/api';
import type { MetadataReader, ServiceView } from '../metadata/metadata-reader.ts';
import { type Relation, readRelations } from './relation-reader.ts';
import type { TimeWindow } from '../time-window.ts';
import { CallMap, type ServiceNodeView, type TopologyView } from './topology.ts';

/** The caller that entry spans without a parent are given (server-core, Const.USER_SERVICE_NAME). */
const userId = serviceId('User', false);

/** Addresses stand for services as long as they are seen: the server that holds an address may change. */
export const aliasFreshMs = 10 * 60_000;

export interface TopologySources {
  readonly reader: StoreReader;
  readonly metadata: MetadataReader;
  readonly nowMs: number;
}

/** The map of all services, or with `ids` of those services and whom they call or are called by. */
export async function readServiceTopology(
  sources: TopologySources,
  window: TimeWindow,
  ids: readonly string[] | undefined,
): Promise<TopologyView<ServiceNodeView>> {
  if (ids?.length === 0) return { nodes: [], calls: [] };
  const { reader, metadata, nowMs } = sources;
  const filter: EntityFilter = ids === undefined ? { kind: 'all' } : { kind: 'touching', ids };
  const [clients, servers, services, aliases] = await Promise.all([
    readRelations(reader, topologyTables.serviceClient, window, filter),
    readRelations(reader, topologyTables.serviceServer, window, filter),
    metadata.services(),
    metadata.aliases(nowMs - aliasFreshMs),
  ]);
  const builder = new ServiceTopologyBuilder(services, aliases);
  for (const relation of clients) builder.addClientSide(relation);
  for (const relation of servers) builder.addServerSide(relation);
  if (ids !== undefined) {
    const callers = outsideCallers(clients, ids);
    builder.addTypes(await readCalledAt(reader, window, callers));
  }
  return builder.build();
}

/** The type that each of the services is shown with over the window, where it has one. */
export async function readServiceTypes(
  sources: TopologySources,
  window: TimeWindow,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { nodes } = await readServiceTopology(sources, window, ids);
  return new Map(
    nodes.flatMap(({ id, type }) => (type === undefined ? [] : [[id, type] as const])),
  );
}

/** Callers that are on the map only as such: what they were called at lies outside of what was read. */
function outsideCallers(clients: readonly Relation[], ids: readonly string[]): string[] {
  const inside = new Set(ids);
  const callers = clients.map((relation) => relation.sourceId).filter((id) => !inside.has(id));
  return [...new Set(callers)];
}

async function readCalledAt(
  reader: StoreReader,
  window: TimeWindow,
  ids: readonly string[],
): Promise<readonly Relation[]> {
  if (ids.length === 0) return [];
  const filter: EntityFilter = { kind: 'touching', ids };
  const relations = await readRelations(reader, topologyTables.serviceServer, window, filter);
  const wanted = new Set(ids);
  return relations.filter((relation) => wanted.has(relation.targetId));
}

interface BuildingNode {
  readonly id: string;
  readonly name: string;
  readonly isReal: boolean;
  readonly layers: readonly string[];
  /** The component that it was called at, of the highest priority so far. */
  calledAt: number | undefined;
  /** What callers or consumers guess of it, those of consumers first. */
  guessedByConsumer: string | undefined;
  guessedByCaller: string | undefined;
}

class ServiceTopologyBuilder {
  readonly #services: ReadonlyMap<string, ServiceView>;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #nodes = new Map<string, BuildingNode>();
  readonly #calls = new CallMap();

  constructor(services: ReadonlyMap<string, ServiceView>, aliases: ReadonlyMap<string, string>) {
    this.#services = services;
    this.#aliases = aliases;
  }

  addClientSide(relation: Relation): void {
    const source = relation.sourceId;
    const target = this.#resolveAlias(relation.targetId);
    this.#node(source);
    const node = this.#node(target);
    const [component] = relation.components;
    if (component !== undefined) node.guessedByCaller ??= componentServerName(component);
    const id = relationId(source, target);
    this.#calls.add(id, { source, target }, 'CLIENT', relation.components.map(componentName));
  }

  addServerSide(relation: Relation): void {
    const { sourceId: source, targetId: target, components } = relation;
    const [component] = components;
    if (component !== undefined) {
      this.#node(source).guessedByConsumer ??= componentServerName(component);
    }
    this.#node(source);
    addCalledAt(this.#node(target), components);
    const id = relationId(source, target);
    this.#calls.add(id, { source, target }, 'SERVER', components.map(componentName));
  }

  /** Types of nodes that are on the map already; no calls. */
  addTypes(calledAt: readonly Relation[]): void {
    for (const relation of calledAt) {
      const node = this.#nodes.get(relation.targetId);
      if (node !== undefined) addCalledAt(node, relation.components);
    }
  }

  build(): TopologyView<ServiceNodeView> {
    const nodes = [...this.#nodes.values()].map((node) => ({
      id: node.id,
      name: node.name,
      type: typeOf(node),
      isReal: node.isReal,
      layers: node.layers,
    }));
    return { nodes, calls: this.#calls.list() };
  }

  #resolveAlias(id: string): string {
    const name = parseServiceId(id)?.name;
    return (name === undefined ? undefined : this.#aliases.get(name)) ?? id;
  }

  #node(id: string): BuildingNode {
    let node = this.#nodes.get(id);
    if (node === undefined) {
      const parts = parseServiceId(id);
      node = {
        id,
        name: parts?.name ?? id,
        isReal: parts?.normal ?? true,
        layers: this.#services.get(id)?.layers ?? ['UNDEFINED'],
        calledAt: undefined,
        guessedByConsumer: undefined,
        guessedByCaller: undefined,
      };
      this.#nodes.set(id, node);
    }
    return node;
  }
}

function addCalledAt(node: BuildingNode, components: readonly number[]): void {
  for (const component of components) {
    const known = node.calledAt;
    const isBetter = known === undefined || componentPriority(component) > componentPriority(known);
    if (isBetter) node.calledAt = component;
  }
}

function typeOf(node: BuildingNode): string | undefined {
  if (node.id === userId) return 'USER';
  if (node.calledAt !== undefined) return componentName(node.calledAt);
  return node.isReal ? undefined : (node.guessedByConsumer ?? node.guessedByCaller);
}
