/**
 * Just enough of a protobuf writer to make SegmentObject bytes for tests, independent of the codecs that are tested
 * with them. Zero values are left out, as proto3 does.
 */
export class ProtobufBytes {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  varint(field: number, value: number): void {
    if (value === 0) return;
    this.#tag(field, 0);
    this.#varint(BigInt.asUintN(64, BigInt(Math.trunc(value))));
  }

  /** Returns the offset of the payload's first byte, 0 when nothing was written. */
  text(field: number, value: string): number {
    return value === '' ? 0 : this.message(field, new TextEncoder().encode(value));
  }

  message(field: number, payload: Uint8Array): number {
    this.#tag(field, 2);
    this.#varint(BigInt(payload.length));
    this.#reserve(payload.length);
    const start = this.#length;
    this.#bytes.set(payload, start);
    this.#length += payload.length;
    return start;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(BigInt(field * 8 + wireType));
  }

  #varint(value: bigint): void {
    let rest = value;
    this.#reserve(10);
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
