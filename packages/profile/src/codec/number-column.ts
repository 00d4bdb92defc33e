/**
 * A column of numbers, in as few bytes as a typed array can be read from without work for the processor.
 *
 *     0   u8    form: 0 constant, 1 offset, 2 step, 3 float
 *     1   u8    width: bytes of a stored number, 0, 1, 2, 4 or 8
 *     2   u16   zero
 *     4   u32   count
 *     8   f64   base
 *     16  f64   divisor: 1, 1000 or 4096
 *     24  count × width stored numbers, then zeros up to a multiple of eight
 *
 * Value i is base / divisor (constant), (base + stored i) / divisor (offset), (base + the sum of stored 0 … i) / divisor
 * (step), or stored i (float). Every number near the present in milliseconds is a whole number of 1/4096, because that is
 * the distance between two float64 there: times cost four bytes or two, not eight, and lose nothing.
 */
import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import type { ByteWriter } from './byte-writer.ts';

const Form = { constant: 0, offset: 1, step: 2, float: 3 } as const;
const headerSize = 24;
const divisors = [1, 1000, 4096];

export function writeFloats(writer: ByteWriter, values: Float64Array): void {
  for (const divisor of divisors) {
    const scaled = scaledWhole(values, divisor);
    if (scaled !== undefined && writeWhole(writer, scaled, divisor)) return;
  }
  writeHeader(writer, Form.float, 8, values.length, 0, 1);
  writer.raw(bytesOf(values));
}

export function writeUints(writer: ByteWriter, values: Uint32Array): void {
  writeWhole(writer, values, 1);
}

/** The values times the divisor, or `undefined` unless all are whole and come back exactly. */
function scaledWhole(values: Float64Array, divisor: number): Float64Array | undefined {
  const scaled = divisor === 1 ? values : new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const whole = Math.round(value * divisor);
    if (!Number.isSafeInteger(whole) || whole / divisor !== value) return undefined;
    if (divisor !== 1) scaled[i] = whole;
  }
  return scaled;
}

/** Writes whole numbers, unless neither offsets nor steps fit into 32 bits. */
function writeWhole(
  writer: ByteWriter,
  values: Float64Array | Uint32Array,
  divisor: number,
): boolean {
  const { least, greatest, stepMax } = measure(values);
  const offsetWidth = widthOf(greatest - least);
  const stepWidth = widthOf(stepMax);
  const width = Math.min(offsetWidth, stepWidth);
  if (width > 4) return false;
  const count = values.length;
  if (width === 0) {
    writeHeader(writer, Form.constant, 0, count, least, divisor);
    return true;
  }
  const stored = width === 1 ? new Uint8Array(count) : narrowArray(width, count);
  if (stepWidth < offsetWidth) {
    writeHeader(writer, Form.step, width, count, values[0] ?? 0, divisor);
    for (let i = 1; i < count; i++) stored[i] = (values[i] as number) - (values[i - 1] as number);
  } else {
    writeHeader(writer, Form.offset, width, count, least, divisor);
    for (let i = 0; i < count; i++) stored[i] = (values[i] as number) - least;
  }
  writer.raw(bytesOf(stored));
  writer.align();
  return true;
}

interface Measure {
  readonly least: number;
  readonly greatest: number;
  /** The widest step, infinite where one goes down. */
  readonly stepMax: number;
}

function measure(values: Float64Array | Uint32Array): Measure {
  if (values.length === 0) return { least: 0, greatest: 0, stepMax: 0 };
  let least = values[0] as number;
  let greatest = least;
  let stepMax = 0;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    const step = value - (values[i - 1] as number);
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (step < 0) stepMax = Infinity;
    else if (step > stepMax) stepMax = step;
  }
  return { least, greatest, stepMax };
}

function widthOf(range: number): number {
  if (range === 0) return 0;
  if (range < 0x100) return 1;
  if (range < 0x1_0000) return 2;
  return range < 0x1_0000_0000 ? 4 : 8;
}

function writeHeader(
  writer: ByteWriter,
  form: number,
  width: number,
  count: number,
  base: number,
  divisor: number,
): void {
  writer.u8(form);
  writer.u8(width);
  writer.u8(0);
  writer.u8(0);
  writer.u32(count);
  writer.f64(base);
  writer.f64(divisor);
}

function narrowArray(width: number, count: number): Uint16Array | Uint32Array {
  return width === 2 ? new Uint16Array(count) : new Uint32Array(count);
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Reads columns one after another. Throws `PROFILE_MALFORMED` where they are cut or say nonsense. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  /** The bytes MUST begin on a multiple of eight of their buffer. */
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  floats(countMax: number): Float64Array<ArrayBuffer> {
    const { form, width, count, base, divisor } = this.#header(countMax);
    const values = new Float64Array(count);
    if (form === Form.float) {
      values.set(this.#stored(8, count));
      if (!values.every(Number.isFinite)) throw malformed('a number in it is none');
      return values;
    }
    if (form === Form.constant) return values.fill(base / divisor);
    const stored = this.#stored(width, count);
    if (form === Form.step) {
      let sum = base;
      for (let i = 0; i < count; i++) values[i] = (sum += stored[i] as number) / divisor;
    } else {
      for (let i = 0; i < count; i++) values[i] = (base + (stored[i] as number)) / divisor;
    }
    return values;
  }

  uints(countMax: number): Uint32Array<ArrayBuffer> {
    const { form, width, count, base, divisor } = this.#header(countMax);
    if (form === Form.float || divisor !== 1) throw malformed('a column of counts has fractions');
    const values = new Uint32Array(count);
    if (form === Form.constant) return values.fill(base);
    const stored = this.#stored(width, count);
    if (form === Form.step) {
      let sum = base;
      for (let i = 0; i < count; i++) values[i] = sum += stored[i] as number;
    } else {
      for (let i = 0; i < count; i++) values[i] = base + (stored[i] as number);
    }
    return values;
  }

  raw(size: number): Uint8Array {
    const from = this.#at;
    this.#skip(size);
    return this.#bytes.subarray(from, from + size);
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  #header(countMax: number): {
    readonly form: number;
    readonly width: number;
    readonly count: number;
    readonly base: number;
    readonly divisor: number;
  } {
    const from = this.#at;
    this.#skip(headerSize);
    const form = this.#view.getUint8(from);
    const width = this.#view.getUint8(from + 1);
    const count = this.#view.getUint32(from + 4, true);
    const base = this.#view.getFloat64(from + 8, true);
    const divisor = this.#view.getFloat64(from + 16, true);
    const known =
      (form === Form.constant && width === 0) ||
      ((form === Form.offset || form === Form.step) &&
        (width === 1 || width === 2 || width === 4)) ||
      (form === Form.float && width === 8);
    if (!known || !Number.isSafeInteger(base) || !divisors.includes(divisor)) {
      throw malformed('a column is of no known form');
    }
    if (count > countMax)
      throw malformed(`a column has ${count} rows, at most ${countMax} are fit`);
    return { form, width, count, base, divisor };
  }

  #stored(width: number, count: number): Uint8Array | Uint16Array | Uint32Array | Float64Array {
    const from = this.#bytes.byteOffset + this.#at;
    this.#skip(width * count);
    const { buffer } = this.#bytes;
    if (width === 1) return new Uint8Array(buffer, from, count);
    if (width === 2) return new Uint16Array(buffer, from, count);
    return width === 4
      ? new Uint32Array(buffer, from, count)
      : new Float64Array(buffer, from, count);
  }

  #skip(size: number): void {
    this.#at += Math.ceil(size / 8) * 8;
    if (this.#at > this.#bytes.length) throw malformed('it is cut short');
  }
}

export function malformed(what: string): CodedError {
  return new CodedError(profileErrors.malformed.code, `the profile cannot be read: ${what}`);
}
