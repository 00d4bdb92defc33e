import { profileLimits } from '../limits.ts';
import { type CallTree, CallTreeBuilder, ownSamples } from './call-tree.ts';

export interface InvertOptions {
  /**
   * Rows lighter than this are not opened: what is above them counts as theirs. A drawing cannot show them anyway, and most
   * of the rows of a large tree are such.
   */
  readonly weightMin?: number;
  readonly nodesMax?: number;
}

/**
 * The tree from the other end: below the root stands what was running, below that who called it. `self` of a row is the
 * weight of what was called by nobody else; `total` of a row of the first level is the symbol's own time.
 */
export function invertTree(tree: CallTree, options: InvertOptions = {}): CallTree {
  const own = ownSamples(tree);
  const ends: number[] = [];
  for (let node = 0; node < tree.count; node++) if (own[node] !== 0) ends.push(node);
  return new Inversion(tree, ends, { weight: tree.self, samples: own }, options).run();
}

/** Who calls a symbol: its row under the root, its callers under it. A sample with several calls of it counts once. */
export function callersOf(tree: CallTree, symbol: number, options: InvertOptions = {}): CallTree {
  const inside = new Uint8Array(tree.count);
  const ends: number[] = [];
  for (let node = 1; node < tree.count; node++) {
    const above = tree.parent[node] as number;
    inside[node] = inside[above] === 1 || tree.symbol[node] === symbol ? 1 : 0;
    if (inside[node] === 1 && inside[above] === 0) ends.push(node);
  }
  return new Inversion(tree, ends, { weight: tree.total, samples: tree.samples }, options).run();
}

/** What a symbol calls: its row under the root, its callees under it. A sample with several calls of it counts once. */
export function calleesOf(
  tree: CallTree,
  symbol: number,
  nodesMax: number = profileLimits.treeNodesMax,
): CallTree {
  const builder = new CallTreeBuilder(tree.symbols, nodesMax);
  const own = ownSamples(tree);
  const placed = new Uint32Array(tree.count);
  const sealed = new Uint8Array(tree.count);
  for (let node = 1; node < tree.count; node++) {
    const above = tree.parent[node] as number;
    const caller = placed[above] as number;
    const here = tree.symbol[node] as number;
    if (caller === 0 && here !== symbol) continue;
    const next = sealed[above] === 1 ? caller : builder.child(caller, here);
    if (next === caller) sealed[node] = 1;
    placed[node] = next;
    builder.add(placed[node] as number, tree.self[node] as number, own[node] as number);
  }
  return builder.finish(tree.unit);
}

/**
 * All paths walk up at once, in groups that have come the same way: a group is parted by the symbol that each of its paths
 * is at, every part becomes a row, and goes on one step further up. No row has to be looked for, and what is too light is
 * left where it is.
 */
class Inversion {
  readonly #tree: CallTree;
  readonly #builder: CallTreeBuilder;
  readonly #weight: Float64Array;
  readonly #samples: Float64Array;
  readonly #weightMin: number;
  /** By path: the row where it began, and the one that it is at. */
  readonly #ends: Uint32Array;
  readonly #at: Uint32Array;
  /** The paths, those of a group together. */
  readonly #paths: Uint32Array;
  readonly #keys: Float64Array;

  constructor(
    tree: CallTree,
    ends: readonly number[],
    values: { readonly weight: Float64Array; readonly samples: Float64Array },
    { weightMin = 0, nodesMax = profileLimits.treeNodesMax }: InvertOptions,
  ) {
    this.#tree = tree;
    this.#builder = new CallTreeBuilder(tree.symbols, nodesMax);
    this.#weight = values.weight;
    this.#samples = values.samples;
    this.#weightMin = weightMin;
    this.#ends = Uint32Array.from(ends);
    this.#at = this.#ends.slice();
    this.#paths = Uint32Array.from(ends, (_, path) => path);
    this.#keys = new Float64Array(ends.length);
  }

  run(): CallTree {
    const open = [0, 0, this.#paths.length];
    while (open.length > 0) {
      const to = open.pop() as number;
      const from = open.pop() as number;
      this.#part(open.pop() as number, from, to, open);
    }
    return this.#builder.finish(this.#tree.unit);
  }

  /** Parts the group of a row, and adds what is to be parted further to `open`. */
  #part(row: number, from: number, to: number, open: number[]): void {
    const { symbol, parent } = this.#tree;
    this.#sortBySymbol(from, to);
    for (let start = from; start < to;) {
      const first = this.#at[this.#paths[start] as number] as number;
      const here = first === 0 ? -1 : (symbol[first] as number);
      let end = start;
      let weight = 0;
      let samples = 0;
      for (; end < to; end++) {
        const path = this.#paths[end] as number;
        const node = this.#at[path] as number;
        if ((node === 0 ? -1 : (symbol[node] as number)) !== here) break;
        weight += this.#weight[this.#ends[path] as number] as number;
        samples += this.#samples[this.#ends[path] as number] as number;
        if (node !== 0) this.#at[path] = parent[node] as number;
      }
      const next = here < 0 ? row : this.#builder.append(row, here);
      // At its end, too light, or beyond the limit: it stays here.
      if (next === row || Math.abs(weight) < this.#weightMin) {
        this.#builder.add(next, weight, samples);
      } else {
        open.push(next, start, end);
      }
      start = end;
    }
  }

  #sortBySymbol(from: number, to: number): void {
    if (to - from < 2) return;
    const { symbol } = this.#tree;
    // Symbol and path in one number: sorting numbers as they are is what engines do fastest.
    for (let place = from; place < to; place++) {
      const path = this.#paths[place] as number;
      const node = this.#at[path] as number;
      const rank = node === 0 ? 0 : (symbol[node] as number) + 1;
      this.#keys[place] = rank * 0x1_0000_0000 + path;
    }
    this.#keys.subarray(from, to).sort();
    for (let place = from; place < to; place++) {
      this.#paths[place] = (this.#keys[place] as number) % 0x1_0000_0000;
    }
  }
}
