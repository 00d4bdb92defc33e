/**
 * The whole trace in a strip. Rows are squeezed into `height` lanes and time into `width` columns; a cell shows the
 * service of the last span that runs there, and whether any of them failed. What is drawn is runs of equal cells, so the
 * cost of drawing depends on the strip and not on the number of spans.
 */
import { SpanFlag } from './trace-table.ts';
import type { TraceTable } from './trace-table.ts';

/** A run of equal cells in a lane. */
export interface MinimapRun {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly service: number;
  readonly isError: boolean;
}

/** Cells: 0 empty, otherwise `(service + 1) * 2 + (failed ? 1 : 0)`. */
export function minimapCells(table: TraceTable, width: number, height: number): Int32Array {
  const cells = new Int32Array(width * height);
  if (table.count === 0 || width === 0 || height === 0) return cells;
  const lanes = Math.min(height, table.count);
  const scale = table.extentMs > 0 ? width / table.extentMs : 0;
  for (let i = 0; i < table.count; i += 1) {
    const lane = Math.floor((i * lanes) / table.count);
    const from = Math.min(width - 1, Math.floor((table.start[i] as number) * scale));
    const to = Math.min(width, Math.max(from + 1, Math.ceil((table.end[i] as number) * scale)));
    const isError = ((table.flags[i] as number) & SpanFlag.error) !== 0 ? 1 : 0;
    const value = ((table.service[i] as number) + 1) * 2 + isError;
    for (let x = lane * width + from; x < lane * width + to; x += 1) {
      // A failure stays visible whatever is drawn after it.
      if (((cells[x] as number) & 1) === 0 || isError === 1) cells[x] = value;
    }
  }
  return cells;
}

/** The cells of a strip as runs, lane by lane. */
export function minimapRuns(cells: Int32Array, width: number): MinimapRun[] {
  const runs: MinimapRun[] = [];
  if (width === 0) return runs;
  for (let lane = 0; lane * width < cells.length; lane += 1) {
    let from = 0;
    while (from < width) {
      const value = cells[lane * width + from] as number;
      let to = from + 1;
      while (to < width && cells[lane * width + to] === value) to += 1;
      if (value !== 0)
        runs.push({ lane, from, to, service: (value >> 1) - 1, isError: (value & 1) === 1 });
      from = to;
    }
  }
  return runs;
}
