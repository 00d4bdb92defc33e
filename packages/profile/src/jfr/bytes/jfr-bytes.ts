/**
 * A cursor over the bytes of a recording: one window of the source at a time, and a bound that no read goes past.
 *
 * Integers of a chunk are either compressed or not, which its header says:
 *
 *     compressed     7 bits a byte, lowest first, bit 7 = more follows; the ninth byte gives all of its 8 bits
 *     uncompressed   big-endian in the width of its type (int 4, long 8, short and char 2)
 *
 * A string begins with a byte that tells its form:
 *
 *     0 null   1 empty   2 long: id in the pool of strings   3 int: length, UTF-8 bytes   4 int: count, chars   5 int: length, Latin-1 bytes
 *
 * An integer is left in `lo` and `hi`, the halves of its 64 bits, because ids use all of them and numbers here only 53.
 */
import { JfrDamage } from '../jfr-damage.ts';
import type { JfrSource } from './jfr-source.ts';

const windowBytes = 256 << 10;

/** Forms of a string. */
export const TextForm = { none: 0, empty: 1, pooled: 2, utf8: 3, chars: 4, latin1: 5 } as const;

export class JfrBytes {
  /** Lower and upper half of the integer that was read last. */
  lo = 0;
  hi = 0;
  compressed = true;
  readonly #source: JfrSource;
  #window: Uint8Array = new Uint8Array(0);
  /** Place of the window in the source. */
  #base = 0;
  #at = 0;
  /** End of what may be read in the window. */
  #end = 0;
  #bound = 0;

  constructor(source: JfrSource) {
    this.#source = source;
  }

  get sizeBytes(): number {
    return this.#source.sizeBytes;
  }

  get position(): number {
    return this.#base + this.#at;
  }

  /** Bytes up to the bound. */
  get left(): number {
    return this.#bound - this.#base - this.#at;
  }

  /** Goes to a place, from where no read goes past `bound`. */
  seek(position: number, bound: number): void {
    const at = position - this.#base;
    this.#bound = Math.min(bound, this.#source.sizeBytes);
    if (at >= 0 && at <= this.#window.length) {
      this.#at = at;
      this.#end = Math.min(this.#window.length, this.#bound - this.#base);
    } else {
      this.#base = position;
      this.#window = emptyWindow;
      this.#at = 0;
      this.#end = 0;
    }
  }

  u8(): number {
    if (this.#at >= this.#end) this.#refill();
    return this.#window[this.#at++] as number;
  }

  skip(length: number): void {
    if (length > this.left) throw new JfrDamage('a value goes past the end of its event');
    if (this.#at + length <= this.#end) this.#at += length;
    else this.seek(this.position + length, this.#bound);
  }

  /** A compressed integer. */
  varint(): void {
    let at = this.#at;
    if (at + 9 > this.#end) {
      this.#varintSlow();
      return;
    }
    const bytes = this.#window;
    this.hi = 0;
    let byte = bytes[at++] as number;
    let lo = byte & 127;
    if (byte > 127) {
      byte = bytes[at++] as number;
      lo |= (byte & 127) << 7;
      if (byte > 127) {
        byte = bytes[at++] as number;
        lo |= (byte & 127) << 14;
        if (byte > 127) {
          byte = bytes[at++] as number;
          lo |= (byte & 127) << 21;
          if (byte > 127) at = this.#upperHalf(at, lo);
          else this.lo = lo;
          this.#at = at;
          return;
        }
      }
    }
    this.lo = lo;
    this.#at = at;
  }

  skipVarints(count: number): void {
    for (let i = 0; i < count; i++) {
      let at = this.#at;
      if (at + 9 > this.#end) {
        this.#varintSlow();
        continue;
      }
      const bytes = this.#window;
      const last = at + 8;
      while (at < last && (bytes[at] as number) > 127) at++;
      this.#at = at + 1;
    }
  }

  /** A big-endian integer of 1, 2, 4 or 8 bytes, with its sign. */
  fixed(width: number): void {
    if (width === 8) {
      this.fixed(4);
      const hi = this.lo;
      this.fixed(4);
      this.hi = hi;
      return;
    }
    let value = this.u8();
    for (let i = 1; i < width; i++) value = (value << 8) | this.u8();
    const unused = 32 - 8 * width;
    this.lo = (value << unused) >> unused;
    this.hi = this.lo >> 31;
  }

  /** A long, as a number; exact to 53 bits. */
  long(): number {
    if (this.compressed) this.varint();
    else this.fixed(8);
    return this.number;
  }

  /** An int, with its sign. */
  int(): number {
    if (this.compressed) this.varint();
    else this.fixed(4);
    return this.lo;
  }

  /** The integer that was read last, signed. */
  get number(): number {
    return this.hi === 0 ? this.lo >>> 0 : this.hi * 4294967296 + (this.lo >>> 0);
  }

  /** A length or a count of things that take at least a byte each. */
  count(): number {
    const count = this.int();
    if (count < 0 || this.hi !== 0 || count > this.left) {
      throw new JfrDamage(`a count of ${count}, where ${this.left} bytes are left`);
    }
    return count;
  }

  /** Copies `length` bytes out. */
  copy(target: Uint8Array, offset: number, length: number): void {
    if (length > this.left) throw new JfrDamage('a value goes past the end of its event');
    for (let done = 0; done < length;) {
      if (this.#at >= this.#end) this.#refill();
      const part = Math.min(length - done, this.#end - this.#at);
      const from = this.#at;
      if (part > 48) target.set(this.#window.subarray(from, from + part), offset + done);
      else
        for (let i = 0; i < part; i++) target[offset + done + i] = this.#window[from + i] as number;
      this.#at += part;
      done += part;
    }
  }

  skipText(): void {
    const form = this.u8();
    if (form <= TextForm.empty) return;
    if (form === TextForm.pooled) this.long();
    else if (form === TextForm.utf8 || form === TextForm.latin1) this.skip(this.count());
    else if (form === TextForm.chars) this.#skipChars();
    else throw new JfrDamage(`a string of the unknown form ${form}`);
  }

  /** One char of a string of chars. */
  char(): number {
    if (this.compressed) this.varint();
    else this.fixed(2);
    return this.lo & 0xffff;
  }

  #skipChars(): void {
    const count = this.count();
    if (this.compressed) this.skipVarints(count);
    else this.skip(count * 2);
  }

  /** Bytes five to nine of an integer. Returns the place behind it. */
  #upperHalf(from: number, lower: number): number {
    const bytes = this.#window;
    let at = from;
    let byte = bytes[at++] as number;
    this.lo = lower | ((byte & 127) << 28);
    let hi = (byte & 127) >>> 4;
    for (let shift = 3; byte > 127 && shift <= 17; shift += 7) {
      byte = bytes[at++] as number;
      hi |= (byte & 127) << shift;
    }
    if (byte > 127) hi |= (bytes[at++] as number) << 24;
    this.hi = hi;
    return at;
  }

  /** The same near the end of the window, or of what may be read. */
  #varintSlow(): void {
    let lo = 0;
    let hi = 0;
    for (let i = 0; i < 9; i++) {
      const byte = this.u8();
      const bits = i === 8 ? byte : byte & 127;
      const shift = i * 7;
      if (shift < 32) lo |= bits << shift;
      if (shift >= 32) hi |= bits << (shift - 32);
      else if (shift > 25) hi |= bits >>> (32 - shift);
      if (byte < 128) break;
    }
    this.lo = lo;
    this.hi = hi;
  }

  #refill(): void {
    const position = this.position;
    if (position >= this.#bound) throw new JfrDamage('an event ends in the middle of a value');
    const window = this.#source.readAt(position, windowBytes);
    if (window.length === 0) throw new JfrDamage('the file ends in the middle of a value');
    this.#window = window;
    this.#base = position;
    this.#at = 0;
    this.#end = Math.min(window.length, this.#bound - position);
  }
}

const emptyWindow = new Uint8Array(0);
