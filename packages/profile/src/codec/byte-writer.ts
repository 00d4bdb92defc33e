/** Bytes that grow, with what is written aligned to eight, so that a reader may look at it through typed arrays. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): void {
    this.#reserve(1)[this.#length++] = value;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Zeros up to a multiple of eight. */
  align(): void {
    while (this.#length % 8 !== 0) this.u8(0);
  }

  /** What was written; a copy. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(size: number): Uint8Array {
    const needed = this.#length + size;
    if (needed > this.#bytes.length) {
      const sizeNew = Math.max(needed, this.#bytes.length * 2);
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(sizeNew));
      this.#view = new DataView(this.#bytes.buffer);
    }
    return this.#bytes;
  }
}
