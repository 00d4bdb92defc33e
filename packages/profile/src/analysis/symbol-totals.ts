import { type CallTree, childrenOf } from './call-tree.ts';
import type { SymbolTable } from './symbols.ts';

/** What every symbol of a tree weighs, wherever it stands. Row i is of symbol i; symbols that the tree lacks weigh 0. */
export interface SymbolTotals {
  readonly symbols: SymbolTable;
  readonly unit: string;
  readonly count: number;
  readonly self: Float64Array;
  /** Weight of the samples that the symbol is in. A sample with several calls of it counts once. */
  readonly total: Float64Array;
  /** Samples that the symbol is in, each counted once. */
  readonly samples: Float64Array;
  /** Weight of the whole tree. */
  readonly whole: number;
}

export function symbolTotals(tree: CallTree): SymbolTotals {
  const { symbols, unit } = tree;
  const { count } = symbols;
  const self = new Float64Array(count);
  const total = new Float64Array(count);
  const samples = new Float64Array(count);
  for (let node = 1; node < tree.count; node++) {
    const symbol = tree.symbol[node] as number;
    self[symbol] = (self[symbol] as number) + (tree.self[node] as number);
  }
  visitOutermost(tree, (node, symbol) => {
    total[symbol] = (total[symbol] as number) + (tree.total[node] as number);
    samples[symbol] = (samples[symbol] as number) + (tree.samples[node] as number);
  });
  return { symbols, unit, count, self, total, samples, whole: tree.total[0] as number };
}

/** Calls for every row that has no row of its own symbol above it. */
function visitOutermost(tree: CallTree, visit: (node: number, symbol: number) => void): void {
  const { offsets, nodes } = childrenOf(tree);
  const open = new Uint32Array(tree.symbols.count);
  const next = offsets.slice(0, tree.count);
  let node = 0;
  // Down to the next child not seen yet, or back up where there is none.
  for (;;) {
    const at = next[node] as number;
    if (at < (offsets[node + 1] as number)) {
      next[node] = at + 1;
      node = nodes[at] as number;
      const symbol = tree.symbol[node] as number;
      if (open[symbol] === 0) visit(node, symbol);
      open[symbol] = (open[symbol] as number) + 1;
    } else if (node === 0) {
      return;
    } else {
      const symbol = tree.symbol[node] as number;
      open[symbol] = (open[symbol] as number) - 1;
      node = tree.parent[node] as number;
    }
  }
}

/** Names and weights of the heaviest, for a table: rows in falling order of `by`. */
export function heaviest(totals: SymbolTotals, by: 'self' | 'total', limit: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < totals.count; row++) if (totals.total[row] !== 0) rows.push(row);
  const column = totals[by];
  rows.sort((a, b) => (column[b] as number) - (column[a] as number) || a - b);
  return rows.slice(0, limit);
}
