/**
 * A tree ready to be drawn: rows by level, from the root down, and in each level from left to right. So the rows of a level
 * stand together, as do the children of a row, and what is in view is found by halving:
 *
 *   level 0 |root            |     levelOffsets = [0, 1, 3, 6]
 *   level 1 |a        |b     |     childStart[a] .. childStart[a + 1] are c and d
 *   level 2 |c   |d |  |e |
 *
 * Rows without a width (gone in a comparison) are kept: they are in the table of a path, not in the picture.
 */
import {
  type CallTree,
  type DiffTree,
  type FlameOrder,
  layoutFlame,
  none,
} from '@stormpetrel/profile';

export interface FlameTree {
  readonly count: number;
  readonly levels: number;
  readonly levelOffsets: Uint32Array;
  readonly symbol: Uint32Array;
  /** `none` for the root. */
  readonly parent: Uint32Array;
  /** One longer than there are rows. */
  readonly childStart: Uint32Array;
  readonly start: Float64Array;
  readonly width: Float64Array;
  readonly self: Float64Array;
  /** Number of samples; empty in a comparison. */
  readonly samples: Float64Array;
  /** In a comparison: what each row weighed before. Empty otherwise. */
  readonly before: Float64Array;
  /** What makes both sides comparable: weights are multiplied by it. 1 where they are compared as they are. */
  readonly scale: number;
  readonly scaleBefore: number;
  readonly unit: string;
  /** Weight of the root. */
  readonly whole: number;
  readonly isTruncated: boolean;
}

const nothing = new Float64Array(0);

export function flameOfCalls(tree: CallTree, order: FlameOrder): FlameTree {
  const { levelOffsets, rows, numberOf, start, width } = placeByLevel(tree, order);
  return {
    ...shapeOf(tree, rows, numberOf),
    levels: levelOffsets.length - 1,
    levelOffsets,
    start: picked(start, rows),
    width: picked(width, rows),
    self: picked(tree.self, rows),
    samples: picked(tree.samples, rows),
    before: nothing,
    scale: 1,
    scaleBefore: 1,
    unit: tree.unit,
    whole: tree.total[0] as number,
    isTruncated: tree.truncated,
  };
}

/** Widths are those of `after`. */
export function flameOfDiff(
  diff: DiffTree,
  order: FlameOrder,
  scales: { readonly scale: number; readonly scaleBefore: number },
): FlameTree {
  const tree: CallTree = {
    ...diff,
    self: diff.self.after,
    total: diff.total.after,
    samples: diff.total.after,
    truncated: diff.truncated,
  };
  const { levelOffsets, rows, numberOf, start, width } = placeByLevel(tree, order);
  return {
    ...shapeOf(tree, rows, numberOf),
    levels: levelOffsets.length - 1,
    levelOffsets,
    start: picked(start, rows),
    width: picked(width, rows),
    self: picked(tree.self, rows),
    samples: nothing,
    before: picked(diff.total.before, rows),
    ...scales,
    unit: diff.unit,
    whole: diff.total.after[0] as number,
    isTruncated: diff.truncated,
  };
}

function placeByLevel(tree: CallTree, by: FlameOrder) {
  const { order, start, width, depth, depthMax } = layoutFlame(tree, by);
  const levelOffsets = new Uint32Array(depthMax + 2);
  for (let row = 0; row < tree.count; row++) {
    const at = (depth[row] as number) + 1;
    levelOffsets[at] = (levelOffsets[at] as number) + 1;
  }
  for (let level = 0; level <= depthMax; level++) {
    levelOffsets[level + 1] = (levelOffsets[level + 1] as number) + (levelOffsets[level] as number);
  }
  // `order` goes from left to right in every level, so a stable sort by level is all that is needed.
  const next = levelOffsets.slice();
  const rows = new Uint32Array(tree.count);
  const numberOf = new Uint32Array(tree.count);
  for (let at = 0; at < tree.count; at++) {
    const row = order[at] as number;
    const level = depth[row] as number;
    const place = next[level] as number;
    next[level] = place + 1;
    rows[place] = row;
    numberOf[row] = place;
  }
  return { levelOffsets, rows, numberOf, start, width };
}

function shapeOf(tree: CallTree, rows: Uint32Array, numberOf: Uint32Array) {
  const { count } = tree;
  const symbol = new Uint32Array(count);
  const parent = new Uint32Array(count);
  const childStart = new Uint32Array(count + 1);
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number;
    symbol[place] = tree.symbol[row] as number;
    const above = tree.parent[row] as number;
    parent[place] = above === none ? none : (numberOf[above] as number);
    if (above !== none) {
      const at = (parent[place] as number) + 1;
      childStart[at] = (childStart[at] as number) + 1;
    }
  }
  // Children follow each other in the order of their parents; the first of them stands behind the root.
  childStart[0] = 1;
  for (let place = 0; place < count; place++) {
    childStart[place + 1] = (childStart[place + 1] as number) + (childStart[place] as number);
  }
  return { count, symbol, parent, childStart };
}

function picked(values: Float64Array, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    result[place] = values[rows[place] as number] as number;
  }
  return result;
}

/** All arrays of a tree, to hand them over between threads. */
export function buffersOf(tree: FlameTree): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const value of Object.values(tree)) {
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer && value.byteLength > 0)
      buffers.add(value.buffer);
  }
  return [...buffers];
}

/** True where it compares. */
export function isDiff(tree: FlameTree): boolean {
  return tree.before.length > 0;
}

/** By how much a row's comparable weight has changed: a share of the whole, unless weights are compared as they are. */
export function deltaOf(tree: FlameTree, row: number): number {
  return (tree.width[row] as number) * tree.scale - (tree.before[row] as number) * tree.scaleBefore;
}

/** How much of the larger side a row has gained (up to 1: new) or lost (down to -1: gone). */
export function changeOf(tree: FlameTree, row: number): number {
  const larger = Math.max(
    (tree.width[row] as number) * tree.scale,
    (tree.before[row] as number) * tree.scaleBefore,
  );
  return larger <= 0 ? 0 : Math.max(-1, Math.min(1, deltaOf(tree, row) / larger));
}

/** The level of a row. */
export function levelOf(tree: FlameTree, row: number): number {
  let low = 0;
  let high = tree.levels - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tree.levelOffsets[middle] as number) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first row of a range (of one level) that ends right of a place; `to` where none does. */
export function firstEndingAfter(tree: FlameTree, from: number, to: number, place: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tree.start[middle] as number) + (tree.width[middle] as number) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Shares of a stretch that are taken off its ends: a neighbour that only rounding lets in is not in it. */
const edgeShare = 1e-6;

/** How many levels have a row in a stretch of the width. Below a level without one there is none either. */
export function levelsWithin(tree: FlameTree, from: number, to: number): number {
  const edge = (to - from) * tree.whole * edgeShare;
  const left = from * tree.whole + edge;
  const right = to * tree.whole - edge;
  const hasRow = (level: number): boolean => {
    const end = tree.levelOffsets[level + 1] as number;
    const row = firstEndingAfter(tree, tree.levelOffsets[level] as number, end, left);
    return row < end && (tree.start[row] as number) < right;
  };
  let low = 0;
  let high = tree.levels;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hasRow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row at a level and a place (in weight from the left), or -1. */
export function rowAt(tree: FlameTree, level: number, place: number): number {
  if (level < 0 || level >= tree.levels) return -1;
  const to = tree.levelOffsets[level + 1] as number;
  const row = firstEndingAfter(tree, tree.levelOffsets[level] as number, to, place);
  if (row >= to || (tree.start[row] as number) > place) return -1;
  return row;
}

/** From the root to the row, the root left out. */
export function pathOf(tree: FlameTree, row: number): readonly number[] {
  const path: number[] = [];
  for (let at = row; at !== none && at > 0; at = tree.parent[at] as number) path.push(at);
  return path.reverse();
}

/** The heaviest child that can be seen, or -1. */
export function heaviestChild(tree: FlameTree, row: number): number {
  let best = -1;
  let most = 0;
  const to = tree.childStart[row + 1] as number;
  for (let child = tree.childStart[row] as number; child < to; child++) {
    if ((tree.width[child] as number) <= most) continue;
    most = tree.width[child] as number;
    best = child;
  }
  return best;
}

/** The next row of the same level that can be seen, to the right (1) or to the left (-1); the row itself at the end. */
export function neighbourOf(tree: FlameTree, row: number, step: 1 | -1): number {
  const level = levelOf(tree, row);
  const from = tree.levelOffsets[level] as number;
  const to = tree.levelOffsets[level + 1] as number;
  for (let at = row + step; at >= from && at < to; at += step)
    if ((tree.width[at] as number) > 0) return at;
  return row;
}
