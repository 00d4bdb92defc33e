/**
 * A set of pairs of u32 that numbers them in the order of their coming: what makes stacks, and paths of a tree, unique.
 * Open addressing, probed linearly; a slot holds the number of a pair plus one, so that zero is free. At most half of the slots are
 * taken, so honest pairs are found within a hundred steps; numbers that were chosen to meet in one slot are refused, because each
 * would be looked for among all the others.
 */
import { CodedError } from '@stormpetrel/base';
import { Uint32Column } from './columns.ts';
import { profileErrors } from './errors.ts';

/** Steps from slot to slot after which a table gives up. */
export const probesMax = 1_024;

export function refuseCollisions(): CodedError {
  const { code } = profileErrors.malformed;
  return new CodedError(
    code,
    'the profile cannot be read: its numbers are made to be slow to find',
  );
}

export class PairTable {
  readonly first = new Uint32Column(256);
  readonly second = new Uint32Column(256);
  #slots = new Uint32Array(1024);

  get size(): number {
    return this.first.length;
  }

  /** The number of the pair, or -1. Throws `PROFILE_MALFORMED` where too many pairs meet in one slot. */
  find(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashPair(first, second) & mask;
    for (let probes = 0; probes < probesMax; probes++) {
      const id = (slots[slot] as number) - 1;
      if (id < 0) return -1;
      if (this.first.get(id) === first && this.second.get(id) === second) return id;
      slot = (slot + 1) & mask;
    }
    throw refuseCollisions();
  }

  /** Takes in a pair that MUST NOT be in yet, and returns its number. */
  insert(first: number, second: number): number {
    const id = this.first.length;
    this.first.push(first);
    this.second.push(second);
    if ((id + 1) * 2 > this.#slots.length) this.#rehash();
    else this.#place(first, second, id);
    return id;
  }

  /** Takes in a pair that `find` shall not find. MUST NOT be mixed with pairs that it shall. */
  append(first: number, second: number): number {
    const id = this.first.length;
    this.first.push(first);
    this.second.push(second);
    return id;
  }

  /** The number of the pair, taken in if it is new. */
  intern(first: number, second: number): number {
    const id = this.find(first, second);
    return id < 0 ? this.insert(first, second) : id;
  }

  #place(first: number, second: number, id: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashPair(first, second) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = id + 1;
  }

  #rehash(): void {
    const size = this.#slots.length * 2;
    // Given back at once: the garbage of a large table is collected late.
    this.#slots.buffer.transfer(0);
    this.#slots = new Uint32Array(size);
    for (let id = 0; id < this.first.length; id++) {
      this.#place(this.first.get(id), this.second.get(id), id);
    }
  }
}

/** Mixes two numbers so that the low bits are fit to index a table, also where only high bits of the two differ. */
export function hashPair(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1);
  hash ^= hash >>> 15;
  hash = Math.imul(hash ^ (second + 0x7f4a7c15), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
