import { grown } from '@stormpetrel/base';
import type { BytesColumn } from '@stormpetrel/storage/api';

/** Up to this length a string is copied faster in a loop than by a call. */
const loopedBytesMax = 128;

/** Appends byte strings, one after another. */
export class BytesBuilder {
  #bytes: Uint8Array = new Uint8Array(1 << 12);
  #view = viewOf(this.#bytes);
  /** The array that bytes came from last, and its view: callers mostly come again with the same one. */
  #source: Uint8Array = this.#bytes;
  #sourceView = this.#view;
  #offsets: Uint32Array = new Uint32Array(65);
  #count = 0;
  #length = 0;

  get byteLength(): number {
    return this.#length;
  }

  append(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#length + length > this.#bytes.length) {
      this.#setBytes(grown(this.#bytes, this.#length + length));
    }
    if (length > loopedBytesMax) this.#bytes.set(source.subarray(start, end), this.#length);
    else this.#copyShort(source, start, end);
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
    if (this.#length > this.#bytes.length) this.#setBytes(grown(this.#bytes, this.#length));
    this.#bytes.set(source.subarray(start, end), this.#length - (end - start));
  }

  /** Lends its arrays until `reset`. */
  toColumn(): BytesColumn {
    return { bytes: this.#bytes.subarray(0, this.#length), offsets: this.#offsets };
  }

  /** Memory above `bytesKept` is given back once it is hardly used: not after each flush of a busy server. */
  reset(bytesKept: number): void {
    if (this.#bytes.length > bytesKept && this.#length * 4 < this.#bytes.length) {
      this.#setBytes(new Uint8Array(bytesKept));
    }
    // No array of the caller's is held from flush to flush.
    this.#source = this.#bytes;
    this.#sourceView = this.#view;
    this.#count = 0;
    this.#length = 0;
  }

  /** Four bytes a step. */
  #copyShort(source: Uint8Array, start: number, end: number): void {
    if (source !== this.#source) {
      this.#source = source;
      this.#sourceView = viewOf(source);
    }
    const from = this.#sourceView;
    const to = this.#view;
    let at = this.#length;
    let i = start;
    for (; i + 4 <= end; i += 4, at += 4) to.setInt32(at, from.getInt32(i));
    for (; i < end; i++) to.setInt8(at++, from.getInt8(i));
  }

  #setBytes(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  #close(length: number): void {
    this.#length += length;
    this.#count++;
    if (this.#count >= this.#offsets.length) this.#offsets = grown(this.#offsets, this.#count + 1);
    this.#offsets[this.#count] = this.#length;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
