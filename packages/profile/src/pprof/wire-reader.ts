import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';

export function malformedPprof(what: string): CodedError {
  return new CodedError(profileErrors.malformed.code, `the pprof profile cannot be read: ${what}`);
}

/**
 * Reads protobuf's wire format off bytes that nobody vouches for. Numbers of 64 bits come as two halves, because a JS
 * number holds 53 of them exactly and ids may have all.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** The halves of the varint read last. */
  lo = 0;
  hi = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.at = 0;
    this.end = bytes.length;
  }

  /** The next tag, or 0 at the end of the message. */
  tag(): number {
    if (this.at >= this.end) return 0;
    this.varint();
    if (this.hi !== 0 || this.lo < 8) throw malformedPprof('a field has no valid number');
    return this.lo;
  }

  /** Reads a varint into `lo` and `hi`. */
  varint(): void {
    const { bytes } = this;
    let byte = this.#byte();
    this.hi = 0;
    if (byte < 0x80) {
      this.lo = byte;
      return;
    }
    let lo = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[this.at++] ?? 0;
      lo |= (byte & 0x7f) << shift;
      if (byte < 0x80) return this.#done(lo, 0);
    }
    byte = bytes[this.at++] ?? 0;
    lo |= (byte & 0x0f) << 28;
    let hi = (byte & 0x7f) >>> 4;
    if (byte < 0x80) return this.#done(lo, hi);
    for (let shift = 3; shift < 32; shift += 7) {
      byte = bytes[this.at++] ?? 0;
      hi |= (byte & 0x7f) << shift;
      if (byte < 0x80) return this.#done(lo, hi);
    }
    throw malformedPprof('a number has more than ten bytes');
  }

  /** A varint that MUST fit into a JS number: an index, a length or a count. */
  uint(): number {
    this.varint();
    if (this.hi >= 0x20_0000) throw malformedPprof('a number is too large');
    return this.hi * 0x1_0000_0000 + this.lo;
  }

  /** A signed varint of 64 bits; beyond 2^53 as near as a JS number comes. */
  int(): number {
    this.varint();
    return (this.hi | 0) * 0x1_0000_0000 + this.lo;
  }

  /** Enters a message: narrows `end` to it and returns the end to come back to. */
  enter(): number {
    const size = this.uint();
    const outer = this.end;
    if (size > outer - this.at) throw malformedPprof('it is cut short');
    this.end = this.at + size;
    return outer;
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.#advance(this.uint());
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw malformedPprof('a field is of no valid kind');
    }
  }

  #advance(size: number): void {
    if (size > this.end - this.at) throw malformedPprof('it is cut short');
    this.at += size;
  }

  #byte(): number {
    if (this.at >= this.end) throw malformedPprof('it is cut short');
    return this.bytes[this.at++] as number;
  }

  #done(lo: number, hi: number): void {
    if (this.at > this.end) throw malformedPprof('it is cut short');
    this.lo = lo >>> 0;
    this.hi = hi >>> 0;
  }
}
