import { useMemo, useRef, useState } from 'preact/hooks';
import { minimapCells, minimapRuns } from '../../model/trace/table/minimap.ts';
import type { MinimapRun } from '../../model/trace/table/minimap.ts';
import { rulerTicks } from '../../model/trace/table/time-ruler.ts';
import type { CanvasFrame } from '../../charts/canvas-stage.ts';
import { useCanvas } from '../../widgets/hooks/use-canvas.ts';
import type { TraceViewState } from './trace-view-state.ts';
import { clampZoom } from './use-brush.ts';

interface MinimapProps {
  readonly state: TraceViewState;
  readonly hueTokens: readonly string[];
}

const HEIGHT = 52;
const TOP = 14;
const DRAG_PX_MIN = 3;

/** Lanes: one a span while they fit, otherwise as many as there are pixels. */
function laneHeightOf(count: number): number {
  return Math.max(1, Math.min(4, Math.floor((HEIGHT - TOP) / Math.max(1, count))));
}

/** The whole trace in a strip. Drag to zoom the waterfall below, drag the shown stretch to move it. */
export function Minimap({ state, hueTokens }: MinimapProps) {
  const table = state.table.value;
  const cache = useRef<{ width: number; runs: readonly MinimapRun[] }>({ width: 0, runs: [] });
  useMemo(() => (cache.current = { width: 0, runs: [] }), [table]);
  const [drag, setDrag] = useState<{ from: number; to: number } | undefined>(undefined);
  const mode = useRef<
    { kind: 'draw' | 'move'; x: number; fromMs: number; toMs: number } | undefined
  >(undefined);
  const laneHeight = laneHeightOf(table.count);
  const laneCount = Math.floor((HEIGHT - TOP) / laneHeight);
  const extentMs = Math.max(table.extentMs, 1e-3);

  const draw = (frame: CanvasFrame): void => {
    const { context, width, colour } = frame;
    const columns = Math.floor(width);
    if (cache.current.width !== columns) {
      cache.current = {
        width: columns,
        runs: minimapRuns(minimapCells(table, columns, laneCount), columns),
      };
    }
    context.font = frame.font(10);
    context.textBaseline = 'middle';
    for (const tick of rulerTicks({ fromMs: 0, toMs: extentMs }, width, 96)) {
      const x = Math.round((tick.atMs / extentMs) * width);
      context.fillStyle = colour('--line-soft');
      context.fillRect(x, 0, 1, HEIGHT);
      context.fillStyle = colour('--text-3');
      if (x + 40 < width) context.fillText(tick.label, x + 4, 7);
    }
    const lanes = Math.min(laneCount, table.count);
    const top = TOP + Math.max(0, Math.floor((HEIGHT - TOP - 2 - lanes * laneHeight) / 2));
    for (const run of cache.current.runs) {
      context.fillStyle = colour(run.isError ? '--error' : (hueTokens[run.service] ?? '--hue-0'));
      context.fillRect(
        run.from,
        top + run.lane * laneHeight,
        run.to - run.from,
        Math.max(1, laneHeight - 1),
      );
    }
    drawWindow(frame, windowOf());
  };

  function windowOf(): { from: number; to: number } | undefined {
    if (drag !== undefined)
      return { from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) };
    const zoom = state.zoom.value;
    if (zoom === undefined) return undefined;
    const width = canvas.current?.clientWidth ?? 1;
    const { fromMs, toMs } = state.range.value;
    return { from: (fromMs / extentMs) * width, to: (toMs / extentMs) * width };
  }

  const { canvas } = useCanvas(draw);
  const place = (event: PointerEvent): { x: number; atMs: number; width: number } => {
    const box = canvas.current?.getBoundingClientRect();
    const width = box?.width ?? 1;
    const x = Math.min(width, Math.max(0, event.clientX - (box?.left ?? 0)));
    return { x, atMs: (x / width) * extentMs, width };
  };
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.current?.setPointerCapture(event.pointerId);
    const { x, atMs } = place(event);
    const { fromMs, toMs } = state.range.value;
    const isInside = state.zoom.value !== undefined && atMs >= fromMs && atMs <= toMs;
    mode.current = { kind: isInside ? 'move' : 'draw', x, fromMs, toMs };
  };
  const move = (event: PointerEvent): void => {
    const started = mode.current;
    if (started === undefined) return;
    const { x, width } = place(event);
    if (started.kind === 'draw') {
      if (Math.abs(x - started.x) >= DRAG_PX_MIN) setDrag({ from: started.x, to: x });
      return;
    }
    const byMs = ((x - started.x) / width) * extentMs;
    state.zoom.value = clampZoom(
      { fromMs: started.fromMs + byMs, toMs: started.toMs + byMs },
      extentMs,
    );
  };
  const release = (event: PointerEvent): void => {
    const started = mode.current;
    mode.current = undefined;
    setDrag(undefined);
    if (started?.kind !== 'draw') return;
    const { x, width } = place(event);
    if (Math.abs(x - started.x) < DRAG_PX_MIN) return;
    const ends = [started.x, x].map((it) => (it / width) * extentMs).sort((a, b) => a - b);
    state.zoom.value = clampZoom({ fromMs: ends[0] ?? 0, toMs: ends[1] ?? 0 }, extentMs);
  };
  return (
    <div class="minimap">
      <canvas
        class="minimap__canvas"
        ref={canvas}
        aria-hidden="true"
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onDblClick={() => (state.zoom.value = undefined)}
      />
    </div>
  );
}

/** Greys out what the waterfall doesn't show. */
function drawWindow(
  { context, width, colour }: CanvasFrame,
  shown: { from: number; to: number } | undefined,
): void {
  if (shown === undefined) return;
  context.globalAlpha = 0.72;
  context.fillStyle = colour('--sunken');
  context.fillRect(0, 0, shown.from, HEIGHT);
  context.fillRect(shown.to, 0, width - shown.to, HEIGHT);
  context.globalAlpha = 1;
  context.fillStyle = colour('--accent');
  context.fillRect(Math.max(0, shown.from - 1), 0, 2, HEIGHT);
  context.fillRect(Math.min(width - 2, shown.to - 1), 0, 2, HEIGHT);
}
