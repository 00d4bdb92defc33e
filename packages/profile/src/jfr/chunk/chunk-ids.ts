/**
 * Numbers for the ids that the events of a chunk name, so that rows hold small numbers while the pools are not read yet.
 *
 * Ids are 64 bits wide, but nearly all are small: those are their own numbers, and cost a bit. Others are numbered behind them
 * as they come.
 */
import { PairTable } from '../../pair-table.ts';
import { none } from '../../stack-profile.ts';
import type { InnerKind } from '../event-kinds.ts';
import { tooLarge } from '../jfr-errors.ts';
import { jfrLimits } from '../limits.ts';

/** Ids below are their own numbers. */
const smallMax = 1 << 22;

export class LocalIds {
  #large: PairTable | undefined;
  readonly #what: string;
  /** One bit for each small id that was named. */
  #named = new Uint32Array(32);
  #size = 0;

  constructor(what: string) {
    this.#what = what;
  }

  /** All numbers are below this. */
  get size(): number {
    return this.#large === undefined ? this.#size : smallMax + this.#large.size;
  }

  /** The number of an id, which is named with this. */
  number(lo: number, hi: number): number {
    if (hi !== 0 || lo < 0 || lo >= smallMax) return this.#largeNumber(lo, hi);
    if (lo >= this.#size) this.#grow(lo + 1);
    this.#named[lo >> 5] = (this.#named[lo >> 5] as number) | (1 << (lo & 31));
    return lo;
  }

  /** The number of an id that was named, or -1. */
  find(lo: number, hi: number): number {
    if (hi !== 0 || lo < 0 || lo >= smallMax) {
      const index = this.#large?.find(lo >>> 0, hi >>> 0) ?? -1;
      return index < 0 ? -1 : smallMax + index;
    }
    if (lo >= this.#size) return -1;
    return ((this.#named[lo >> 5] as number) & (1 << (lo & 31))) === 0 ? -1 : lo;
  }

  #largeNumber(lo: number, hi: number): number {
    this.#large ??= new PairTable();
    const index = this.#large.intern(lo >>> 0, hi >>> 0);
    if (index >= jfrLimits.chunkIdsMax) throw tooLarge(this.#what);
    return smallMax + index;
  }

  #grow(size: number): void {
    this.#size = size;
    if (size <= this.#named.length * 32) return;
    let words = this.#named.length * 2;
    while (words * 32 < size) words *= 2;
    this.#named = new Uint32Array(this.#named.buffer.transfer(words * 4));
  }
}

/** Numbers of sites from here on are those of pairs of a stack and what stands at its inner end. */
const pairsFrom = 0x8000_0000;
/** Kinds of inner ends: which of them it is, is told by the lowest bits of its number. */
const innerKinds: readonly InnerKind[] = ['class', 'object', 'method'];
const innerKindBits = 2;

/** What stands at the inner end of a stack, by its id. */
export interface InnerEnd {
  readonly lo: number;
  readonly hi: number;
  readonly kind: InnerKind;
}

export class ChunkIds {
  readonly stacks = new LocalIds('different stacks in a chunk');
  readonly threads = new LocalIds('threads in a chunk');
  readonly states = new LocalIds('states of threads in a chunk');
  /** Ids of inner ends, by the place of their kind. */
  readonly #inner = innerKinds.map(() => new PairTable());
  readonly #pairs = new PairTable();

  /** How many sites are stacks with an inner end. */
  get pairCount(): number {
    return this.#pairs.size;
  }

  /** The number of a stack together with what is at its inner end, if anything: that of the stack, or one of a pair. */
  site(
    stackLo: number,
    stackHi: number,
    innerLo: number,
    innerHi: number,
    kind: InnerKind,
  ): number {
    const stack = this.stacks.number(stackLo, stackHi);
    if (innerLo === 0 && innerHi === 0) return stack;
    if (this.#pairs.size >= jfrLimits.chunkIdsMax) throw tooLarge('different stacks in a chunk');
    const at = innerKinds.indexOf(kind);
    const index = (this.#inner[at] as PairTable).intern(innerLo >>> 0, innerHi >>> 0);
    return pairsFrom + this.#pairs.intern(stack, (index << innerKindBits) | at);
  }

  stackOfPair(pair: number): number {
    return this.#pairs.first.get(pair);
  }

  innerOfPair(pair: number): InnerEnd {
    const inner = this.#pairs.second.get(pair);
    const at = inner & ((1 << innerKindBits) - 1);
    const names = this.#inner[at] as PairTable;
    const index = inner >>> innerKindBits;
    const kind = innerKinds[at] ?? 'class';
    return { lo: names.first.get(index), hi: names.second.get(index), kind };
  }
}

/** What the sites of a chunk turned out to be: stacks of the profile, or `none`. */
export class SiteStacks {
  readonly #stacks: Uint32Array;
  readonly #pairs: Uint32Array;

  constructor(stacks: Uint32Array, pairs: Uint32Array) {
    this.#stacks = stacks;
    this.#pairs = pairs;
  }

  get(site: number): number {
    const stack = site >= pairsFrom ? this.#pairs[site - pairsFrom] : this.#stacks[site];
    return stack ?? none;
  }
}
