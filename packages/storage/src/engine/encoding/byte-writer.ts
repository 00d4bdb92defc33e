import { grown } from '@stormpetrel/base';

/** Bytes that grow at the end. Numbers are little-endian. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;
  #view: DataView;

  constructor(sizeBytes = 1024) {
    this.bytes = new Uint8Array(sizeBytes);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Makes room for so many bytes more and returns where they begin; their content is undefined. */
  reserve(sizeBytes: number): number {
    const start = this.length;
    const end = start + sizeBytes;
    if (end > this.bytes.length) {
      this.bytes = grown(this.bytes, end);
      this.#view = new DataView(this.bytes.buffer);
    }
    this.length = end;
    return start;
  }

  /** Grows at once to hold about so many bytes more. */
  expect(sizeBytes: number): void {
    const start = this.length;
    this.reserve(sizeBytes);
    this.length = start;
  }

  /** Fills with zeros up to the next multiple of eight, so that typed arrays can be laid over what follows. */
  align(): void {
    const rest = this.length & 7;
    if (rest === 0) return;
    const start = this.reserve(8 - rest);
    this.bytes.fill(0, start, this.length);
  }

  writeUint8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  writeUint32(value: number): void {
    const at = this.reserve(4);
    this.#view.setUint32(at, value, true);
  }

  writeFloat64(value: number): void {
    const at = this.reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  writeBytes(source: Uint8Array): void {
    const at = this.reserve(source.length);
    this.bytes.set(source, at);
  }

  /** A view, good until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
