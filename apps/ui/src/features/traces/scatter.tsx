import { useRef, useState } from 'preact/hooks';
import { formatQuantityText } from '../../base/format-number.ts';
import { formatClock } from '../../base/format-time.ts';
import { timeSpan, zone } from '../../model/page/url-state.ts';
import {
  boxOf,
  durationTicks,
  pointAt,
  scatterScale,
  scatterX,
  scatterY,
} from '../../model/trace/search/scatter.ts';
import type { ScatterBox, ScatterScale } from '../../model/trace/search/scatter.ts';
import type { TraceLine } from '../../model/trace/search/trace-search.ts';
import type { CanvasFrame } from '../../charts/canvas-stage.ts';
import { timeTicks, timeTickText } from '../../charts/time-ticks.ts';
import { useCanvas } from '../../widgets/hooks/use-canvas.ts';

interface ScatterProps {
  readonly lines: readonly TraceLine[];
  /** True when older traces than these exist and were not read. */
  readonly isCapped: boolean;
  readonly onOpen: (line: TraceLine) => void;
  readonly onBox: (box: ScatterBox) => void;
}

const LEFT = 56;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 20;
const REACH = 8;
const DRAG_MIN = 4;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Each trace a point: when it began and how long it took. Drag a box to look closer. */
export function Scatter({ lines, isCapped, onOpen, onBox }: ScatterProps) {
  const [at, setAt] = useState(-1);
  const [drag, setDrag] = useState<readonly [Place, Place] | undefined>(undefined);
  const from = useRef<Place | undefined>(undefined);
  const span = timeSpan.value;
  const scaleOf = (width: number, height: number): ScatterScale =>
    scatterScale(lines, span, { width: width - LEFT - RIGHT, height: height - TOP - BOTTOM });
  const draw = (frame: CanvasFrame): void => {
    const scale = scaleOf(frame.width, frame.height);
    drawAxes(frame, scale);
    if (isCapped) drawUnread(frame, scale, lines);
    drawPoints(frame, scale, lines, at);
    if (drag !== undefined) drawBox(frame, drag);
  };
  const { canvas } = useCanvas(draw);
  const placeOf = (event: PointerEvent): Place => {
    const box = canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0) - LEFT, y: event.clientY - (box?.top ?? 0) - TOP };
  };
  const scaleNow = (): ScatterScale =>
    scaleOf(canvas.current?.clientWidth ?? 1, canvas.current?.clientHeight ?? 1);
  const move = (event: PointerEvent): void => {
    const place = placeOf(event);
    if (from.current === undefined) {
      setAt(pointAt(lines, scaleNow(), place, REACH));
      return;
    }
    if (Math.abs(place.x - from.current.x) + Math.abs(place.y - from.current.y) >= DRAG_MIN)
      setDrag([from.current, place]);
  };
  const release = (event: PointerEvent): void => {
    const start = from.current;
    from.current = undefined;
    if (start === undefined) return;
    if (drag === undefined) {
      const line = lines[pointAt(lines, scaleNow(), placeOf(event), REACH)];
      if (line !== undefined) onOpen(line);
      return;
    }
    setDrag(undefined);
    onBox(boxOf(scaleNow(), start, placeOf(event)));
  };
  const hovered = lines[at];
  return (
    <div class="scatter">
      <canvas
        ref={canvas}
        class={`scatter__canvas ${hovered === undefined ? '' : 'is-at-point'}`}
        role="img"
        aria-label={`${lines.length} traces by start and duration, ${lines.filter((it) => it.isError).length} of them failed. The table below says the same.`}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          from.current = placeOf(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerLeave={() => setAt(-1)}
      />
      {hovered === undefined || drag !== undefined ? undefined : (
        <Hint line={hovered} scale={scaleNow()} />
      )}
    </div>
  );
}

function Hint({ line, scale }: { readonly line: TraceLine; readonly scale: ScatterScale }) {
  const x = LEFT + scatterX(scale, line.startMs);
  const y = TOP + scatterY(scale, line.durationMs);
  const isRight = x > scale.width * 0.6;
  return (
    <div
      class="scatter__hint"
      style={{
        top: `${Math.max(0, y - 10)}px`,
        ...(isRight
          ? { right: `${LEFT + RIGHT + scale.width - x + 12}px` }
          : { left: `${x + 12}px` }),
      }}
    >
      <b>{line.endpoint === '' ? 'no name' : line.endpoint}</b>
      <span>
        {formatQuantityText(line.durationMs, 'durationMs')} ·{' '}
        {formatClock(line.startMs, zone.value, 'ms')}
        {line.isError ? <span class="is-error"> · ! failed</span> : undefined}
      </span>
    </div>
  );
}

function drawAxes(frame: CanvasFrame, scale: ScatterScale): void {
  const { context, colour } = frame;
  context.font = frame.font(11);
  context.textBaseline = 'middle';
  for (const tick of durationTicks(scale)) {
    const y = Math.round(TOP + scatterY(scale, tick));
    context.fillStyle = colour('--line-soft');
    context.fillRect(LEFT, y, scale.width, 1);
    context.fillStyle = colour('--text-3');
    context.textAlign = 'right';
    context.fillText(formatQuantityText(tick, 'durationMs'), LEFT - 8, y);
  }
  context.textAlign = 'center';
  for (const tick of timeTicks(scale.fromMs, scale.toMs, scale.width, zone.value)) {
    const x = Math.round(LEFT + scatterX(scale, tick));
    context.fillStyle = colour('--line-soft');
    context.fillRect(x, TOP, 1, scale.height);
    context.fillStyle = colour('--text-3');
    const text = timeTickText(tick, scale.toMs - scale.fromMs, zone.value);
    if (x - LEFT > 20 && LEFT + scale.width - x > 20)
      context.fillText(text, x, TOP + scale.height + 11);
  }
  context.textAlign = 'left';
}

/** What lies before the oldest trace that was read is not empty, it is unknown: greyed, and said in words. */
function drawUnread(
  { context, colour }: CanvasFrame,
  scale: ScatterScale,
  lines: readonly TraceLine[],
): void {
  const oldestMs = lines.reduce((min, line) => Math.min(min, line.startMs), Infinity);
  const width = scatterX(scale, oldestMs) - 4;
  if (width < 8) return;
  context.fillStyle = colour('--sunken');
  context.fillRect(LEFT, TOP, width, scale.height);
  if (width < 130) return;
  context.fillStyle = colour('--text-3');
  context.textAlign = 'center';
  context.fillText('older ones not read', LEFT + width / 2, TOP + scale.height / 2);
  context.textAlign = 'left';
}

/** Good ones are rings that darken where they crowd; failed ones are filled diamonds, drawn last. */
function drawPoints(
  { context, colour }: CanvasFrame,
  scale: ScatterScale,
  lines: readonly TraceLine[],
  at: number,
): void {
  context.fillStyle = colour('--series-1');
  context.globalAlpha = lines.length > 300 ? 0.4 : 0.55;
  for (const line of lines) {
    if (line.isError || !isInside(scale, line)) continue;
    context.beginPath();
    context.arc(
      LEFT + scatterX(scale, line.startMs),
      TOP + scatterY(scale, line.durationMs),
      2.6,
      0,
      Math.PI * 2,
    );
    context.fill();
  }
  context.globalAlpha = 1;
  context.fillStyle = colour('--error');
  context.strokeStyle = colour('--surface');
  context.lineWidth = 1;
  for (const line of lines)
    if (line.isError)
      diamond(
        context,
        LEFT + scatterX(scale, line.startMs),
        TOP + scatterY(scale, line.durationMs),
        4.6,
      );
  const hovered = lines[at];
  if (hovered === undefined) return;
  context.strokeStyle = colour('--text');
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(
    LEFT + scatterX(scale, hovered.startMs),
    TOP + scatterY(scale, hovered.durationMs),
    6,
    0,
    Math.PI * 2,
  );
  context.stroke();
}

/** Servers round the window to whole seconds or minutes; what that adds is in the list but not in the picture. */
function isInside(scale: ScatterScale, line: TraceLine): boolean {
  return line.startMs >= scale.fromMs && line.startMs <= scale.toMs;
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
  context.fill();
  context.stroke();
}

function drawBox({ context, colour }: CanvasFrame, [a, b]: readonly [Place, Place]): void {
  const [x, y, width, height] = [
    LEFT + Math.min(a.x, b.x),
    TOP + Math.min(a.y, b.y),
    Math.abs(a.x - b.x),
    Math.abs(a.y - b.y),
  ];
  context.globalAlpha = 0.12;
  context.fillStyle = colour('--accent');
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  context.strokeStyle = colour('--accent');
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width, height);
}
