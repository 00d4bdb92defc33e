import type { ExpressionEntity, ExpressionRequest } from '../graphql-client.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { meanOf, readLoad, readPoints, weightedMeanOf } from '../series.ts';
import type { Points } from '../series.ts';
import { askedWindow, graphql } from '../server.ts';

/** A service or endpoint at the other end of a call. */
export interface Neighbour {
  readonly id: string;
  readonly name: string;
  /** For an endpoint, the service that it belongs to. */
  readonly serviceName: string;
  /** The technology, as the map names it. */
  readonly type: string;
  /** False for what is only known from calls, and for the people who call from outside. */
  readonly isReal: boolean;
  readonly load: Points;
  readonly loadMean: number | undefined;
  /** The share of all calls on this side, 0 to 1. */
  readonly share: number | undefined;
  readonly latencyMs: number | undefined;
  readonly errorPercent: number | undefined;
}

export interface Neighbours {
  readonly callers: readonly Neighbour[];
  readonly callees: readonly Neighbour[];
}

interface WireNode {
  readonly id: string;
  readonly name: string;
  readonly serviceName?: string;
  readonly type: string | null;
  readonly isReal: boolean;
}

interface WireCall {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly detectPoints: readonly string[];
}

interface WireTopology {
  readonly nodes: readonly WireNode[];
  readonly calls: readonly WireCall[];
}

/** More relations than this are not measured; the list says so by its length. */
const neighboursMax = 40;

interface Relation {
  readonly node: WireNode;
  readonly metrics: readonly [load: string, latency: string, success: string];
  readonly entity: ExpressionEntity;
}

const serviceTopology =
  'query Neighbours($id:ID!,$d:Duration!){getServiceTopology(serviceId:$id,duration:$d){nodes{id name type isReal}calls{id source target detectPoints}}}';
const endpointTopology =
  'query Dependencies($id:ID!,$d:Duration!){getEndpointDependencies(endpointId:$id,duration:$d){nodes{id name serviceName type isReal}calls{id source target detectPoints}}}';

/** Who calls a service and whom it calls. */
export function openServiceNeighbours(self: {
  readonly id: string;
  readonly serviceName: string;
  readonly normal: boolean;
}): Query<Neighbours> {
  const relationOf = (node: WireNode, call: WireCall, isCaller: boolean): Relation => {
    // What a side has seen itself is what it should be judged by; a caller may be outside, a callee a database.
    const isServerSide = isCaller
      ? call.detectPoints.includes('SERVER')
      : !call.detectPoints.includes('CLIENT');
    const prefix = `service_relation_${isServerSide ? 'server' : 'client'}`;
    const own = { serviceName: self.serviceName, normal: self.normal };
    const entity = isCaller
      ? {
          serviceName: node.name,
          normal: node.isReal,
          destServiceName: own.serviceName,
          destNormal: own.normal,
        }
      : { ...own, destServiceName: node.name, destNormal: node.isReal };
    return {
      node,
      entity,
      metrics: [`${prefix}_cpm`, `${prefix}_resp_time`, `${prefix}_call_sla`],
    };
  };
  return openNeighbours(self.id, serviceTopology, 'getServiceTopology', relationOf);
}

/** Which endpoints call an endpoint, and which it calls. */
export function openEndpointNeighbours(self: {
  readonly id: string;
  readonly serviceName: string;
  readonly normal: boolean;
  readonly endpointName: string;
}): Query<Neighbours> {
  const relationOf = (node: WireNode, _: WireCall, isCaller: boolean): Relation => {
    const own = {
      serviceName: self.serviceName,
      normal: self.normal,
      endpointName: self.endpointName,
    };
    const service = node.serviceName ?? '';
    const entity = isCaller
      ? {
          serviceName: service,
          normal: node.isReal,
          endpointName: node.name,
          destServiceName: own.serviceName,
          destNormal: own.normal,
          destEndpointName: own.endpointName,
        }
      : { ...own, destServiceName: service, destNormal: node.isReal, destEndpointName: node.name };
    return {
      node,
      entity,
      metrics: ['endpoint_relation_cpm', 'endpoint_relation_resp_time', 'endpoint_relation_sla'],
    };
  };
  return openNeighbours(self.id, endpointTopology, 'getEndpointDependencies', relationOf);
}

function openNeighbours(
  id: string,
  document: string,
  field: string,
  relationOf: (node: WireNode, call: WireCall, isCaller: boolean) => Relation,
): Query<Neighbours> {
  return createQuery<Neighbours>({
    key: () => id,
    read: async (signal) => {
      const asked = askedWindow.value;
      const answer = await graphql().query<Readonly<Record<string, WireTopology | null>>>(
        document,
        { id, d: asked.duration },
        signal,
      );
      const { nodes, calls } = answer[field] ?? { nodes: [], calls: [] };
      const nodeOf = new Map(nodes.map((node) => [node.id, node]));
      const side = (isCaller: boolean): readonly Relation[] =>
        calls
          .filter((call) => (isCaller ? call.target : call.source) === id)
          .slice(0, neighboursMax)
          .flatMap((call) => {
            const node = nodeOf.get(isCaller ? call.source : call.target);
            return node === undefined ? [] : [relationOf(node, call, isCaller)];
          });
      const callers = side(true);
      const callees = side(false);
      const requests = [...callers, ...callees].flatMap(
        ({ entity, metrics }): ExpressionRequest[] =>
          metrics.map((expression) => ({ expression, entity, duration: asked.duration })),
      );
      const answers = await graphql().expressions(requests, signal);
      const read = (relation: Relation, index: number): Neighbour => {
        const load = readLoad(answers[index * 3], asked);
        const latency = readPoints(answers[index * 3 + 1], asked);
        const errors = readPoints(answers[index * 3 + 2], asked, (value) => (10_000 - value) / 100);
        const { node } = relation;
        return {
          id: node.id,
          name: node.name,
          serviceName: node.serviceName ?? node.name,
          type: node.type ?? '',
          isReal: node.isReal,
          load,
          loadMean: meanOf(load),
          share: undefined,
          latencyMs: weightedMeanOf(latency, load),
          errorPercent: weightedMeanOf(errors, load),
        };
      };
      return {
        callers: withShares(callers.map(read)),
        callees: withShares(
          callees.map((relation, index) => read(relation, callers.length + index)),
        ),
      };
    },
    judge: ({ callers, callees }) => (callers.length + callees.length === 0 ? 'empty' : 'ready'),
  });
}

function withShares(neighbours: readonly Neighbour[]): readonly Neighbour[] {
  const total = neighbours.reduce((sum, each) => sum + (each.loadMean ?? 0), 0);
  return neighbours
    .map((each) => ({
      ...each,
      share: total === 0 || each.loadMean === undefined ? undefined : each.loadMean / total,
    }))
    .sort((a, b) => (b.loadMean ?? -1) - (a.loadMean ?? -1));
}
