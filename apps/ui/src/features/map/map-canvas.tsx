import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatQuantityText } from '../../base/format-number.ts';
import { centreOn, fitView, lineAt, nodeAt, zoomAround } from '../../model/map/map-geometry.ts';
import type { MapView } from '../../model/map/map-geometry.ts';
import { pathsThrough, pathsThroughCall } from '../../model/map/map-paths.ts';
import type { MapPaths } from '../../model/map/map-paths.ts';
import type { MapNumbers } from '../../model/map/map-metrics.ts';
import { useCanvas } from '../../widgets/hooks/use-canvas.ts';
import { useKeys } from '../../widgets/hooks/use-keys.ts';
import { discRadii, drawMap, lineShapes } from './map-drawing.ts';
import type { DrawnMap } from './map-state.ts';
import { useMapView } from './use-map-view.ts';

interface MapCanvasProps {
  readonly drawn: DrawnMap;
  readonly numbers: MapNumbers;
  readonly selectedNode: number;
  readonly selectedCall: number;
  readonly matches: Uint8Array | undefined;
  readonly hueTokens: readonly string[];
  /** The node that the list points at, −1 for none. */
  readonly pointedNode: number;
  /** Goes up when the selection should be brought into view. */
  readonly showWish: number;
  readonly onSelect: (id: string | undefined) => void;
}

const REACH = 6;
const DRAG_MIN = 4;

/** The picture: drag to move, wheel or pinch to zoom, point to see the paths through a service. */
export function MapCanvas(props: MapCanvasProps) {
  const { drawn, numbers, selectedNode, selectedCall, matches, hueTokens, pointedNode } = props;
  const [hover, setHover] = useState<
    { node: number; call: number; x: number; y: number } | undefined
  >(undefined);
  const shapes = useMemo(() => lineShapes(drawn), [drawn]);
  const hoveredNode = hover !== undefined && hover.node !== -1 ? hover.node : pointedNode;
  const hoveredCall = hover?.call ?? -1;
  const paths = useMemo(() => {
    if (hoveredNode !== -1) return pathsThrough(drawn.map, hoveredNode);
    if (hoveredCall !== -1) return pathsThroughCall(drawn.map, hoveredCall);
    if (selectedNode !== -1) return pathsThrough(drawn.map, selectedNode);
    return selectedCall === -1 ? undefined : pathsThroughCall(drawn.map, selectedCall);
  }, [drawn, hoveredNode, hoveredCall, selectedNode, selectedCall]);
  const near = useMemo(() => {
    if (hoveredNode !== -1) return pathsThrough(drawn.map, hoveredNode, 1);
    if (hoveredCall !== -1) return onlyCall(drawn, hoveredCall);
    if (selectedNode !== -1) return pathsThrough(drawn.map, selectedNode, 1);
    return selectedCall === -1 ? undefined : onlyCall(drawn, selectedCall);
  }, [drawn, hoveredNode, hoveredCall, selectedNode, selectedCall]);
  const view = useMapView(drawn);
  const radiusNow = (): Float64Array => discRadii(numbers, view.current().zoom);
  const { canvas, stage } = useCanvas((frame) => {
    view.settle({ width: frame.width, height: frame.height });
    const radius = radiusNow();
    drawMap(
      frame,
      {
        drawn,
        numbers,
        view: view.current(),
        paths,
        near,
        selectedNode,
        selectedCall,
        hoveredNode,
        matches,
        hueTokens,
        radius,
      },
      shapes,
    );
    if (drawn.map.nodes.length > 0) markPicture();
  });
  const set = (next: MapView): void => {
    view.set(next);
    stage.current?.redraw();
  };
  const size = (): { width: number; height: number } => ({
    width: canvas.current?.clientWidth ?? 1,
    height: canvas.current?.clientHeight ?? 1,
  });
  const fit = (): void => set(fitView(drawn.layout, size()));
  useEffect(() => {
    if (props.showWish > 0 && selectedNode !== -1)
      set(centreOn(view.current(), drawn.layout, selectedNode, size()));
  }, [props.showWish]);
  const zoomBy = (factor: number): void =>
    set(zoomAround(view.current(), factor, size().width / 2, size().height / 2));
  const pan = (dx: number, dy: number): void => {
    const now = view.current();
    set({ ...now, offsetX: now.offsetX + dx, offsetY: now.offsetY + dy });
  };
  useKeys('Map', [
    { keys: '+', label: 'Zoom in', run: () => zoomBy(1.25) },
    { keys: '=', label: 'Zoom in', run: () => zoomBy(1.25) },
    { keys: '-', label: 'Zoom out', run: () => zoomBy(0.8) },
    { keys: '0', label: 'Show all of it', run: fit },
    { keys: 'ArrowLeft', label: 'Move left', run: () => pan(80, 0) },
    { keys: 'ArrowRight', label: 'Move right', run: () => pan(-80, 0) },
    { keys: 'ArrowUp', label: 'Move up', run: () => pan(0, 80) },
    { keys: 'ArrowDown', label: 'Move down', run: () => pan(0, -80) },
    { keys: 'Escape', label: 'Select nothing', run: () => props.onSelect(undefined) },
  ]);

  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const moved = useRef(false);
  const placeOf = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const pick = (place: { x: number; y: number }): { node: number; call: number } => {
    const node = nodeAt(drawn.layout, radiusNow(), view.current(), place);
    return { node, call: node === -1 ? lineAt(drawn.layout, view.current(), place, REACH) : -1 };
  };
  const drag = (
    event: PointerEvent,
    before: { x: number; y: number },
    place: { x: number; y: number },
  ): void => {
    const now = view.current();
    const others = [...pointers.current.entries()]
      .filter(([id]) => id !== event.pointerId)
      .map(([, it]) => it);
    const other = others[0];
    pointers.current.set(event.pointerId, place);
    if (other === undefined) {
      pan(place.x - before.x, place.y - before.y);
      return;
    }
    // Two fingers: the distance zooms, the middle stays under them.
    const factor =
      Math.hypot(place.x - other.x, place.y - other.y) /
      Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    set(zoomAround(now, factor, (place.x + other.x) / 2, (place.y + other.y) / 2));
  };
  const move = (event: PointerEvent): void => {
    const place = placeOf(event);
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) {
      const { node, call } = pick(place);
      setHover(node === -1 && call === -1 ? undefined : { node, call, ...place });
      return;
    }
    if (!moved.current && Math.hypot(place.x - before.x, place.y - before.y) < DRAG_MIN) return;
    moved.current = true;
    drag(event, before, place);
  };
  const release = (event: PointerEvent): void => {
    pointers.current.delete(event.pointerId);
    if (moved.current) {
      if (pointers.current.size === 0) moved.current = false;
      return;
    }
    const { node, call } = pick(placeOf(event));
    props.onSelect(drawn.map.nodes[node]?.id ?? drawn.map.calls[call]?.id);
  };
  return (
    <div class="map__stage">
      <canvas
        ref={canvas}
        class={`map__canvas ${hover === undefined ? '' : 'is-at'}`}
        role="img"
        aria-label={`Map of ${drawn.map.nodes.length} services and ${drawn.map.calls.length} calls. The list beside it says the same.`}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          moved.current = false;
          pointers.current.set(event.pointerId, placeOf(event));
          event.currentTarget.setPointerCapture(event.pointerId);
          setHover(undefined);
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={(event) => pointers.current.delete(event.pointerId)}
        onPointerLeave={() => setHover(undefined)}
        onWheel={(event) => {
          event.preventDefault();
          const { x, y } = placeOf(event);
          set(zoomAround(view.current(), Math.exp(-event.deltaY / 400), x, y));
        }}
      />
      <div class="map__zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomBy(1.25)}>
          +
        </button>
        <button
          type="button"
          aria-label="Zoom out"
          title="Zoom out (-)"
          onClick={() => zoomBy(0.8)}
        >
          −
        </button>
        <button type="button" aria-label="Show all of it" title="Show all of it (0)" onClick={fit}>
          ⤢
        </button>
      </div>
      {hover === undefined || hover.node !== -1 ? undefined : (
        <CallHint drawn={drawn} numbers={numbers} at={hover} />
      )}
    </div>
  );
}

/** One call and its two ends. */
function onlyCall({ map }: DrawnMap, index: number): MapPaths {
  const nodes = new Uint8Array(map.nodes.length);
  const calls = new Uint8Array(map.calls.length);
  const call = map.calls[index];
  if (call !== undefined) {
    nodes[call.source] = 1;
    nodes[call.target] = 1;
    calls[index] = 1;
  }
  return { nodes, calls };
}

let isMarked = false;

/** Marks the first picture with services in it, for benches. */
function markPicture(): void {
  if (isMarked) return;
  isMarked = true;
  performance.mark('map-picture');
}

interface CallHintProps {
  readonly drawn: DrawnMap;
  readonly numbers: MapNumbers;
  readonly at: { readonly call: number; readonly x: number; readonly y: number };
}

/** The numbers of the call under the pointer. */
function CallHint({ drawn, numbers, at }: CallHintProps) {
  const call = drawn.map.calls[at.call];
  if (call === undefined) return undefined;
  const load = numbers.calls.load[at.call] as number;
  const words = Number.isNaN(load)
    ? 'no numbers in this window'
    : `${formatQuantityText(load, 'perMinute')} · ${formatQuantityText(numbers.calls.latencyMs[at.call], 'durationMs')} · ${formatQuantityText(numbers.calls.success[at.call], 'percent')} good`;
  return (
    <div class="map__hint" style={{ left: `${at.x + 14}px`, top: `${at.y + 10}px` }}>
      <b>
        {drawn.map.nodes[call.source]?.name} → {drawn.map.nodes[call.target]?.name}
      </b>
      <span>{words}</span>
    </div>
  );
}
