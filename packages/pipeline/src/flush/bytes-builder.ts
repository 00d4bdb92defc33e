import { grown } from '@stormpetrel/base';
import type { BytesColumn } from '@stormpetrel/storage/api';

/** Appends byte strings, one after another. */
export class BytesBuilder {
  #bytes: Uint8Array = new Uint8Array(1 << 12);
  #offsets: Uint32Array = new Uint32Array(65);
  #count = 0;
  #length = 0;

  get byteLength(): number {
    return this.#length;
  }

  /** Short strings: ids and the like. */
  append(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#length + length > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, this.#length + length);
    }
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
    this.#close(length);
  }

  /**
   * Bounds of a string that stands in `source` right behind the one before it. The bytes come with `copyRun`, for many
   * at once, which MUST be called before anything else is appended.
   */
  reserve(length: number): void {
    this.#close(length);
  }

  /** Copies the bytes of the strings reserved last: `source[start, end)`. */
  copyRun(source: Uint8Array, start: number, end: number): void {
    if (this.#length > this.#bytes.length) this.#bytes = grown(this.#bytes, this.#length);
    this.#bytes.set(source.subarray(start, end), this.#length - (end - start));
  }

  /** Lends its arrays until `reset`. */
  toColumn(): BytesColumn {
    return { bytes: this.#bytes.subarray(0, this.#length), offsets: this.#offsets };
  }

  /** Memory above `bytesKept` is given back once it is hardly used: not after each flush of a busy server. */
  reset(bytesKept: number): void {
    if (this.#bytes.length > bytesKept && this.#length * 4 < this.#bytes.length) {
      this.#bytes = new Uint8Array(bytesKept);
    }
    this.#count = 0;
    this.#length = 0;
  }

  #close(length: number): void {
    this.#length += length;
    this.#count++;
    if (this.#count >= this.#offsets.length) this.#offsets = grown(this.#offsets, this.#count + 1);
    this.#offsets[this.#count] = this.#length;
  }
}
