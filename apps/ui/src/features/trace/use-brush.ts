import { useRef, useState } from 'preact/hooks';
import { LABEL_ROOM, timeOf } from './waterfall-canvas.ts';
import type { TraceViewState, ZoomRange } from './trace-view-state.ts';

/** A drag shorter than this is a click. */
const DRAG_PX_MIN = 4;
/** The shortest stretch that can be zoomed to. */
const ZOOM_MS_MIN = 0.05;

export interface Brush {
  readonly range: readonly [number, number] | undefined;
  readonly hoverX: number | undefined;
  readonly hoverY: number | undefined;
  /** True right after a drag, so that the click that ends it selects nothing. */
  wasDrawn(): boolean;
  readonly handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerLeave(): void;
    onDblClick(): void;
    onWheel(event: WheelEvent): void;
  };
}

/** Keeps a stretch inside of the trace; one that holds all of it is no zoom at all. */
export function clampZoom(range: ZoomRange, extentMs: number): ZoomRange | undefined {
  const length = Math.max(ZOOM_MS_MIN, range.toMs - range.fromMs);
  if (length >= extentMs) return undefined;
  const fromMs = Math.min(Math.max(0, range.fromMs), extentMs - length);
  return { fromMs, toMs: fromMs + length };
}

function placeOf(event: MouseEvent): {
  readonly x: number;
  readonly y: number;
  readonly width: number;
} {
  if (!(event.currentTarget instanceof HTMLElement)) return { x: 0, y: 0, width: 1 };
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width };
}

/** Zooming with the pointer over the time columns: drag a stretch, Ctrl and wheel, Shift and wheel to move. */
export function useBrush(state: TraceViewState): Brush {
  const [drag, setDrag] = useState<readonly [number, number] | undefined>(undefined);
  const [hover, setHover] = useState<{ readonly x: number; readonly y: number } | undefined>(
    undefined,
  );
  const from = useRef<number | undefined>(undefined);
  const drawn = useRef(false);
  const extentMs = state.table.value.extentMs;
  const range = state.range.value;
  return {
    range: drag,
    hoverX: hover?.x,
    hoverY: hover?.y,
    wasDrawn: () => drawn.current,
    handlers: {
      onPointerDown(event) {
        drawn.current = false;
        if (event.button !== 0 || event.pointerType === 'touch') return;
        from.current = placeOf(event).x;
        if (event.currentTarget instanceof HTMLElement)
          event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove(event) {
        const { x, y, width } = placeOf(event);
        setHover(x >= 0 && x <= width - LABEL_ROOM ? { x, y } : undefined);
        if (from.current !== undefined && Math.abs(x - from.current) >= DRAG_PX_MIN)
          setDrag([from.current, x]);
      },
      onPointerUp(event) {
        const start = from.current;
        from.current = undefined;
        setDrag(undefined);
        const { x, width } = placeOf(event);
        if (start === undefined || Math.abs(x - start) < DRAG_PX_MIN) return;
        drawn.current = true;
        const ends = [start, x].map((it) => timeOf(range, width, it)).sort((a, b) => a - b);
        state.zoom.value = clampZoom({ fromMs: ends[0] ?? 0, toMs: ends[1] ?? 0 }, extentMs);
      },
      onPointerLeave: () => setHover(undefined),
      onDblClick: () => {
        state.zoom.value = undefined;
      },
      onWheel(event) {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
        event.preventDefault();
        const { x, width } = placeOf(event);
        const length = range.toMs - range.fromMs;
        if (event.shiftKey && !event.ctrlKey && !event.metaKey) {
          const move = ((event.deltaY || event.deltaX) / width) * length;
          state.zoom.value = clampZoom(
            { fromMs: range.fromMs + move, toMs: range.toMs + move },
            extentMs,
          );
          return;
        }
        const middle = timeOf(range, width, x);
        const factor = Math.exp(event.deltaY / 300);
        const next = {
          fromMs: middle - (middle - range.fromMs) * factor,
          toMs: middle + (range.toMs - middle) * factor,
        };
        state.zoom.value = clampZoom(next, extentMs);
      },
    },
  };
}
