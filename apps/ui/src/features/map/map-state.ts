/** What the map page shows, from the address and the server. */
import { valueOf } from '../../base/loadable.ts';
import type { Loadable } from '../../base/loadable.ts';
import { computed, effect, signal } from '../../base/signal.ts';
import type { ReadonlySignal, Signal } from '../../base/signal.ts';
import { createQuery } from '../../model/query.ts';
import { askedWindow, completeDuration, graphql } from '../../model/server.ts';
import { slowPresent } from '../../model/page/refresh.ts';
import { timeWindow, urlNumber, urlText } from '../../model/page/url-state.ts';
import { emptyMapNumbers } from '../../model/map/map-metrics.ts';
import type { MapNumbers } from '../../model/map/map-metrics.ts';
import { stretchLayout } from '../../model/map/map-layout.ts';
import type { MapLayout } from '../../model/map/map-layout.ts';
import { pathsThrough } from '../../model/map/map-paths.ts';
import { readLayers, readMapNumbers, readTopology } from '../../model/map/map-source.ts';
import { EMPTY_MAP, partOf, shapeOf } from '../../model/map/service-map.ts';
import type { ServiceMap } from '../../model/map/service-map.ts';
import { layOut } from './lay-out.ts';

/** The layer that the map is cut down to; empty for all. */
export const layer = urlText('layer');
/** The service around which the map is drawn; empty for all. */
export const centre = urlText('around');
/** How many calls away from the centre. */
export const depth = urlNumber('depth', 2);
/** Id of the selected service or call. */
export const selection = urlText('at');

/** Numbers come by the minute; asking for them more often than this is for nothing. */
const readMsMin = 30_000;

export interface DrawnMap {
  readonly map: ServiceMap;
  readonly layout: MapLayout;
  readonly shape: string;
}

export interface MapState {
  readonly result: ReadonlySignal<Loadable<ServiceMap>>;
  readonly layers: ReadonlySignal<readonly string[]>;
  /** The part of the map that the address asks for, laid out. Kept as it is while its services and calls stay. */
  readonly drawn: Signal<DrawnMap | undefined>;
  readonly numbers: ReadonlySignal<MapNumbers>;
  readonly numbersResult: ReadonlySignal<Loadable<MapNumbers>>;
  readonly failure: Signal<string | undefined>;
  refresh(): void;
  close(): void;
}

/** The part of a map around a service. */
function cut(map: ServiceMap): ServiceMap {
  const index = map.indexOf.get(centre.value.value);
  if (index === undefined) return map;
  const { nodes } = pathsThrough(map, index, Math.max(1, depth.value.value));
  return partOf(map, (_, i) => nodes[i] === 1);
}

/** About the size of the picture when the layout is made; it is not made again when the window changes. */
function stageSize(): { readonly width: number; readonly height: number } {
  const isNarrow = window.innerWidth <= 900;
  return {
    width: isNarrow ? window.innerWidth : window.innerWidth * 0.72,
    height: isNarrow ? window.innerHeight * 0.4 : window.innerHeight - 160,
  };
}

export function openMap(): MapState {
  const present = slowPresent(readMsMin);
  const followWindow = (): void => {
    void present.value;
    void timeWindow.value;
  };
  const topology = createQuery<ServiceMap>({
    key: () => `map ${layer.value.value}`,
    read: (abort) => {
      followWindow();
      const wanted = layer.value.value === '' ? undefined : layer.value.value;
      return readTopology(graphql(), askedWindow.peek().duration, wanted, abort);
    },
    judge: (map) => (map.nodes.length === 0 ? 'empty' : 'ready'),
  });
  const layers = createQuery<readonly string[]>({
    key: () => 'layers',
    read: (abort) => readLayers(graphql(), abort),
  });
  const part = computed(() => cut(valueOf(topology.result.value) ?? EMPTY_MAP));
  const shape = computed(() => shapeOf(part.value));
  const numbersQuery = createQuery<MapNumbers>({
    key: () => (shape.value === '|' ? undefined : shape.value),
    read: (abort) => {
      followWindow();
      const asked = askedWindow.peek();
      const window = { duration: asked.duration, complete: completeDuration(asked) };
      return readMapNumbers(graphql(), part.peek(), window, abort);
    },
    judge: (numbers) =>
      numbers.failures === 0
        ? 'ready'
        : { missing: [`${numbers.failures} numbers could not be read.`] },
  });
  const drawn = signal<DrawnMap | undefined>(undefined);
  const failure = signal<string | undefined>(undefined);
  const stopLayout = effect(() => {
    const now = shape.value;
    const map = part.peek();
    let isWanted = true;
    if (map.nodes.length > 0) performance.mark('map-answer');
    const take = (layout: MapLayout): void => {
      if (isWanted) drawn.value = { map, layout: stretchLayout(layout, stageSize()), shape: now };
    };
    const layout = layOut(map);
    if (layout instanceof Promise) {
      layout.then(take, (thrown: unknown) => {
        failure.value = thrown instanceof Error ? thrown.message : 'The layout failed.';
      });
    } else take(layout);
    return () => {
      isWanted = false;
    };
  });
  const numbers = computed(() => {
    const map = drawn.value?.map ?? EMPTY_MAP;
    const read = valueOf(numbersQuery.result.value);
    return read !== undefined &&
      read.nodes.load.length === map.nodes.length &&
      read.calls.load.length === map.calls.length
      ? read
      : emptyMapNumbers(map);
  });
  return {
    result: topology.result,
    layers: computed(() => valueOf(layers.result.value) ?? []),
    drawn,
    numbers,
    numbersResult: numbersQuery.result,
    failure,
    refresh: () => {
      topology.refresh();
      numbersQuery.refresh();
    },
    close() {
      stopLayout();
      topology.close();
      layers.close();
      numbersQuery.close();
    },
  };
}
