import './waterfall.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatQuantityText } from '../../base/format-number.ts';
import { preferredNameShare, setPreferredNameShare } from './name-share.ts';
import { rulerTicks } from '../../model/trace/table/time-ruler.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import { lineOf } from '../../model/trace/table/visible-rows.ts';
import type { CanvasFrame } from '../../charts/canvas-stage.ts';
import { useCanvas } from '../../widgets/hooks/use-canvas.ts';
import { SpanRow } from './span-row.tsx';
import { selectedLine, selectLine, toggleLine } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';
import {
  CoverCache,
  drawWaterfall,
  LABEL_ROOM,
  LINE_HEIGHT,
  timeOf,
  xOf,
} from './waterfall-canvas.ts';
import type { PathLines } from './waterfall-canvas.ts';
import { useBrush } from './use-brush.ts';

interface WaterfallProps {
  readonly state: TraceViewState;
  readonly hueTokens: readonly string[];
}

/** Pixels between two ticks of the ruler, at least. */
const TICK_WIDTH = 84;

function pathLines(state: TraceViewState): PathLines | undefined {
  if (!state.isPathShown.value) return undefined;
  const table = state.table.value;
  const visible = state.visible.value;
  const { row, start, end } = table.criticalPath;
  return { line: row.map((it) => lineOf(visible, table, it)), start, end };
}

/** Names on the left, time on the right, one line a span. Only the lines in view are in the document. */
export function Waterfall({ state, hueTokens }: WaterfallProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [nameShare, setNameShare] = useState(preferredNameShare());
  const table = state.table.value;
  const visible = state.visible.value;
  const range = state.range.value;
  const covers = useMemo(() => new CoverCache(table), [table]);
  const path = useMemo(() => pathLines(state), [table, visible, state.isPathShown.value]);
  const brush = useBrush(state);
  const logLines = state.lines.value.byRow;
  const draw = (frame: CanvasFrame): void => {
    const ticks = rulerTicks(range, frame.width - LABEL_ROOM, TICK_WIDTH);
    const element = scroller.current;
    const top = element === null ? scrollTop : element.scrollTop;
    drawWaterfall(
      frame,
      {
        table,
        visible,
        range,
        scrollTop: top,
        ticks,
        hueTokens,
        path,
        brush: brush.range,
        hoverX: brush.hoverX,
        hoverLine: lineUnder(brush.hoverY, top),
        lines: logLines,
      },
      covers,
    );
  };
  const bars = useCanvas(draw);
  const ruler = useCanvas((frame) => drawRuler(frame, state, brush.hoverX));

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => setHeight(element.clientHeight));
    sizes.observe(element);
    setHeight(element.clientHeight);
    return () => sizes.disconnect();
  }, []);
  useScrollToSelection(state, scroller);

  const first = Math.max(0, Math.floor(scrollTop / LINE_HEIGHT));
  const last = Math.min(visible.count, Math.ceil((scrollTop + height) / LINE_HEIGHT) + 1);
  const at = selectedLine(state);
  const lines = Array.from({ length: Math.max(0, last - first) }, (_, k) => first + k);
  return (
    <div class="waterfall" style={{ '--name-share': `${nameShare}%` }}>
      <div class="waterfall__head">
        <div class="waterfall__name-head">
          <span>Operation</span>
          <span class="faint">{visible.count === table.count ? '' : `${visible.count} lines`}</span>
        </div>
        <Resizer
          onShare={(share) => setNameShare(setPreferredNameShare(share))}
          share={nameShare}
        />
        <canvas
          class="waterfall__ruler"
          ref={ruler.canvas}
          aria-hidden="true"
          {...brush.handlers}
        />
      </div>
      <div
        class="waterfall__scroll"
        ref={scroller}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={visible.count}
        aria-colcount={2}
        tabIndex={0}
        {...(at >= first && at < last ? { 'aria-activedescendant': `span-line-${at}` } : {})}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div class="waterfall__stick" role="rowgroup" style={{ height: `${height}px` }}>
          {lines.map((line) => (
            <SpanRow
              key={line % 256}
              state={state}
              line={line}
              top={line * LINE_HEIGHT - scrollTop}
              isSelected={line === at}
              hueTokens={hueTokens}
              onSelect={() => selectLine(state, line)}
              onToggle={() => toggleLine(state, line)}
            />
          ))}
          <canvas
            class="waterfall__bars"
            ref={bars.canvas}
            aria-hidden="true"
            {...brush.handlers}
            onClick={(event) => selectAt(event, state)}
          />
        </div>
        <div
          class="waterfall__extent"
          style={{ height: `${Math.max(0, visible.count * LINE_HEIGHT - height)}px` }}
          aria-hidden="true"
        />
      </div>
    </div>
  );

  function selectAt(event: MouseEvent, of: TraceViewState): void {
    if (brush.wasDrawn() || !(event.currentTarget instanceof Element)) return;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    selectLine(of, Math.floor((y + (scroller.current?.scrollTop ?? 0)) / LINE_HEIGHT));
  }
}

function lineUnder(y: number | undefined, scrollTop: number): number | undefined {
  return y === undefined ? undefined : Math.floor((y + scrollTop) / LINE_HEIGHT);
}

/** Brings the selected line into view when someone asked for it, with some lines around it. */
function useScrollToSelection(
  state: TraceViewState,
  scroller: { readonly current: HTMLDivElement | null },
): void {
  const wish = state.scrollWish.value;
  useEffect(() => {
    const element = scroller.current;
    const line = selectedLine(state);
    if (element === null || line === -1 || wish === 0) return;
    const top = line * LINE_HEIGHT;
    const margin = Math.min(3 * LINE_HEIGHT, element.clientHeight / 4);
    if (top < element.scrollTop + margin) element.scrollTop = top - margin;
    else if (top + LINE_HEIGHT > element.scrollTop + element.clientHeight - margin) {
      element.scrollTop = top + LINE_HEIGHT + margin - element.clientHeight;
    }
  }, [wish]);
}

function drawRuler(frame: CanvasFrame, state: TraceViewState, hoverX: number | undefined): void {
  const { context, width, height, colour } = frame;
  const range = state.range.value;
  context.font = frame.font(11);
  context.textBaseline = 'middle';
  for (const tick of rulerTicks(range, width - LABEL_ROOM, TICK_WIDTH)) {
    const x = xOf(range, width, tick.atMs);
    context.fillStyle = colour('--line');
    context.fillRect(Math.round(x), height - 6, 1, 6);
    context.fillStyle = colour('--text-3');
    context.fillText(tick.label, x + 4, height / 2);
  }
  if (hoverX === undefined) return;
  const text = formatQuantityText(Math.max(0, timeOf(range, width, hoverX)), 'durationMs');
  const room = context.measureText(text).width + 8;
  const x = Math.min(Math.max(0, hoverX - room / 2), width - room);
  context.fillStyle = colour('--text');
  context.fillRect(x, 2, room, height - 4);
  context.fillStyle = colour('--surface');
  context.fillText(text, x + 4, height / 2);
}

interface ResizerProps {
  readonly share: number;
  readonly onShare: (share: number) => void;
}

/** The rule between names and time: drag it, or move it with the arrow keys. */
function Resizer({ share, onShare }: ResizerProps) {
  const move = (event: PointerEvent): void => {
    const target = event.currentTarget;
    if (!(target instanceof HTMLElement) || !target.hasPointerCapture(event.pointerId)) return;
    const box = target.parentElement?.getBoundingClientRect();
    if (box !== undefined) onShare(((event.clientX - box.left) / box.width) * 100);
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowLeft' ? -2 : event.key === 'ArrowRight' ? 2 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onShare(share + step);
  };
  return (
    <div
      class="waterfall__resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the names"
      aria-valuenow={Math.round(share)}
      aria-valuemin={15}
      aria-valuemax={75}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={move}
      onKeyDown={press}
    />
  );
}

/** Tokens of the hues of a trace's services. */
export function hueTokensOf(
  table: TraceTable,
  colourOf: (name: string) => string,
): readonly string[] {
  return table.services.map((name) => /--hue-\d+/u.exec(colourOf(name))?.[0] ?? '--hue-0');
}
