/**
 * Reads the map from the server: the topology of the window, then its numbers. Both are GraphQL (oap.md App. B).
 */
import type { GraphqlClient } from '../graphql-client.ts';
import type { WireDuration } from '../page/time-window.ts';
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

/** The window of the numbers. */
export interface NumbersWindow {
  readonly duration: WireDuration;
  /** Its complete minutes, where the last is still being filled. */
  readonly complete: WireDuration | undefined;
}

/**
 * Its numbers, in as few requests as the client's batches allow. They are those of the complete minutes, as on all other
 * pages; in the very first minute, which is all that there is, the incomplete one counts.
 */
export async function readMapNumbers(
  client: GraphqlClient,
  map: ServiceMap,
  { duration, complete }: NumbersWindow,
  signal: AbortSignal,
): Promise<MapNumbers> {
  const read = async (of: WireDuration): Promise<MapNumbers> =>
    readMetrics(map, await client.expressions(metricRequests(map, of), signal));
  if (complete !== undefined) {
    const numbers = await read(complete);
    if (numbers.failures > 0 || numbers.calls.load.some((load) => load > 0)) return numbers;
  }
  return read(duration);
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
