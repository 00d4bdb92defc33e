/**
 * A tree of calls as columns: row 0 is the root, of no symbol, and parents stand before their children. What an analysis
 * needs is a pass forwards (from callers to callees) or backwards; nothing here recurses, so 10,000 frames are no danger.
 */
import { PairTable } from '../pair-table.ts';
import { none } from '../stack-profile.ts';
import { type SymbolTable, rootSymbol } from './symbols.ts';

export interface CallTree {
  readonly symbols: SymbolTable;
  /** Unit of `self` and `total`. */
  readonly unit: string;
  /** Rows. At least one: the root. */
  readonly count: number;
  readonly symbol: Uint32Array;
  /** Row of the parent; `none` for the root. */
  readonly parent: Uint32Array;
  /** Weight of what ended here. */
  readonly self: Float64Array;
  /** `self` and that of all below. */
  readonly total: Float64Array;
  /** Number of samples here and below. */
  readonly samples: Float64Array;
  /** True where limits cut the tree: what is deeper counts for the deepest row kept. */
  readonly truncated: boolean;
}

/** Grows a tree: rows by path, then weights, then `finish` adds them up. */
export class CallTreeBuilder {
  readonly symbols: SymbolTable;
  /** Times that a row was wanted and not made, because the tree was full. */
  cuts = 0;
  readonly #nodes = new PairTable();
  readonly #nodesMax: number;
  #self = new Float64Array(256);
  #samples = new Float64Array(256);

  constructor(symbols: SymbolTable, nodesMax: number) {
    this.symbols = symbols;
    this.#nodesMax = nodesMax;
    this.#nodes.insert(none, rootSymbol);
  }

  get count(): number {
    return this.#nodes.size;
  }

  /** The child of that symbol, made if need be; the parent itself where the tree is full. */
  child(parent: number, symbol: number): number {
    const known = this.#nodes.find(parent, symbol);
    return known >= 0 ? known : this.append(parent, symbol, true);
  }

  /** A further child, even where the parent has one of that symbol. Not found by `child` if `findable` is false. */
  append(parent: number, symbol: number, findable = false): number {
    if (this.#nodes.size >= this.#nodesMax) {
      this.cuts++;
      return parent;
    }
    return findable ? this.#nodes.insert(parent, symbol) : this.#nodes.append(parent, symbol);
  }

  symbolOf(node: number): number {
    return this.#nodes.second.get(node);
  }

  parentOf(node: number): number {
    return this.#nodes.first.get(node);
  }

  add(node: number, weight: number, samples: number): void {
    if (node >= this.#self.length) {
      const length = Math.max(node + 1, this.#self.length * 2);
      this.#self = new Float64Array(this.#self.buffer.transfer(length * 8));
      this.#samples = new Float64Array(this.#samples.buffer.transfer(length * 8));
    }
    this.#self[node] = (this.#self[node] as number) + weight;
    this.#samples[node] = (this.#samples[node] as number) + samples;
  }

  /** The rows alone, for whoever has weights of his own. Gives the columns away. */
  finishPaths(): Pick<CallTree, 'count' | 'parent' | 'symbol' | 'truncated'> {
    return {
      count: this.#nodes.size,
      parent: this.#nodes.first.take(),
      symbol: this.#nodes.second.take(),
      truncated: this.cuts > 0,
    };
  }

  /** The tree. Gives the columns away. */
  finish(unit: string): CallTree {
    const { count, parent, symbol, truncated } = this.finishPaths();
    const self = new Float64Array(this.#self.buffer.transfer(count * 8));
    const samples = new Float64Array(this.#samples.buffer.transfer(count * 8));
    const total = self.slice();
    addUp(parent, total);
    addUp(parent, samples);
    const { symbols } = this;
    return withoutEmpty({
      symbols,
      unit,
      count,
      symbol,
      parent,
      self,
      total,
      samples,
      truncated,
    });
  }
}

/** The tree without rows that no sample is in: collapsing recursion leaves such behind. */
function withoutEmpty(tree: CallTree): CallTree {
  if (!tree.samples.includes(0, 1)) return tree;
  const rowOf = new Uint32Array(tree.count);
  const kept: number[] = [];
  for (let node = 0; node < tree.count; node++) {
    if (node !== 0 && tree.samples[node] === 0) continue;
    rowOf[node] = kept.length;
    kept.push(node);
  }
  const parent = Uint32Array.from(kept, (node, row) =>
    row === 0 ? none : (rowOf[tree.parent[node] as number] as number),
  );
  return {
    ...tree,
    count: kept.length,
    symbol: Uint32Array.from(kept, (node) => tree.symbol[node] as number),
    parent,
    self: Float64Array.from(kept, (node) => tree.self[node] as number),
    total: Float64Array.from(kept, (node) => tree.total[node] as number),
    samples: Float64Array.from(kept, (node) => tree.samples[node] as number),
  };
}

/** Adds to every row what its children have, from the leaves up. */
export function addUp(parent: Uint32Array, values: Float64Array): void {
  for (let node = values.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    values[above] = (values[above] as number) + (values[node] as number);
  }
}

/** The children of every row, in the order of the rows: `nodes[offsets[row] .. offsets[row + 1]]`. */
export interface Children {
  readonly offsets: Uint32Array;
  readonly nodes: Uint32Array;
}

export function childrenOf({ parent, count }: Pick<CallTree, 'parent' | 'count'>): Children {
  const offsets = new Uint32Array(count + 1);
  for (let node = 1; node < count; node++) {
    const at = (parent[node] as number) + 1;
    offsets[at] = (offsets[at] as number) + 1;
  }
  for (let node = 0; node < count; node++) {
    offsets[node + 1] = (offsets[node + 1] as number) + (offsets[node] as number);
  }
  const nodes = new Uint32Array(Math.max(0, count - 1));
  const next = offsets.slice(0, count);
  for (let node = 1; node < count; node++) {
    const above = parent[node] as number;
    const at = next[above] as number;
    nodes[at] = node;
    next[above] = at + 1;
  }
  return { offsets, nodes };
}

/** Samples that ended in each row itself. */
export function ownSamples({ parent, samples, count }: CallTree): Float64Array {
  const own = samples.slice();
  for (let node = 1; node < count; node++) {
    const above = parent[node] as number;
    own[above] = (own[above] as number) - (samples[node] as number);
  }
  return own;
}
