import { BlockCorrupt } from './block-corrupt.ts';
import type { ByteWriter } from './byte-writer.ts';
import { type NumberArray, PackedNumbers } from './packed-numbers.ts';

/**
 * Arrays of numbers, each in the narrowest form that holds them exactly. docs/formats/numbers.md.
 *
 *     0   u8   form: 0 constant, 1 offset from base, 2 steps from the number before, 3 float64
 *     1   u8   bytes per number: 0, 1, 2, 4 or 8
 *     2   u16  zero
 *     4   u32  count
 *     8   f64  base: the constant, the least number, or the first one
 *     16       count numbers, zeros up to a multiple of eight
 *
 * Fixed widths rather than varints: they decode by laying a typed array over the bytes, and zstd finds the zeros.
 */
const Form = { constant: 0, offset: 1, step: 2, float: 3 } as const;
const headerBytes = 16;

export function writeNumbers(out: ByteWriter, values: NumberArray, count: number): void {
  if (count === 0) return writeHeader(out, Form.constant, 0, 0, 0);
  const first = values[0] as number;
  if (values instanceof Uint32Array) scanUint32(values, count);
  else if (values instanceof Float64Array) scanFloats(values, count);
  else scanFloats(new Float64Array(values.subarray(0, count)), count);
  const { min, max, stepMax } = range;
  const safe = Math.abs(min) <= Number.MAX_SAFE_INTEGER && Math.abs(max) <= Number.MAX_SAFE_INTEGER;
  if (safe && min === max) return writeHeader(out, Form.constant, 0, count, min);
  const width = safe ? widthOf(max - min) : 8;
  const stepWidth = safe ? widthOf(stepMax) : 8;
  if (stepWidth < width) return writeSteps(out, values, count, stepWidth, first);
  if (width < 8) return writeOffsets(out, values, count, width, min);
  writeHeader(out, Form.float, 8, count, 0);
  const start = out.reserve(count * 8);
  new Float64Array(out.bytes.buffer, start, count).set(
    values.length === count ? values : values.subarray(0, count),
  );
}

/** Of the numbers scanned last: `min` is not finite where one of them is not whole, `stepMax` where they do not rise. */
const range = { min: 0, max: 0, stepMax: 0 };

/** The scans are the same but for the kind of array: a loop over several kinds would look at the kind for each number. */
function scanFloats(values: Float64Array, count: number): void {
  let min = Infinity;
  let max = -Infinity;
  let stepMin = Infinity;
  let stepMax = 0;
  let previous = values[0] as number;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (value !== Math.floor(value)) {
      min = -Infinity;
      break;
    }
    const step = value - previous;
    if (value < min) min = value;
    if (value > max) max = value;
    if (step < stepMin) stepMin = step;
    if (step > stepMax) stepMax = step;
    previous = value;
  }
  setRange(min, max, stepMin < 0 ? Infinity : stepMax);
}

function scanUint32(values: Uint32Array, count: number): void {
  let min = Infinity;
  let max = -Infinity;
  let stepMin = Infinity;
  let stepMax = 0;
  let previous = values[0] as number;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    const step = value - previous;
    if (value < min) min = value;
    if (value > max) max = value;
    if (step < stepMin) stepMin = step;
    if (step > stepMax) stepMax = step;
    previous = value;
  }
  setRange(min, max, stepMin < 0 ? Infinity : stepMax);
}

function setRange(min: number, max: number, stepMax: number): void {
  range.min = min;
  range.max = max;
  range.stepMax = stepMax;
}

function widthOf(range: number): number {
  if (range < 0x100) return 1;
  if (range < 0x1_0000) return 2;
  return range < 0x1_0000_0000 ? 4 : 8;
}

function writeHeader(
  out: ByteWriter,
  form: number,
  width: number,
  count: number,
  base: number,
): void {
  out.align();
  out.writeUint32(form | (width << 8));
  out.writeUint32(count);
  out.writeFloat64(base);
}

function writeOffsets(
  out: ByteWriter,
  values: NumberArray,
  count: number,
  width: number,
  base: number,
): void {
  writeHeader(out, Form.offset, width, count, base);
  const target = reserveArray(out, count, width);
  for (let i = 0; i < count; i++) target[i] = (values[i] as number) - base;
  out.align();
}

function writeSteps(
  out: ByteWriter,
  values: NumberArray,
  count: number,
  width: number,
  first: number,
): void {
  writeHeader(out, Form.step, width, count, first);
  const target = reserveArray(out, count, width);
  let previous = first;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    target[i] = value - previous;
    previous = value;
  }
  out.align();
}

function reserveArray(out: ByteWriter, count: number, width: number): NumberArray {
  const start = out.reserve(count * width);
  if (width === 1) return new Uint8Array(out.bytes.buffer, start, count);
  if (width === 2) return new Uint16Array(out.bytes.buffer, start, count);
  return new Uint32Array(out.bytes.buffer, start, count);
}

/** Memory that is used again: an array is good until the next one of the same slot is taken. */
export class NumberRoom {
  readonly #float64: Float64Array[] = [];
  readonly #uint32: Uint32Array[] = [];
  readonly #int32: Int32Array[] = [];
  #bytes = new Uint8Array(0);

  /** For what is unpacked and then decoded. */
  bytes(count: number): Uint8Array {
    if (this.#bytes.length < count) this.#bytes = new Uint8Array(count);
    return this.#bytes.subarray(0, count);
  }

  float64(slot: number, count: number): Float64Array {
    const known = this.#float64[slot];
    if (known !== undefined && known.length >= count) return known.subarray(0, count);
    return (this.#float64[slot] = new Float64Array(count));
  }

  uint32(slot: number, count: number): Uint32Array {
    const known = this.#uint32[slot];
    if (known !== undefined && known.length >= count) return known.subarray(0, count);
    return (this.#uint32[slot] = new Uint32Array(count));
  }

  int32(slot: number, count: number): Int32Array {
    const known = this.#int32[slot];
    if (known !== undefined && known.length >= count) return known.subarray(0, count);
    return (this.#int32[slot] = new Int32Array(count));
  }
}

/** Reads the arrays that a section holds, one after another. Throws `BlockCorrupt`. */
export class NumbersReader {
  readonly #bytes: Uint8Array;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True when no further array follows. */
  get done(): boolean {
    return this.offset >= this.#bytes.length;
  }

  /** Passes over so many arrays. */
  skip(arrays: number): void {
    for (let i = 0; i < arrays; i++) this.#next();
  }

  /** The array as it is stored, for those who want few of its values; of steps all values are decoded. */
  readPacked(): PackedNumbers {
    const start = this.offset;
    const { form, base, count, stored } = this.#next();
    if (form !== Form.step)
      return new PackedNumbers(base, form === Form.float ? 0 : base, count, stored);
    this.offset = start;
    return new PackedNumbers(0, 0, count, this.readFloat64());
  }

  /** Into memory of the room given, otherwise into memory of their own; so do the ones below. */
  readFloat64(room?: NumberRoom, slot = 0): Float64Array {
    const { form, base, count, stored } = this.#next();
    const target = room === undefined ? new Float64Array(count) : room.float64(slot, count);
    if (lay(target, form, base, stored)) return target;
    if (form === Form.offset) {
      for (let i = 0; i < count; i++) target[i] = (target[i] as number) + base;
      return target;
    }
    let value = base;
    for (let i = 0; i < count; i++) {
      value += target[i] as number;
      target[i] = value;
    }
    return target;
  }

  readUint32(room?: NumberRoom, slot = 0): Uint32Array {
    const { form, base, count, stored } = this.#next();
    const target = room === undefined ? new Uint32Array(count) : room.uint32(slot, count);
    if (lay(target, form, base, stored)) return target;
    if (form === Form.offset) {
      for (let i = 0; i < count; i++) target[i] = (target[i] as number) + base;
      return target;
    }
    let value = base;
    for (let i = 0; i < count; i++) {
      value += target[i] as number;
      target[i] = value;
    }
    return target;
  }

  readInt32(room?: NumberRoom, slot = 0): Int32Array {
    const { form, base, count, stored } = this.#next();
    const target = room === undefined ? new Int32Array(count) : room.int32(slot, count);
    if (lay(target, form, base, stored)) return target;
    let value = base;
    for (let i = 0; i < count; i++) {
      if (form === Form.offset) value = base + (target[i] as number);
      else value += target[i] as number;
      target[i] = value;
    }
    return target;
  }

  #next(): { form: number; base: number; count: number; stored: NumberArray } {
    const bytes = this.#bytes;
    const start = this.offset;
    if (start + headerBytes > bytes.length) throw new BlockCorrupt('numbers are cut');
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, headerBytes);
    const form = view.getUint8(0);
    const width = view.getUint8(1);
    const count = view.getUint32(4, true);
    const size = count * width;
    if (form > Form.float || start + headerBytes + size > bytes.length)
      throw new BlockCorrupt('numbers are cut');
    if ((form === Form.constant) !== (width === 0) || count > 0x0fff_ffff)
      throw new BlockCorrupt('unknown form of numbers');
    const stored = typedView(bytes, start + headerBytes, count, width);
    this.offset = start + headerBytes + ((size + 7) & ~7);
    return { form, base: view.getFloat64(8, true), count, stored };
  }
}

const none = new Uint8Array(0);

/** A typed array over the bytes; a copy where they do not lie on a multiple of the width. */
function typedView(bytes: Uint8Array, start: number, count: number, width: number): NumberArray {
  if (width === 0) return none;
  let at = bytes.byteOffset + start;
  let buffer: ArrayBufferLike = bytes.buffer;
  if (at % width !== 0) {
    buffer = bytes.slice(start, start + count * width).buffer;
    at = 0;
  }
  if (width === 1) return new Uint8Array(buffer, at, count);
  if (width === 2) return new Uint16Array(buffer, at, count);
  if (width === 4) return new Uint32Array(buffer, at, count);
  if (width === 8) return new Float64Array(buffer, at, count);
  throw new BlockCorrupt('unknown width of numbers');
}

/**
 * Lays the stored numbers into the target; true where these are the numbers already. What is left is to add, in a loop of
 * the one kind of array: a loop over all kinds of stored and target arrays would look at the kind for each number.
 */
function lay(
  target: Float64Array | Uint32Array | Int32Array,
  form: number,
  base: number,
  stored: NumberArray,
): boolean {
  if (form === Form.constant) {
    target.fill(base);
    return true;
  }
  target.set(stored);
  return form === Form.float || (form === Form.offset && base === 0);
}
