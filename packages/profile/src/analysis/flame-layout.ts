import { type CallTree, type Children, childrenOf } from './call-tree.ts';

/** Where the rows of a tree are drawn: exact, in weights; scaling is for whoever draws. */
export interface FlameLayout {
  /** Rows from the root down, each followed by all below it, from left to right. */
  readonly order: Uint32Array;
  /** Left edge of each row, as weight from the left edge of the root. The right edge is `width` further. */
  readonly start: Float64Array;
  /** The row's total, or 0 where it is negative; no more than is left of its parent's, where siblings are negative. */
  readonly width: Float64Array;
  /** Rows above; 0 for the root. */
  readonly depth: Uint32Array;
  readonly depthMax: number;
}

/** `weight`: the heaviest on the left; `name`: by name; `row`: as the rows stand, which is time in a tree of time. */
export type FlameOrder = 'weight' | 'name' | 'row';

export function layoutFlame(tree: CallTree, by: FlameOrder = 'weight'): FlameLayout {
  const children = childrenOf(tree);
  sortChildren(tree, children, by);
  const { count } = tree;
  const width = tree.total.map((total) => Math.max(0, total));
  const hasNegative = tree.total.some((total) => total < 0);
  const start = new Float64Array(count);
  const depth = new Uint32Array(count);
  const order = new Uint32Array(count);
  const open: number[] = [0];
  let depthMax = 0;
  for (let placed = 0; placed < count; placed++) {
    const node = open.pop() as number;
    order[placed] = node;
    const from = children.offsets[node] as number;
    const to = children.offsets[node + 1] as number;
    const level = (depth[node] as number) + 1;
    if (to > from && level > depthMax) depthMax = level;
    let left = start[node] as number;
    const end = left + (width[node] as number);
    for (let at = from; at < to; at++) {
      const child = children.nodes[at] as number;
      // Beside a sibling that takes away, a row weighs more than the one it is drawn in.
      if (hasNegative) width[child] = Math.min(width[child] as number, Math.max(0, end - left));
      start[child] = left;
      depth[child] = level;
      left += width[child] as number;
    }
    // The leftmost is taken next.
    for (let at = to - 1; at >= from; at--) open.push(children.nodes[at] as number);
  }
  return { order, start, width, depth, depthMax };
}

function sortChildren(tree: CallTree, { offsets, nodes }: Children, by: FlameOrder): void {
  if (by === 'row') return;
  const { total, symbol, symbols } = tree;
  const byName = (a: number, b: number): number =>
    compareTexts(symbols.name(symbol[a] as number), symbols.name(symbol[b] as number)) || a - b;
  const byWeight = (a: number, b: number): number =>
    (total[b] as number) - (total[a] as number) || byName(a, b);
  const compare = by === 'weight' ? byWeight : byName;
  for (let node = 0; node < tree.count; node++) {
    const from = offsets[node] as number;
    const to = offsets[node + 1] as number;
    if (to - from > 1) nodes.subarray(from, to).sort(compare);
  }
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
