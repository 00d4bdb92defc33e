import { INLINE_LAYOUT_NODES_MAX } from '../../model/map/limits.ts';
import { layoutMap } from '../../model/map/map-layout.ts';
import type { MapLayout } from '../../model/map/map-layout.ts';
import type { ServiceMap } from '../../model/map/service-map.ts';

/** Lays a map out: here when it is small, in a worker when it would be felt. */
export function layOut(map: ServiceMap): MapLayout | Promise<MapLayout> {
  const graph = {
    count: map.nodes.length,
    source: Int32Array.from(map.calls, (call) => call.source),
    target: Int32Array.from(map.calls, (call) => call.target),
  };
  if (map.nodes.length <= INLINE_LAYOUT_NODES_MAX) return layoutMap(graph);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./map.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<MapLayout>) => {
      resolve(event.data);
      worker.terminate();
    });
    worker.addEventListener('error', (event) => {
      reject(new Error(event.message || 'The layout failed.'));
      worker.terminate();
    });
    worker.postMessage(graph, []);
  });
}
