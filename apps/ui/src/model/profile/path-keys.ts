import { levelOf } from './flame-tree.ts';
import type { FlameTree } from './flame-tree.ts';

/**
 * Names of paths for addresses: a hash of the functions on the way from the root, so that a link finds its frame again when
 * other filters have moved it. Fourteen digits of 36: two numbers of 32 bits. Where several rows have the same path (in order
 * of time, or lines of one function), `.1`, `.2` stand for those further to the right.
 */
export class PathKeys {
  readonly #tree: FlameTree;
  readonly #nameOf: (symbol: number) => string;

  constructor(tree: FlameTree, nameOf: (symbol: number) => string) {
    this.#tree = tree;
    this.#nameOf = nameOf;
  }

  keyOf(row: number): string | undefined {
    if (row <= 0 || row >= this.#tree.count) return undefined;
    const hashes = this.#hashUpTo(row + 1);
    const hash: Hash = [hashes.high[row] as number, hashes.low[row] as number];
    let before = 0;
    for (let at = this.#tree.levelOffsets[levelOf(this.#tree, row)] as number; at < row; at++)
      if (hashes.high[at] === hash[0] && hashes.low[at] === hash[1]) before++;
    return before === 0 ? textOf(hash) : `${textOf(hash)}.${before}`;
  }

  /** The row of a key; -1 where the tree has no such path. Of fewer rows of a path than there were, the last one. */
  find(key: string | undefined): number {
    const [text = '', place = '0'] = (key ?? '').split('.');
    const wanted = hashOfText(text);
    if (wanted === undefined || !/^\d{1,9}$/.test(place)) return -1;
    const { high, low } = this.#hashUpTo(this.#tree.count);
    let left = Number(place);
    let found = -1;
    for (let row = 1; row < high.length; row++) {
      if (high[row] !== wanted[0] || low[row] !== wanted[1]) continue;
      found = row;
      if (left-- === 0) break;
    }
    return found;
  }

  /** Hashes of the rows before one. Parents stand before their children, so one pass is enough. */
  #hashUpTo(count: number): { readonly high: Uint32Array; readonly low: Uint32Array } {
    const { parent, symbol } = this.#tree;
    const high = new Uint32Array(count);
    const low = new Uint32Array(count);
    const ofSymbol = new Map<number, Hash>();
    high[0] = rootHash[0];
    low[0] = rootHash[1];
    for (let row = 1; row < count; row++) {
      const id = symbol[row] as number;
      let own = ofSymbol.get(id);
      if (own === undefined) {
        own = hashOfName(this.#nameOf(id));
        ofSymbol.set(id, own);
      }
      const above = parent[row] as number;
      const hash = extended([high[above] as number, low[above] as number], own);
      high[row] = hash[0];
      low[row] = hash[1];
    }
    return { high, low };
  }
}

type Hash = readonly [number, number];

const rootHash: Hash = [0x811c9dc5, 0x9e3779b1];

function hashOfName(name: string): Hash {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b + unit, 0x85ebca6b) ^ (b >>> 13);
  }
  return [a >>> 0, b >>> 0];
}

function extended([a, b]: Hash, [c, d]: Hash): Hash {
  const high = Math.imul((a ^ c) + 0x7f4a7c15, 0xc2b2ae35);
  const low = Math.imul((b ^ d) + 0x165667b1, 0x27d4eb2f);
  return [(high ^ (high >>> 15)) >>> 0, (low ^ (low >>> 13)) >>> 0];
}

function textOf([high, low]: Hash): string {
  return high.toString(36).padStart(7, '0') + low.toString(36).padStart(7, '0');
}

function hashOfText(text: string): Hash | undefined {
  if (!/^[0-9a-z]{14}$/.test(text)) return undefined;
  return [Number.parseInt(text.slice(0, 7), 36), Number.parseInt(text.slice(7), 36)];
}
