/** Counts over time as stacked bars, one colour a tone, the worst at the bottom. Framework-free. */
import type { CanvasFrame } from './canvas-stage.ts';
import { timeTickText, timeTicks } from './time-ticks.ts';

export type BarTone = 'error' | 'warn' | 'plain' | 'faint';

export interface LevelBars {
  /** Starts of the buckets, ascending. */
  readonly starts: readonly number[];
  readonly bucketMs: number;
  /** From the bottom up; counts by bucket. */
  readonly levels: readonly { readonly tone: BarTone; readonly counts: readonly number[] }[];
  /** What the picture is of; bars may reach out of it and are cut. */
  readonly startMs: number;
  readonly endMs: number;
  /** What lies before was not counted, and is hatched. */
  readonly countedFromMs: number | undefined;
}

export interface LevelBarsDrawing {
  readonly bars: LevelBars;
  readonly zone: string;
  /** A span that is being drawn with the pointer, in pixels. */
  readonly brush: readonly [number, number] | undefined;
  /** The bucket under the pointer. */
  readonly hovered: number | undefined;
}

export const levelBarsAxisPx = 20;
/** Room above the highest bar, for its count. */
const headPx = 16;

const tokens: Readonly<Record<BarTone, string>> = {
  error: '--error',
  warn: '--warn',
  plain: '--series-1',
  faint: '--text-3',
};

export function drawLevelBars(frame: CanvasFrame, drawing: LevelBarsDrawing): void {
  const { bars, hovered, brush } = drawing;
  const heightPx = frame.height - levelBarsAxisPx;
  const { context, colour } = frame;
  const tallest = highestBar(bars);
  drawAxis(frame, drawing, heightPx, tallest);
  for (const [at, start] of bars.starts.entries()) {
    const left = Math.max(0, timeX(frame, bars, start));
    const right = Math.min(frame.width, timeX(frame, bars, start + bars.bucketMs));
    if (right <= left) continue;
    const gap = right - left > 4 ? 1 : 0;
    if (at === hovered) {
      context.fillStyle = colour('--hover');
      context.fillRect(left, 0, right - left, heightPx);
    }
    drawBar(frame, bars, at, { left, width: right - left - gap, heightPx, tallest });
  }
  if (bars.countedFromMs !== undefined)
    hatch(frame, timeX(frame, bars, bars.countedFromMs), heightPx);
  if (brush !== undefined) {
    context.fillStyle = colour('--accent-soft');
    context.fillRect(Math.min(...brush), 0, Math.abs(brush[1] - brush[0]), heightPx);
  }
}

/** The count of the highest bar, at least 1. */
export function highestBar({ starts, levels }: LevelBars): number {
  let most = 1;
  for (const at of starts.keys())
    most = Math.max(
      most,
      levels.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0),
    );
  return most;
}

function timeX(frame: CanvasFrame, { startMs, endMs }: LevelBars, timeMs: number): number {
  return ((timeMs - startMs) / Math.max(1, endMs - startMs)) * frame.width;
}

interface BarPlace {
  readonly left: number;
  readonly width: number;
  readonly heightPx: number;
  readonly tallest: number;
}

function drawBar(
  { context, colour }: CanvasFrame,
  { levels }: LevelBars,
  at: number,
  { left, width, heightPx, tallest }: BarPlace,
): void {
  let bottom = heightPx;
  for (const { tone, counts } of levels) {
    const count = counts[at] ?? 0;
    if (count === 0) continue;
    // One error among ten thousand lines is what the picture is looked at for: it is at least two pixels high.
    const exact = (count / tallest) * (heightPx - headPx);
    const height = Math.max(tone === 'error' || tone === 'warn' ? 2 : 1, exact);
    context.globalAlpha = tone === 'faint' ? 0.35 : tone === 'plain' ? 0.6 : 1;
    context.fillStyle = colour(tokens[tone]);
    context.fillRect(left, bottom - height, width, height);
    bottom -= height;
  }
  context.globalAlpha = 1;
}

function drawAxis(
  frame: CanvasFrame,
  { bars, zone }: LevelBarsDrawing,
  heightPx: number,
  tallest: number,
): void {
  const { context, colour, width } = frame;
  context.font = frame.font(11);
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.fillStyle = colour('--line');
  context.fillRect(0, heightPx, width, 1);
  for (const tick of timeTicks(bars.startMs, bars.endMs, width, zone)) {
    const x = Math.round(timeX(frame, bars, tick));
    context.fillStyle = colour('--line-soft');
    context.fillRect(x, 0, 1, heightPx);
    context.fillStyle = colour('--text-3');
    if (x > 20 && width - x > 20)
      context.fillText(
        timeTickText(tick, bars.endMs - bars.startMs, zone),
        x,
        heightPx + levelBarsAxisPx / 2 + 1,
      );
  }
  context.textAlign = 'left';
  context.fillStyle = colour('--text-3');
  context.fillText(tallest.toLocaleString('en'), 2, 8);
}

function hatch({ context, colour }: CanvasFrame, width: number, heightPx: number): void {
  if (width <= 0) return;
  context.save();
  context.beginPath();
  context.rect(0, 0, width, heightPx);
  context.clip();
  context.strokeStyle = colour('--line');
  context.lineWidth = 1;
  context.beginPath();
  for (let x = -heightPx; x < width; x += 8) {
    context.moveTo(x, heightPx);
    context.lineTo(x + heightPx, 0);
  }
  context.stroke();
  context.restore();
}
