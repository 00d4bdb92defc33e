/**
 * Two trees laid over each other. Recordings differ in length and in load, so weights are compared as shares of their own
 * whole unless the caller wants them raw.
 */
import { profileLimits } from '../limits.ts';
import { type CallTree, CallTreeBuilder, addUp } from './call-tree.ts';
import type { SymbolTotals } from './symbol-totals.ts';
import type { SymbolTable } from './symbols.ts';

export interface Sides {
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** After less before: in shares of the whole (-1 … 1) where normalised, else in the unit. */
  readonly delta: Float64Array;
}

export interface DiffTree {
  readonly symbols: SymbolTable;
  readonly unit: string;
  readonly normalised: boolean;
  readonly count: number;
  readonly symbol: Uint32Array;
  readonly parent: Uint32Array;
  readonly self: Sides;
  readonly total: Sides;
  readonly truncated: boolean;
}

export interface DiffOptions {
  /** True by default. */
  readonly normalised?: boolean;
  readonly nodesMax?: number;
}

/** Lays `after` over `before`. Both MUST be of one symbol table. A path that only one of them has weighs 0 in the other. */
export function diffTrees(before: CallTree, after: CallTree, options: DiffOptions = {}): DiffTree {
  const { normalised = true, nodesMax = profileLimits.treeNodesMax } = options;
  const paths = new CallTreeBuilder(before.symbols, nodesMax);
  const beforeNodes = copyPaths(before, paths);
  const afterNodes = copyPaths(after, paths);
  const { count, symbol, parent, truncated } = paths.finishPaths();
  const wholes = [before.total[0] as number, after.total[0] as number] as const;
  const self = sides(
    spread(before.self, beforeNodes, count),
    spread(after.self, afterNodes, count),
    wholes,
    normalised,
  );
  // A cut tree folds rows together, so totals are added up anew and not copied.
  const total = sides(
    addedUp(self.before, parent),
    addedUp(self.after, parent),
    wholes,
    normalised,
  );
  const { symbols, unit } = before;
  return { symbols, unit, normalised, count, symbol, parent, self, total, truncated };
}

/** By symbol: what weighs more or less than before. Both MUST be of one symbol table. */
export function diffTotals(
  before: SymbolTotals,
  after: SymbolTotals,
  { normalised = true }: DiffOptions = {},
): { readonly self: Sides; readonly total: Sides } {
  const count = Math.max(before.count, after.count);
  const wholes = [before.whole, after.whole] as const;
  const of = (column: 'self' | 'total'): Sides =>
    sides(lengthened(before[column], count), lengthened(after[column], count), wholes, normalised);
  return { self: of('self'), total: of('total') };
}

function copyPaths(tree: CallTree, into: CallTreeBuilder): Uint32Array {
  const nodes = new Uint32Array(tree.count);
  const sealed = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) {
    const above = tree.parent[node] as number;
    const caller = nodes[above] as number;
    const next = sealed[above] === 1 ? caller : into.child(caller, tree.symbol[node] as number);
    if (next === caller) sealed[node] = 1;
    nodes[node] = next;
  }
  return nodes;
}

function spread(values: Float64Array, nodes: Uint32Array, count: number): Float64Array {
  const result = new Float64Array(count);
  for (let node = 0; node < nodes.length; node++) {
    const at = nodes[node] as number;
    result[at] = (result[at] as number) + (values[node] as number);
  }
  return result;
}

function addedUp(self: Float64Array, parent: Uint32Array): Float64Array {
  const total = self.slice();
  addUp(parent, total);
  return total;
}

function sides(
  before: Float64Array,
  after: Float64Array,
  [beforeWhole, afterWhole]: readonly [number, number],
  normalised: boolean,
): Sides {
  const beforeScale = normalised ? shareOf(beforeWhole) : 1;
  const afterScale = normalised ? shareOf(afterWhole) : 1;
  const delta = after.map(
    (value, row) => value * afterScale - (before[row] as number) * beforeScale,
  );
  return { before, after, delta };
}

function shareOf(whole: number): number {
  return whole === 0 ? 0 : 1 / whole;
}

function lengthened(values: Float64Array, length: number): Float64Array {
  if (values.length === length) return values;
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
