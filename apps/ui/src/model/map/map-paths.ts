/**
 * What a service hangs on and what hangs on it: walks along the calls of a map, forwards and backwards.
 */
import type { ServiceMap } from './service-map.ts';

export interface MapPaths {
  /** 1 for nodes on a path through the centre, the centre included. */
  readonly nodes: Uint8Array;
  /** 1 for calls on such a path. */
  readonly calls: Uint8Array;
}

function walk(map: ServiceMap, start: number, isForwards: boolean, depthMax: number): Int32Array {
  const next: number[][] = map.nodes.map(() => []);
  for (const call of map.calls) {
    next[isForwards ? call.source : call.target]?.push(isForwards ? call.target : call.source);
  }
  const depth = new Int32Array(map.nodes.length).fill(-1);
  const queue = [start];
  depth[start] = 0;
  for (let k = 0; k < queue.length; k += 1) {
    const at = queue[k] as number;
    if ((depth[at] as number) >= depthMax) continue;
    for (const to of next[at] ?? []) {
      if (depth[to] !== -1) continue;
      depth[to] = (depth[at] as number) + 1;
      queue.push(to);
    }
  }
  return depth;
}

/** The paths through a node: everything that reaches it and everything it reaches, at most `depthMax` calls away. */
export function pathsThrough(map: ServiceMap, node: number, depthMax = Infinity): MapPaths {
  const down = walk(map, node, true, depthMax);
  const up = walk(map, node, false, depthMax);
  const nodes = new Uint8Array(map.nodes.length);
  for (let i = 0; i < nodes.length; i += 1) nodes[i] = down[i] !== -1 || up[i] !== -1 ? 1 : 0;
  const calls = new Uint8Array(map.calls.length);
  map.calls.forEach(({ source, target }, k) => {
    const isDown =
      down[source] !== -1 && down[target] !== -1 && (down[source] as number) < depthMax;
    const isUp = up[source] !== -1 && up[target] !== -1 && (up[target] as number) < depthMax;
    calls[k] = isDown || isUp ? 1 : 0;
  });
  return { nodes, calls };
}

/** The paths through one call: what leads to its source and what follows from its target. */
export function pathsThroughCall(map: ServiceMap, index: number): MapPaths {
  const call = map.calls[index];
  const nodes = new Uint8Array(map.nodes.length);
  const calls = new Uint8Array(map.calls.length);
  if (call === undefined) return { nodes, calls };
  const up = walk(map, call.source, false, Infinity);
  const down = walk(map, call.target, true, Infinity);
  for (let i = 0; i < nodes.length; i += 1) nodes[i] = down[i] !== -1 || up[i] !== -1 ? 1 : 0;
  map.calls.forEach(({ source, target }, k) => {
    const isUp = up[source] !== -1 && up[target] !== -1;
    const isDown = down[source] !== -1 && down[target] !== -1;
    calls[k] = k === index || isUp || isDown ? 1 : 0;
  });
  return { nodes, calls };
}
