import { useEffect, useRef } from 'preact/hooks';
import { readParameter, writeParameters } from '../../base/address.ts';
import { fitView } from '../../model/map/map-geometry.ts';
import type { MapView, Size } from '../../model/map/map-geometry.ts';
import type { DrawnMap } from './map-state.ts';

const writeDelayMs = 300;

export interface MapViewHolder {
  current(): MapView;
  set(view: MapView): void;
  /** Chooses the first view once the size of the screen is known. */
  settle(screen: Size): void;
}

function parseView(text: string | undefined): MapView | undefined {
  const [zoom, offsetX, offsetY] = (text ?? '').split(',').map(Number);
  if (zoom === undefined || offsetX === undefined || offsetY === undefined) return undefined;
  return zoom > 0 && [zoom, offsetX, offsetY].every(Number.isFinite)
    ? { zoom, offsetX, offsetY }
    : undefined;
}

/**
 * Where the reader looks. It stays while numbers change; another map (another layer, another centre) begins with all of
 * it in view. Kept outside of rendering: a drag moves it sixty times a second.
 */
export function useMapView(drawn: DrawnMap): MapViewHolder {
  const view = useRef<MapView | undefined>(undefined);
  const shape = useRef<string | undefined>(undefined);
  const isByHand = useRef(false);
  const lastSize = useRef<Size>({ width: 0, height: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const write = (next: MapView): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      writeParameters({
        view: `${Number(next.zoom.toFixed(3))},${Math.round(next.offsetX)},${Math.round(next.offsetY)}`,
      });
    }, writeDelayMs);
  };
  return {
    current: () => view.current ?? { zoom: 1, offsetX: 0, offsetY: 0 },
    set(next) {
      view.current = next;
      isByHand.current = true;
      write(next);
    },
    settle(screen) {
      if (drawn.map.nodes.length === 0) return;
      const isFirst = shape.current === undefined;
      const isNew = shape.current !== drawn.shape;
      const isResized =
        lastSize.current.width !== screen.width || lastSize.current.height !== screen.height;
      shape.current = drawn.shape;
      lastSize.current = screen;
      const kept = isFirst ? parseView(readParameter('view')) : undefined;
      if (kept !== undefined) {
        view.current = kept;
        isByHand.current = true;
      } else if (isNew || (isResized && !isByHand.current)) {
        view.current = fitView(drawn.layout, screen);
        if (!isFirst && isNew) {
          isByHand.current = false;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => writeParameters({ view: undefined }), writeDelayMs);
        }
      }
    },
  };
}
