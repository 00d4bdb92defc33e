/** The worker that lays large maps out. */
import { layoutMap } from '../../model/map/map-layout.ts';
import type { MapGraph } from '../../model/map/layer-ranks.ts';

self.addEventListener('message', (event: MessageEvent<MapGraph>) =>
  self.postMessage(layoutMap(event.data), { transfer: [] }),
);
