/**
 * Where things stand within their columns.
 *
 * `orderColumns` reorders by the mean position of the neighbours, sweeping right and left, and keeps the order in which
 * the lines between columns climb the least. `placeColumns` then gives heights: each thing is drawn towards the mean of
 * its neighbours, and the column as a whole is fitted so that order and distances hold with the least displacement
 * (pool adjacent violators, which is exact).
 */

/** Things in columns: services, and the points where long lines cross a column. */
export interface ColumnItems {
  /** Items of each column, in their order. Changed in place. */
  readonly columns: number[][];
  /** Neighbours to the left and right of each item. */
  readonly left: readonly (readonly number[])[];
  readonly right: readonly (readonly number[])[];
  /** Height that each item takes. */
  readonly height: Float64Array;
}

const ORDER_SWEEPS = 16;
const PLACE_SWEEPS = 24;

function mean(of: readonly number[], y: Float64Array, fallback: number): number {
  if (of.length === 0) return fallback;
  let sum = 0;
  for (const it of of) sum += y[it] as number;
  return sum / of.length;
}

/** Stacks each column around 0. */
function stack(items: ColumnItems, y: Float64Array): void {
  for (const column of items.columns) {
    let total = 0;
    for (const it of column) total += items.height[it] as number;
    let at = -total / 2;
    for (const it of column) {
      const height = items.height[it] as number;
      y[it] = at + height / 2;
      at += height;
    }
  }
}

function climb(items: ColumnItems, y: Float64Array): number {
  let sum = 0;
  for (const column of items.columns) {
    for (const it of column)
      for (const to of items.right[it] ?? [])
        sum += Math.abs((y[it] as number) - (y[to] as number));
  }
  return sum;
}

/** Finds an order with short lines. */
export function orderColumns(items: ColumnItems): void {
  const y = new Float64Array(items.height.length);
  stack(items, y);
  let best = items.columns.map((column) => [...column]);
  let bestClimb = climb(items, y);
  const wanted = new Float64Array(y.length);
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep += 1) {
    const isRightwards = sweep % 2 === 0;
    const indexes = items.columns.map((_, c) => (isRightwards ? c : items.columns.length - 1 - c));
    for (const c of indexes) {
      const column = items.columns[c] ?? [];
      for (const it of column) {
        const side = (isRightwards ? items.left : items.right)[it] ?? [];
        wanted[it] = mean(side, y, y[it] as number);
      }
      column.sort(
        (a, b) =>
          (wanted[a] as number) - (wanted[b] as number) || (y[a] as number) - (y[b] as number),
      );
      let total = 0;
      for (const it of column) total += items.height[it] as number;
      let at = -total / 2;
      for (const it of column) {
        const height = items.height[it] as number;
        y[it] = at + height / 2;
        at += height;
      }
    }
    const now = climb(items, y);
    if (now < bestClimb) {
      bestClimb = now;
      best = items.columns.map((column) => [...column]);
    }
  }
  best.forEach((column, c) => (items.columns[c] = column));
}

/** The positions nearest to `wanted` that keep the order and the heights of a column apart. */
export function fitColumn(
  column: readonly number[],
  wanted: Float64Array,
  height: Float64Array,
): number[] {
  interface Block {
    sum: number;
    count: number;
  }
  const blocks: Block[] = [];
  const offsets: number[] = [];
  let offset = 0;
  column.forEach((it, k) => {
    const before = column[k - 1];
    if (before !== undefined) offset += ((height[before] as number) + (height[it] as number)) / 2;
    offsets.push(offset);
    blocks.push({ sum: (wanted[it] as number) - offset, count: 1 });
    for (
      let last = blocks.at(-1), prior = blocks.at(-2);
      last !== undefined && prior !== undefined;
    ) {
      if (prior.sum / prior.count <= last.sum / last.count) break;
      prior.sum += last.sum;
      prior.count += last.count;
      blocks.pop();
      last = blocks.at(-1);
      prior = blocks.at(-2);
    }
  });
  const fitted = blocks.flatMap((block) =>
    Array.from({ length: block.count }, () => block.sum / block.count),
  );
  return fitted.map((value, k) => value + (offsets[k] as number));
}

/** Heights for all items; none closer than half the sum of the heights of two neighbours in a column. */
export function placeColumns(items: ColumnItems): Float64Array {
  const y = new Float64Array(items.height.length);
  stack(items, y);
  const wanted = new Float64Array(y.length);
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep += 1) {
    const isRightwards = sweep % 2 === 0;
    for (let k = 0; k < items.columns.length; k += 1) {
      const column = items.columns[isRightwards ? k : items.columns.length - 1 - k] ?? [];
      for (const it of column) {
        const left = items.left[it] ?? [];
        const right = items.right[it] ?? [];
        // Both sides from the middle on; one side at first, so that the columns settle one after the other.
        const side = sweep >= PLACE_SWEEPS / 2 ? [...left, ...right] : isRightwards ? left : right;
        wanted[it] = mean(side, y, y[it] as number);
      }
      fitColumn(column, wanted, items.height).forEach(
        (value, n) => (y[column[n] as number] = value),
      );
    }
  }
  return y;
}
