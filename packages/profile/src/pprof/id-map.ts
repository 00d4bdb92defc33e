import { grown } from '@stormpetrel/base';
import { PairTable } from '../pair-table.ts';

/** Ids up to this are looked up in an array; nearly all writers count from 1. */
const directMax = 1 << 22;

/** Numbers ids of 64 bits, which MAY be anything, in the order of their coming. */
export class IdMap {
  #count = 0;
  /** By small id: its number plus one. */
  #direct = new Uint32Array(1024);
  readonly #pairs = new PairTable();
  readonly #numbers: number[] = [];

  get count(): number {
    return this.#count;
  }

  intern(lo: number, hi: number): number {
    if (hi !== 0 || lo >= directMax) return this.#internPair(lo, hi);
    if (lo >= this.#direct.length) this.#direct = grown(this.#direct, lo + 1);
    const known = this.#direct[lo] as number;
    if (known !== 0) return known - 1;
    this.#direct[lo] = ++this.#count;
    return this.#count - 1;
  }

  /** The number of an id, or -1. */
  find(lo: number, hi: number): number {
    if (hi === 0 && lo < directMax) return (this.#direct[lo] ?? 0) - 1;
    const known = this.#pairs.find(hi, lo);
    return known < 0 ? -1 : (this.#numbers[known] as number);
  }

  #internPair(lo: number, hi: number): number {
    const known = this.#pairs.find(hi, lo);
    if (known >= 0) return this.#numbers[known] as number;
    this.#numbers[this.#pairs.insert(hi, lo)] = this.#count;
    return this.#count++;
  }
}
