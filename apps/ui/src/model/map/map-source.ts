/**
 * Reads the map from the server: the topology of the window, then its numbers. Both are GraphQL (oap.md App. B).
 */
import type { GraphqlClient } from '../graphql-client.ts';
import type { WireDuration } from '../time-window.ts';
import { metricRequests, readMetrics } from './map-metrics.ts';
import type { MapNumbers } from './map-metrics.ts';
import { readServiceMap } from './service-map.ts';
import type { ServiceMap, WireTopology } from './service-map.ts';

const TOPOLOGY_QUERY =
  'query Map($d:Duration!,$l:String){map:getGlobalTopology(duration:$d,layer:$l){nodes{id name type isReal layers} calls{id source target sourceComponents targetComponents detectPoints}}}';

/** The map of a window. `layer` leaves out services of other layers. */
export async function readTopology(
  client: GraphqlClient,
  duration: WireDuration,
  layer: string | undefined,
  signal: AbortSignal,
): Promise<ServiceMap> {
  const variables = layer === undefined ? { d: duration } : { d: duration, l: layer };
  const answer = await client.query<{ map: WireTopology | null }>(
    TOPOLOGY_QUERY,
    variables,
    signal,
  );
  return readServiceMap(answer.map ?? { nodes: [], calls: [] });
}

/** Its numbers, in as few requests as the client's batches allow. */
export async function readMapNumbers(
  client: GraphqlClient,
  map: ServiceMap,
  duration: WireDuration,
  signal: AbortSignal,
): Promise<MapNumbers> {
  return readMetrics(map, await client.expressions(metricRequests(map, duration), signal));
}

/** Layers that hold services, for the filter. */
export async function readLayers(
  client: GraphqlClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await client.query<{ layers: readonly string[] | null }>(
    'query Layers{layers:listLayers}',
    {},
    signal,
  );
  return answer.layers ?? [];
}
