import { Uint32Column } from '../columns.ts';
import { none } from '../stack-profile.ts';
import { IdMap } from './id-map.ts';
import { malformedPprof } from './wire-reader.ts';

/** Rows by id, of a table whose rows MAY be used before they are defined. */
export class Definitions {
  readonly #what: string;
  readonly #ids = new IdMap();
  /** By number: the row plus one, 0 before it is defined. */
  readonly #rows = new Uint32Column();
  #count = 0;

  constructor(what: string) {
    this.#what = what;
  }

  /** The number of an id that is referred to. */
  number(lo: number, hi: number): number {
    if (lo === 0 && hi === 0) throw malformedPprof(`it refers to the ${this.#what} 0`);
    const number = this.#ids.intern(lo, hi);
    this.#rows.fillTo(this.#ids.count, 0);
    return number;
  }

  /** The number of an id, or `none` for 0, which stands for nothing where something is optional. */
  numberOrNone(lo: number, hi: number): number {
    return lo === 0 && hi === 0 ? none : this.number(lo, hi);
  }

  /** Takes the next row to be that of the id. */
  define(lo: number, hi: number): void {
    const number = this.number(lo, hi);
    if (this.#rows.get(number) !== 0) throw malformedPprof(`two ${this.#what}s have the same id`);
    this.#rows.set(number, ++this.#count);
  }

  /** The row of an id. Throws where it is not defined. */
  rowOfId(lo: number, hi: number): number {
    const number = this.#ids.find(lo, hi);
    if (number >= 0) return this.row(number);
    throw malformedPprof(`it refers to a ${this.#what} that it does not hold`);
  }

  /** The row of a number. Throws where it was never defined. */
  row(number: number): number {
    const row = this.#rows.get(number);
    if (row === 0) throw malformedPprof(`it refers to a ${this.#what} that it does not hold`);
    return row - 1;
  }
}

/** The string table: where each string stands. */
export class StringBytes {
  readonly #bytes: Uint8Array;
  readonly #starts = new Uint32Column();
  readonly #ends = new Uint32Column();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get count(): number {
    return this.#starts.length;
  }

  add(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** The first index of a string, or -1. */
  find(text: string): number {
    const wanted = new TextEncoder().encode(text);
    for (let index = 1; index < this.#starts.length; index++) {
      const start = this.#starts.get(index);
      if (this.#ends.get(index) - start !== wanted.length) continue;
      if (wanted.every((byte, at) => this.#bytes[start + at] === byte)) return index;
    }
    return -1;
  }

  /** An index that fits into a column. Whether there is such a string is seen when it is asked for. */
  checked(index: number): number {
    return Math.min(index, none);
  }

  /** The string of an index; index 0 is the empty string by definition. */
  text(index: number): string {
    if (index === 0) return '';
    if (index >= this.#starts.length)
      throw malformedPprof('it refers to a string that it does not hold');
    return utf8.decode(this.#bytes.subarray(this.#starts.get(index), this.#ends.get(index)));
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
