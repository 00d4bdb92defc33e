/**
 * A map of services: the nodes and calls of a topology answer, with numbers in place of ids, so that layout, drawing and
 * paths run over arrays.
 */
import { MAP_CALLS_MAX, MAP_NODES_MAX } from './limits.ts';

/** A topology as the protocol has it. */
export interface WireTopology {
  readonly nodes: readonly {
    readonly id: string;
    readonly name: string;
    readonly type?: string | null;
    readonly isReal?: boolean | null;
    readonly layers?: readonly string[] | null;
  }[];
  readonly calls: readonly {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly sourceComponents?: readonly string[] | null;
    readonly targetComponents?: readonly string[] | null;
    readonly detectPoints?: readonly string[] | null;
  }[];
}

export interface MapNode {
  readonly id: string;
  readonly name: string;
  /** The technology, as the server names it: `SpringMVC`, `Mysql`, `USER`. */
  readonly type: string;
  /** False for what is only known from calls to it. */
  readonly isReal: boolean;
  readonly layers: readonly string[];
}

export interface MapCall {
  readonly id: string;
  /** Index into `ServiceMap.nodes`. */
  readonly source: number;
  readonly target: number;
  readonly components: readonly string[];
  readonly isSeenByClient: boolean;
  readonly isSeenByServer: boolean;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly calls: readonly MapCall[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** What was left out because of the limits. */
  readonly nodesLeftOut: number;
  readonly callsLeftOut: number;
}

export const EMPTY_MAP: ServiceMap = {
  nodes: [],
  calls: [],
  indexOf: new Map(),
  nodesLeftOut: 0,
  callsLeftOut: 0,
};

/** True for the node that stands for whoever calls from outside. */
export function isUser(node: MapNode): boolean {
  return !node.isReal && (node.type === 'USER' || node.name === 'User');
}

/**
 * Reads an answer. Doubles are joined, calls whose ends are missing are left out. Nodes are in the order of their names,
 * so an answer in another order gives the same map.
 */
export function readServiceMap(wire: WireTopology): ServiceMap {
  const degree = new Map<string, number>();
  for (const { source, target } of wire.calls) {
    degree.set(source, (degree.get(source) ?? 0) + 1);
    degree.set(target, (degree.get(target) ?? 0) + 1);
  }
  const unique = new Map(wire.nodes.map((node) => [node.id, node]));
  const kept = [...unique.values()]
    .sort((a, b) => (degree.get(b.id) ?? 0) - (degree.get(a.id) ?? 0))
    .slice(0, MAP_NODES_MAX)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
  const nodes: MapNode[] = kept.map((node) => ({
    id: node.id,
    name: node.name,
    type: node.type ?? '',
    isReal: node.isReal !== false,
    layers: node.layers ?? [],
  }));
  const indexOf = new Map(nodes.map((node, i) => [node.id, i]));
  const calls = new Map<string, MapCall>();
  let callsLeftOut = 0;
  for (const call of wire.calls) {
    const source = indexOf.get(call.source);
    const target = indexOf.get(call.target);
    if (source === undefined || target === undefined || calls.size >= MAP_CALLS_MAX) {
      callsLeftOut += 1;
      continue;
    }
    const id = `${call.source}-${call.target}`;
    const before = calls.get(id);
    const points = call.detectPoints ?? [];
    calls.set(id, {
      id,
      source,
      target,
      components: [
        ...new Set([
          ...(before?.components ?? []),
          ...(call.targetComponents ?? call.sourceComponents ?? []),
        ]),
      ],
      isSeenByClient: before?.isSeenByClient === true || points.includes('CLIENT'),
      isSeenByServer: before?.isSeenByServer === true || points.includes('SERVER'),
    });
  }
  return {
    nodes,
    calls: [...calls.values()].sort((a, b) => a.source - b.source || a.target - b.target),
    indexOf,
    nodesLeftOut: unique.size - nodes.length,
    callsLeftOut,
  };
}

/** What the layout hangs on: two maps with the same shape have the same picture. */
export function shapeOf(map: ServiceMap): string {
  return `${map.nodes.map((node) => node.id).join(' ')}|${map.calls.map((it) => `${it.source}>${it.target}`).join(' ')}`;
}

/** The part of a map whose nodes are wanted, and the calls between them. */
export function partOf(
  map: ServiceMap,
  isWanted: (node: MapNode, index: number) => boolean,
): ServiceMap {
  const nodes = map.nodes.filter(isWanted);
  const indexOf = new Map(nodes.map((node, i) => [node.id, i]));
  const numberOf = (index: number): number | undefined => indexOf.get(map.nodes[index]?.id ?? '');
  const calls = map.calls.flatMap((call) => {
    const source = numberOf(call.source);
    const target = numberOf(call.target);
    return source === undefined || target === undefined ? [] : [{ ...call, source, target }];
  });
  return { ...map, nodes, calls, indexOf };
}
