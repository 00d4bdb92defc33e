/**
 * Draws the time columns of the waterfall: only the lines in view, so its cost hangs on the screen and not on the trace.
 * Self time is solid, time in which only children run is hatched, a failure has a red left edge, logs are ticks, the
 * critical path is a thin dark line. All lengths are CSS pixels.
 */
import type { CanvasFrame } from '../../charts/canvas-stage.ts';
import { SpanFlag } from '../../model/trace/table/trace-table.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import type { TraceLines } from '../../model/trace/trace-lines.ts';
import type { VisibleRows } from '../../model/trace/table/visible-rows.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import type { RulerTick } from '../../model/trace/table/time-ruler.ts';
import { levelTone } from '../../base/log-level.ts';
import type { LevelTone } from '../../base/log-level.ts';
import type { ZoomRange } from './trace-view-state.ts';

export const LINE_HEIGHT = 20;
const BAR_TOP = 5;
const BAR_HEIGHT = 10;
/** Room at the right end for the length of the longest bar. */
export const LABEL_ROOM = 58;

export interface WaterfallPicture {
  readonly table: TraceTable;
  readonly visible: VisibleRows;
  readonly range: ZoomRange;
  readonly scrollTop: number;
  readonly ticks: readonly RulerTick[];
  /** Token of each service's hue. */
  readonly hueTokens: readonly string[];
  readonly path: PathLines | undefined;
  /** The brush that is being drawn, in pixels. */
  readonly brush: readonly [number, number] | undefined;
  readonly hoverX: number | undefined;
  readonly hoverLine: number | undefined;
  /** Log lines by row. */
  readonly lines: TraceLines['byRow'];
}

/** The critical path in lines of the screen; made once for each set of visible rows. */
export interface PathLines {
  readonly line: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** Pixels of a point of time. */
export function xOf(range: ZoomRange, width: number, atMs: number): number {
  return ((atMs - range.fromMs) / (range.toMs - range.fromMs)) * (width - LABEL_ROOM);
}

/** The point of time of a pixel. */
export function timeOf(range: ZoomRange, width: number, x: number): number {
  return range.fromMs + (x / (width - LABEL_ROOM)) * (range.toMs - range.fromMs);
}

/** Stretches of a row that its children cover, joined; cached, because a row may have a hundred thousand children. */
export class CoverCache {
  readonly #covers = new Map<number, Float64Array>();
  readonly #table: TraceTable;

  constructor(table: TraceTable) {
    this.#table = table;
  }

  /** Pairs of start and end, rising, within the row. */
  coverOf(row: number): Float64Array {
    let cover = this.#covers.get(row);
    if (cover === undefined) {
      if (this.#covers.size >= 4096) this.#covers.clear();
      cover = this.#build(row);
      this.#covers.set(row, cover);
    }
    return cover;
  }

  #build(row: number): Float64Array {
    const { start, end, subtreeEnd } = this.#table;
    const pairs: number[] = [];
    let edge = start[row] as number;
    const limit = end[row] as number;
    for (let i = row + 1; i < (subtreeEnd[row] as number); i = subtreeEnd[i] as number) {
      const from = Math.max(edge, start[i] as number);
      const to = Math.min(limit, end[i] as number);
      if (to <= from) continue;
      if (pairs.at(-1) === from) pairs[pairs.length - 1] = to;
      else pairs.push(from, to);
      edge = to;
    }
    return Float64Array.from(pairs);
  }
}

const patterns = new Map<string, CanvasPattern>();

/** Thin slanted lines of a colour. */
function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const known = patterns.get(colour);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  tile.width = 5;
  tile.height = 5;
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.globalAlpha = 0.2;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 5, 5);
  pen.globalAlpha = 0.55;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-5, 0, 5]) {
    pen.moveTo(shift - 1, 6);
    pen.lineTo(shift + 6, -1);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) return colour;
  if (patterns.size > 64) patterns.clear();
  patterns.set(colour, pattern);
  return pattern;
}

export function drawWaterfall(
  frame: CanvasFrame,
  picture: WaterfallPicture,
  covers: CoverCache,
): void {
  const { context, width, height, colour } = frame;
  const { visible, range, scrollTop } = picture;
  drawGrid(frame, picture);
  const first = Math.max(0, Math.floor(scrollTop / LINE_HEIGHT));
  const last = Math.min(visible.count, Math.ceil((scrollTop + height) / LINE_HEIGHT));
  const labels: Label[] = [];
  if (picture.hoverLine !== undefined) {
    context.fillStyle = colour('--hover');
    context.fillRect(0, picture.hoverLine * LINE_HEIGHT - scrollTop, width, LINE_HEIGHT);
  }
  for (let line = first; line < last; line += 1) {
    const top = line * LINE_HEIGHT - scrollTop;
    context.globalAlpha = visible.matches[line] === 1 ? 1 : 0.35;
    const label =
      visible.run[line] === -1
        ? drawSpan(frame, picture, covers, visible.row[line] as number, top)
        : drawRun(frame, picture, visible.run[line] as number, top);
    if (label !== undefined) labels.push(label);
  }
  context.globalAlpha = 1;
  if (picture.path !== undefined) drawPath(frame, picture, picture.path, first, last);
  drawLabels(frame, labels);
  if (picture.hoverX !== undefined && picture.brush === undefined) {
    context.fillStyle = colour('--text-3');
    context.fillRect(Math.round(picture.hoverX), 0, 1, height);
  }
  if (picture.brush !== undefined) {
    const [a, b] = picture.brush;
    context.globalAlpha = 0.16;
    context.fillStyle = colour('--accent');
    context.fillRect(Math.min(a, b), 0, Math.abs(b - a), height);
    context.globalAlpha = 1;
    context.fillRect(Math.min(a, b), 0, 1, height);
    context.fillRect(Math.max(a, b), 0, 1, height);
  }
  // The end of the trace, so that the room for labels doesn't look like time.
  context.fillStyle = colour('--line');
  const endX = xOf(range, width, picture.table.extentMs);
  if (endX <= width) context.fillRect(Math.round(endX), 0, 1, height);
}

function drawGrid(
  { context, width, height, colour }: CanvasFrame,
  picture: WaterfallPicture,
): void {
  context.fillStyle = colour('--line-soft');
  for (const tick of picture.ticks) {
    const x = xOf(picture.range, width, tick.atMs);
    if (x >= 0 && x <= width) context.fillRect(Math.round(x), 0, 1, height);
  }
}

/** Start and end of a span in pixels, at least two wide, or nothing when it is out of view. */
function extentOf(
  frame: CanvasFrame,
  picture: WaterfallPicture,
  row: number,
): { x0: number; x1: number } | undefined {
  const x0 = xOf(picture.range, frame.width, picture.table.start[row] as number);
  const x1 = Math.max(x0 + 2, xOf(picture.range, frame.width, picture.table.end[row] as number));
  return x1 < 0 || x0 > frame.width ? undefined : { x0, x1 };
}

function drawSpan(
  frame: CanvasFrame,
  picture: WaterfallPicture,
  covers: CoverCache,
  row: number,
  top: number,
): Label | undefined {
  const { context, width, colour } = frame;
  const { table, range } = picture;
  const extent = extentOf(frame, picture, row);
  const hue = colour(picture.hueTokens[table.service[row] as number] ?? '--hue-0');
  if (extent === undefined) {
    drawAway(frame, picture, row, top, hue);
    return undefined;
  }
  const x0 = Math.max(-4, extent.x0);
  const x1 = Math.min(width + 4, extent.x1);
  context.fillStyle = hue;
  context.fillRect(x0, top + BAR_TOP, x1 - x0, BAR_HEIGHT);
  const cover = covers.coverOf(row);
  for (let k = 0; k < cover.length; k += 2) {
    const from = Math.max(x0, xOf(range, width, cover[k] as number));
    const to = Math.min(x1, xOf(range, width, cover[k + 1] as number));
    if (to - from < 0.5) continue;
    context.clearRect(from, top + BAR_TOP, to - from, BAR_HEIGHT);
    context.fillStyle = hatch(context, hue);
    context.fillRect(from, top + BAR_TOP, to - from, BAR_HEIGHT);
  }
  drawLogs(frame, picture, row, top);
  if (((table.flags[row] as number) & SpanFlag.error) !== 0) {
    context.fillStyle = colour('--error');
    context.fillRect(Math.max(0, extent.x0 - 3), top + 2, 3, LINE_HEIGHT - 4);
  }
  const durationMs = (table.end[row] as number) - (table.start[row] as number);
  return { text: formatQuantityText(durationMs, 'durationMs'), ...extent, top };
}

/** A small arrow where a span lies outside of the zoomed stretch. */
function drawAway(
  { context, width }: CanvasFrame,
  picture: WaterfallPicture,
  row: number,
  top: number,
  hue: string,
): void {
  const isLeft = (picture.table.end[row] as number) < picture.range.fromMs;
  const x = isLeft ? 2 : width - 2;
  const y = top + LINE_HEIGHT / 2;
  context.fillStyle = hue;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + (isLeft ? 5 : -5), y - 4);
  context.lineTo(x + (isLeft ? 5 : -5), y + 4);
  context.fill();
}

const lineTokens: Readonly<Record<LevelTone, string>> = {
  error: '--error',
  warn: '--warn',
  plain: '--text',
  faint: '--text-3',
};

function drawLogs(
  { context, width, colour }: CanvasFrame,
  picture: WaterfallPicture,
  row: number,
  top: number,
): void {
  const { table, range } = picture;
  const from = table.logOffset[row] as number;
  const to = table.logOffset[row + 1] as number;
  for (const { offsetMs, log } of picture.lines.get(row) ?? []) {
    const x = xOf(range, width, offsetMs);
    if (x < -1 || x > width) continue;
    // Lines hang below the bar, where the ticks of the span's own logs stand above it.
    context.fillStyle = colour(lineTokens[levelTone(log.level)]);
    context.fillRect(Math.round(x) - 0.5, top + BAR_TOP + BAR_HEIGHT - 2, 1.5, 6);
  }
  context.fillStyle = colour('--text');
  for (let k = from; k < to; k += 1) {
    const x = xOf(range, width, table.logTime[k] as number);
    if (x >= -1 && x <= width) context.fillRect(Math.round(x) - 0.5, top + BAR_TOP - 3, 1.5, 5);
  }
}

/** The words for a bar. */
interface Label {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
}

/** Writes the words behind their bars, in front of them, or at the right end; with a halo, over whatever is there. */
function drawLabels(frame: CanvasFrame, labels: readonly Label[]): void {
  const { context, width, colour } = frame;
  context.font = frame.font(11);
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = colour('--surface');
  context.fillStyle = colour('--text-2');
  for (const { text, x0, x1, top } of labels) {
    const room = context.measureText(text).width + 6;
    const isBehind = x1 + room <= width;
    const x = isBehind ? Math.max(x1, 0) + 5 : x0 - room >= 4 ? x0 - room + 1 : width - room + 1;
    const y = top + LINE_HEIGHT / 2 + 0.5;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

/** All members of a run in one line. */
function drawRun(
  frame: CanvasFrame,
  picture: WaterfallPicture,
  run: number,
  top: number,
): Label | undefined {
  const { context, width, colour } = frame;
  const { table, range } = picture;
  const first = table.runs.first[run] as number;
  const last = table.runs.end[run] as number;
  let endMs = 0;
  let sumMs = 0;
  let edge = -Infinity;
  const hue = colour(picture.hueTokens[table.service[first] as number] ?? '--hue-0');
  context.fillStyle = hue;
  for (let i = first; i < last; i = table.subtreeEnd[i] as number) {
    const startMs = table.start[i] as number;
    endMs = Math.max(endMs, table.end[i] as number);
    sumMs += (table.end[i] as number) - startMs;
    const x0 = xOf(range, width, startMs);
    const x1 = Math.max(x0 + 1, xOf(range, width, table.end[i] as number) - 0.5);
    if (x1 < 0 || x0 > width) continue;
    const isFailed = ((table.flags[i] as number) & SpanFlag.error) !== 0;
    // Members that fall on one pixel need drawing once.
    if (x1 <= edge && !isFailed) continue;
    context.fillRect(x0, top + BAR_TOP + 1, x1 - x0, BAR_HEIGHT - 2);
    if (isFailed) {
      context.fillStyle = colour('--error');
      context.fillRect(x0 - 2, top + 2, 3, LINE_HEIGHT - 4);
      context.fillStyle = hue;
    }
    edge = x1;
  }
  const x0 = xOf(range, width, table.start[first] as number);
  const x1 = xOf(range, width, endMs);
  context.fillStyle = hue;
  context.fillRect(x0, top + LINE_HEIGHT - BAR_TOP, Math.max(2, x1 - x0), 1);
  if (x1 < 0 || x0 > width) return undefined;
  return { text: `Σ ${formatQuantityText(sumMs, 'durationMs')}`, x0, x1, top };
}

/**
 * The critical path: a line through the bars, and faint ones where it goes from one to another. Several of these on one
 * pixel would make a wall, so each pixel has one.
 */
function drawPath(
  frame: CanvasFrame,
  picture: WaterfallPicture,
  path: PathLines,
  first: number,
  last: number,
): void {
  const { context, width, height, colour } = frame;
  const middleOf = (line: number): number =>
    line * LINE_HEIGHT - picture.scrollTop + LINE_HEIGHT / 2;
  context.fillStyle = colour('--text');
  let edgeX = -2;
  let edgeBottom = -Infinity;
  for (let k = 0; k < path.line.length; k += 1) {
    const line = path.line[k] as number;
    if (line === -1) continue;
    const x1 = xOf(picture.range, width, path.end[k] as number);
    if (line >= first && line < last) {
      const x0 = xOf(picture.range, width, path.start[k] as number);
      if (x1 >= 0 && x0 <= width) {
        context.fillRect(
          Math.max(0, x0),
          middleOf(line) - 0.75,
          Math.min(width, x1) - Math.max(0, x0),
          1.5,
        );
      }
    }
    const next = path.line[k + 1];
    if (next === undefined || next === -1 || next === line || x1 < 0 || x1 > width) continue;
    if (Math.max(line, next) < first || Math.min(line, next) >= last) continue;
    const top = Math.max(0, middleOf(Math.min(line, next)));
    const bottom = Math.min(height, middleOf(Math.max(line, next)));
    if (x1 - edgeX < 1.5 && bottom <= edgeBottom) continue;
    edgeX = x1;
    edgeBottom = bottom;
    context.globalAlpha = 0.3;
    context.fillRect(Math.round(x1) - 0.5, top, 1, bottom - top);
    context.globalAlpha = 1;
  }
}
