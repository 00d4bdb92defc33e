import { ByteWriter } from '../codec/byte-writer.ts';

/** Writes protobuf's wire format. Fields of the value 0 are left out, as proto3 does. */
export class WireWriter {
  readonly #bytes = new ByteWriter(64);

  /** A field of type int64 or uint64; rounded to a whole number, and as near as 64 bits come. */
  int(field: number, value: number): void {
    const whole = wholeOf(value);
    if (whole === 0) return;
    this.#varint(field << 3);
    this.#varint(whole);
  }

  /** A packed repeated field. */
  ints(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    const packed = new WireWriter();
    for (const value of values) packed.#varint(wholeOf(value));
    this.sized(field, packed.finish());
  }

  text(field: number, text: string): void {
    this.sized(field, utf8.encode(text));
  }

  message(field: number, write: (message: WireWriter) => void): void {
    const message = new WireWriter();
    write(message);
    this.sized(field, message.finish());
  }

  sized(field: number, bytes: Uint8Array): void {
    this.#varint((field << 3) | 2);
    this.#varint(bytes.length);
    this.#bytes.raw(bytes);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.finish();
  }

  #varint(value: number): void {
    if (value < 0) {
      this.#negative(value);
      return;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.u8((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.u8(rest);
  }

  /** Ten bytes of two's complement. */
  #negative(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (let at = 0; at < 9; at++) {
      this.#bytes.u8(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#bytes.u8(Number(rest));
  }
}

/** The greatest float64 within 64 bits with a sign. */
const int64Max = 2 ** 63 - 1024;

function wholeOf(value: number): number {
  const whole = Math.round(value);
  return Number.isNaN(whole) ? 0 : Math.max(-(2 ** 63), Math.min(int64Max, whole));
}

const utf8 = new TextEncoder();
