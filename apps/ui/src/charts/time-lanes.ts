/**
 * Lanes over time: bars for what lasts, marks for what happens at a moment. The geometry and the drawing; what a pointer
 * or key does with them is the widget's.
 *
 *   lane 0  ▐████▌      ◆   ▐██▶        a bar without an end reaches the right edge and is open there
 *   lane 1        ◆ ◆
 *           14:00     14:10     14:20
 */
import type { CanvasFrame } from './canvas-stage.ts';
import { timeTicks, timeTickText } from './time-ticks.ts';

/** `past` is a warning that is over: quieter than what goes on. */
export type LaneTone = 'error' | 'past' | 'plain';

export interface LaneItem {
  readonly key: string;
  readonly startMs: number;
  /** Undefined for a moment. */
  readonly endMs: number | undefined;
  /** Still goes on: it is drawn to the right edge. */
  readonly isOpen?: boolean;
  readonly tone: LaneTone;
  /** Hatched: it comes and goes. */
  readonly isHatched?: boolean;
  /** What it is, for the hint and for readers. */
  readonly label: string;
  readonly note?: string;
}

export interface Lane {
  readonly key: string;
  readonly items: readonly LaneItem[];
}

export interface LaneScale {
  readonly startMs: number;
  readonly endMs: number;
  readonly widthPx: number;
}

export const laneHeightPx = 24;
export const laneAxisPx = 20;
const barHeightPx = 12;
const markRadiusPx = 5;
/** Bars are never thinner, so that a minute in a month can be seen and hit. */
const barWidthPxMin = 3;

export function laneX(scale: LaneScale, timeMs: number): number {
  const share = (timeMs - scale.startMs) / Math.max(1, scale.endMs - scale.startMs);
  return Math.min(1, Math.max(0, share)) * scale.widthPx;
}

export function laneTime(scale: LaneScale, x: number): number {
  const share = Math.min(1, Math.max(0, x / Math.max(1, scale.widthPx)));
  return scale.startMs + share * (scale.endMs - scale.startMs);
}

/** Left edge and width of an item in pixels. */
export function laneExtent(
  scale: LaneScale,
  item: LaneItem,
): { readonly x: number; readonly width: number } {
  const x = laneX(scale, item.startMs);
  if (item.isOpen === true) return { x, width: Math.max(barWidthPxMin, scale.widthPx - x) };
  if (item.endMs === undefined) return { x, width: 0 };
  return { x, width: Math.max(barWidthPxMin, laneX(scale, item.endMs) - x) };
}

/** The item under a point: the one that was drawn last. */
export function laneItemAt(
  lanes: readonly Lane[],
  scale: LaneScale,
  x: number,
  y: number,
): LaneItem | undefined {
  const lane = lanes[Math.floor(y / laneHeightPx)];
  return lane?.items.findLast((item) => {
    const extent = laneExtent(scale, item);
    const reachPx = item.endMs === undefined && item.isOpen !== true ? markRadiusPx + 2 : 2;
    return x >= extent.x - reachPx && x <= extent.x + extent.width + reachPx;
  });
}

const tokens: Readonly<Record<LaneTone, string>> = {
  error: '--error',
  past: '--warn',
  plain: '--series-1',
};

export interface LaneDrawing {
  readonly lanes: readonly Lane[];
  readonly scale: LaneScale;
  readonly zone: string;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  /** A span that is being drawn with the pointer, in pixels. */
  readonly brush: readonly [number, number] | undefined;
}

export function drawLanes(frame: CanvasFrame, drawing: LaneDrawing): void {
  const { lanes, scale } = drawing;
  drawGrid(frame, drawing);
  for (const [index, lane] of lanes.entries()) {
    for (const item of lane.items) {
      const isStrong = item.key === drawing.selected || item.key === drawing.hovered;
      drawItem(frame, scale, item, (index + 0.5) * laneHeightPx, isStrong);
    }
  }
  if (drawing.brush !== undefined) drawBrush(frame, drawing.brush, lanes.length * laneHeightPx);
}

function drawGrid(frame: CanvasFrame, { lanes, scale, zone }: LaneDrawing): void {
  const { context, colour } = frame;
  const heightPx = lanes.length * laneHeightPx;
  context.font = frame.font(11);
  context.textBaseline = 'middle';
  context.fillStyle = colour('--line-soft');
  for (let i = 0; i <= lanes.length; i++) context.fillRect(0, i * laneHeightPx, scale.widthPx, 1);
  for (const tick of timeTicks(scale.startMs, scale.endMs, scale.widthPx, zone)) {
    const x = Math.round(laneX(scale, tick));
    context.fillStyle = colour('--line-soft');
    context.fillRect(x, 0, 1, heightPx);
    context.fillStyle = colour('--text-3');
    context.textAlign = 'center';
    if (x > 20 && scale.widthPx - x > 20)
      context.fillText(
        timeTickText(tick, scale.endMs - scale.startMs, zone),
        x,
        heightPx + laneAxisPx / 2 + 1,
      );
  }
  context.textAlign = 'left';
}

function drawItem(
  frame: CanvasFrame,
  scale: LaneScale,
  item: LaneItem,
  middleY: number,
  isStrong: boolean,
): void {
  const { context, colour } = frame;
  const { x, width } = laneExtent(scale, item);
  context.fillStyle = colour(tokens[item.tone]);
  if (item.endMs === undefined && item.isOpen !== true) {
    drawMark(frame, x, middleY, item, isStrong);
    return;
  }
  const top = middleY - barHeightPx / 2;
  context.globalAlpha = item.tone === 'past' ? 0.45 : 0.9;
  context.beginPath();
  const round = item.isOpen === true ? [2, 0, 0, 2] : 2;
  context.roundRect(x, top, width, barHeightPx, round);
  context.fill();
  context.globalAlpha = 1;
  if (item.isHatched === true) hatch(frame, x, top, width);
  if (isStrong) {
    context.strokeStyle = colour('--text');
    context.lineWidth = 1.5;
    context.strokeRect(x - 1.5, top - 1.5, width + 3, barHeightPx + 3);
  }
}

/** Errors are diamonds and the rest discs, so that the shape tells without the colour. */
function drawMark(
  { context, colour }: CanvasFrame,
  x: number,
  y: number,
  item: LaneItem,
  isStrong: boolean,
): void {
  const radius = markRadiusPx + (isStrong ? 1.5 : 0);
  context.beginPath();
  if (item.tone === 'error') {
    context.moveTo(x, y - radius);
    context.lineTo(x + radius, y);
    context.lineTo(x, y + radius);
    context.lineTo(x - radius, y);
    context.closePath();
  } else {
    context.arc(x, y, radius - 1, 0, Math.PI * 2);
  }
  context.fill();
  context.strokeStyle = colour(isStrong ? '--text' : '--surface');
  context.lineWidth = isStrong ? 1.5 : 1;
  context.stroke();
}

function hatch({ context, colour }: CanvasFrame, x: number, top: number, width: number): void {
  context.save();
  context.beginPath();
  context.rect(x, top, width, barHeightPx);
  context.clip();
  context.strokeStyle = colour('--surface');
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = x - barHeightPx; at < x + width; at += 5) {
    context.moveTo(at, top + barHeightPx);
    context.lineTo(at + barHeightPx, top);
  }
  context.stroke();
  context.restore();
}

function drawBrush(
  { context, colour }: CanvasFrame,
  [from, to]: readonly [number, number],
  heightPx: number,
): void {
  const left = Math.min(from, to);
  const width = Math.abs(to - from);
  context.globalAlpha = 0.14;
  context.fillStyle = colour('--accent');
  context.fillRect(left, 0, width, heightPx);
  context.globalAlpha = 1;
  context.fillRect(left, 0, 1, heightPx);
  context.fillRect(left + width, 0, 1, heightPx);
}
