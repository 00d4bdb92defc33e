/**
 * The measures of the drawn map: sizes by load, the view, and what lies under the pointer.
 */
import type { MapLayout } from './map-layout.ts';

export const DISC_RADIUS_MIN = 9;
export const DISC_RADIUS_MAX = 22;

/** Radius by calls a minute, on a log scale; the least for unknown load. */
export function discRadius(load: number | undefined): number {
  if (load === undefined || !(load > 0)) return DISC_RADIUS_MIN;
  return Math.min(DISC_RADIUS_MAX, DISC_RADIUS_MIN + Math.log10(1 + load) * 3);
}

/** Width of a line by calls a minute. */
export function lineWidth(load: number | undefined): number {
  if (load === undefined || !(load > 0)) return 1;
  return Math.min(7, 1 + Math.log10(1 + load) * 1.25);
}

/** Screen = map × zoom + offset. */
export interface MapView {
  readonly zoom: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export const ZOOM_MIN = 0.03;
export const ZOOM_MAX = 3;

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 56;

/** The view that shows the whole map in the middle; small maps are not blown up. */
export function fitView(
  layout: Pick<MapLayout, 'width' | 'height'>,
  screen: Size,
  zoomMax = 1.15,
): MapView {
  const zoom = Math.max(
    ZOOM_MIN,
    Math.min(
      zoomMax,
      (screen.width - 2 * MARGIN) / Math.max(1, layout.width),
      (screen.height - MARGIN) / Math.max(1, layout.height),
    ),
  );
  return {
    zoom,
    offsetX: (screen.width - layout.width * zoom) / 2,
    offsetY: (screen.height - layout.height * zoom) / 2,
  };
}

/** Zooms around a point of the screen. */
export function zoomAround(view: MapView, factor: number, x: number, y: number): MapView {
  const zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, view.zoom * factor));
  const scale = zoom / view.zoom;
  return { zoom, offsetX: x - (x - view.offsetX) * scale, offsetY: y - (y - view.offsetY) * scale };
}

/** Moves the view so that a node is in the middle, at a zoom at which its name can be read. */
export function centreOn(view: MapView, layout: MapLayout, node: number, screen: Size): MapView {
  const zoom = Math.max(view.zoom, 0.8);
  return {
    zoom,
    offsetX: screen.width / 2 - (layout.x[node] ?? 0) * zoom,
    offsetY: screen.height / 2 - (layout.y[node] ?? 0) * zoom,
  };
}

/** The node whose disc (or whose near surroundings) holds a point of the screen; −1 if none. */
export function nodeAt(
  layout: MapLayout,
  radius: Float64Array,
  view: MapView,
  point: { readonly x: number; readonly y: number },
): number {
  let best = -1;
  let bestDistance = Infinity;
  for (let i = 0; i < layout.x.length; i += 1) {
    const dx = (layout.x[i] as number) * view.zoom + view.offsetX - point.x;
    const dy = (layout.y[i] as number) * view.zoom + view.offsetY - point.y;
    // Discs that are a few pixels wide are still to be hit.
    const reach = Math.max(7, (radius[i] as number) * view.zoom + 3);
    const distance = dx * dx + dy * dy;
    if (distance <= reach * reach && distance < bestDistance) {
      bestDistance = distance;
      best = i;
    }
  }
  return best;
}

const CURVE_STEPS = 8;

/** A point of the curve between two points of a route: it leaves and arrives level. */
function curvePoint(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  t: number,
): { x: number; y: number } {
  const middle = (x0 + x1) / 2;
  const u = 1 - t;
  const x = u * u * u * x0 + 3 * u * u * t * middle + 3 * u * t * t * middle + t * t * t * x1;
  const y = u * u * (u + 3 * t) * y0 + t * t * (t + 3 * u) * y1;
  return { x, y };
}

function distanceToSegment(
  p: { x: number; y: number },
  a: { x: number; y: number },
  b: { x: number; y: number },
): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const t =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/** The line within `reachPx` of a point of the screen that is nearest to it; −1 if none. */
export function lineAt(
  layout: MapLayout,
  view: MapView,
  point: { readonly x: number; readonly y: number },
  reachPx: number,
): number {
  const p = { x: (point.x - view.offsetX) / view.zoom, y: (point.y - view.offsetY) / view.zoom };
  const reach = reachPx / view.zoom;
  let best = -1;
  let bestDistance = reach;
  for (let e = 0; e + 1 < layout.routeOffset.length; e += 1) {
    for (
      let k = (layout.routeOffset[e] as number) + 2;
      k < (layout.routeOffset[e + 1] as number);
      k += 2
    ) {
      const [x0, y0, x1, y1] = [k - 2, k - 1, k, k + 1].map((at) => layout.route[at] as number) as [
        number,
        number,
        number,
        number,
      ];
      if (p.x < Math.min(x0, x1) - reach || p.x > Math.max(x0, x1) + reach) continue;
      if (p.y < Math.min(y0, y1) - reach || p.y > Math.max(y0, y1) + reach) continue;
      let from = { x: x0, y: y0 };
      for (let step = 1; step <= CURVE_STEPS; step += 1) {
        const to = curvePoint(x0, y0, x1, y1, step / CURVE_STEPS);
        const distance = distanceToSegment(p, from, to);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = e;
        }
        from = to;
      }
    }
  }
  return best;
}
