/**
 * Events on a chart: a thin line where one began, a quiet stretch for as long as it lasted, and a sign at the top that
 * tells errors (diamond) from the rest (disc) without the colour. What they are is said by the tooltip of their bucket.
 */
import type uPlot from 'uplot';
import { formatClock } from '../base/format-time.ts';
import type { ChartMark, TimeChartInput } from './chart-input.ts';
import { readToken, readTokenAlpha } from './tokens.ts';

/** Rows of one tooltip; the page of events has all. */
const rowsMax = 4;

export function drawMarks(plot: uPlot, input: TimeChartInput): void {
  const { marks } = input;
  if (marks === undefined || marks.length === 0) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const xOf = (timeMs: number): number => plot.valToPos(timeMs, 'x', true);
  ctx.save();
  for (const mark of marks) {
    const token = mark.isError ? '--error' : '--text-3';
    const x = Math.round(xOf(mark.startMs)) + 0.5;
    if (mark.endMs !== undefined) {
      const from = Math.max(bbox.left, x);
      const width = Math.min(right, xOf(mark.endMs)) - from;
      ctx.fillStyle = readTokenAlpha(token, 0.12);
      if (width > 0) ctx.fillRect(from, bbox.top, width, bbox.height);
    }
    if (x < bbox.left - 1 || x > right + 1) continue;
    ctx.strokeStyle = readTokenAlpha(token, 0.7);
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = readToken(token);
    ctx.beginPath();
    sign(ctx, x, bbox.top, mark.isError, ratio);
    ctx.fill();
  }
  ctx.restore();
}

function sign(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  isError: boolean,
  ratio: number,
): void {
  const radius = (isError ? 4.5 : 3) * ratio;
  if (!isError) {
    ctx.arc(x, y, radius, 0, Math.PI * 2);
    return;
  }
  ctx.moveTo(x, y - radius);
  ctx.lineTo(x + radius, y);
  ctx.lineTo(x, y + radius);
  ctx.lineTo(x - radius, y);
  ctx.closePath();
}

/** The marks of a bucket, one that goes on through it as well: errors first. */
export function marksOf(input: TimeChartInput, index: number): readonly ChartMark[] {
  const startMs = input.timesMs[index];
  if (startMs === undefined) return [];
  // The crosshair stands on the start of a bucket; the line of an event inside it is half a bucket away at most.
  const fromMs = startMs - input.stepMs / 2;
  const toMs = startMs + input.stepMs / 2;
  return (input.marks ?? [])
    .filter((mark) => mark.startMs < toMs && (mark.endMs ?? mark.startMs) >= fromMs)
    .toSorted((a, b) => Number(b.isError) - Number(a.isError) || a.startMs - b.startMs);
}

/** The marks of a bucket as lines of its tooltip. */
export function markLines(input: TimeChartInput, index: number): HTMLElement[] {
  const marks = marksOf(input, index);
  const lines = marks.slice(0, rowsMax).map((mark) => {
    const line = document.createElement('div');
    line.className = `time-chart__mark ${mark.isError ? 'is-error' : ''}`;
    const name = document.createElement('b');
    name.textContent = `${mark.isError ? '◆' : '●'} ${mark.name}`;
    const rest = document.createElement('span');
    rest.textContent = ` ${formatClock(mark.startMs, input.zone)} ${mark.text}`;
    line.append(name, rest);
    return line;
  });
  if (marks.length > rowsMax) {
    const more = document.createElement('div');
    more.className = 'time-chart__mark';
    more.textContent = `and ${marks.length - rowsMax} more`;
    lines.push(more);
  }
  return lines;
}

/** How many there are, for the sentence that stands for the chart. */
export function marksText(input: TimeChartInput): string {
  const count = input.marks?.length ?? 0;
  if (count === 0) return '';
  const errors = input.marks?.filter((mark) => mark.isError).length ?? 0;
  return `; ${count} ${count === 1 ? 'event' : 'events'}, ${errors} of them errors`;
}
