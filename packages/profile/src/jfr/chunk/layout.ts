/**
 * How the fields of a type lie one behind another, as a small program: what is not wanted is skipped, what is wanted is put
 * into a slot. Types inside a type are laid flat, so that an event is read in one loop without looking anything up.
 */
import type { JfrBytes } from '../bytes/jfr-bytes.ts';
import { jfrLimits } from '../limits.ts';
import type { JfrField, JfrTypes } from './metadata.ts';
import { type PoolText, type PooledText, readText } from '../pool-text.ts';

const Op = {
  /** Operand: how many. */
  skipVarints: 0,
  /** Operand: how many. */
  skipBytes: 1,
  skipText: 2,
  /** Operand: length of the program of an element, which follows. */
  array: 3,
  /** Like `array`, and the listener is told after each element. */
  listenedArray: 4,
  /** Operands: slot, bytes of the integer where it is not compressed. */
  integer: 5,
  /** Operand: slot. */
  byte: 6,
  /** Operand: slot. */
  text: 7,
} as const;

/** Where wanted values are put. Those that a type does not have keep what they were made with: 0 and no text. */
export class Slots {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly texts: (string | PooledText)[];
  /** Where texts go instead of `texts`, and the halves of the id they get. */
  pool: PoolText | undefined;
  poolLo = 0;
  poolHi = 0;
  /** Told after each element of the array that is listened to. */
  onElement: () => void = () => {};

  constructor(count: number) {
    this.lo = new Int32Array(count);
    this.hi = new Int32Array(count);
    this.texts = Array.from({ length: count }, () => '');
  }

  /** A slot as a signed number, exact to 53 bits. */
  number(slot: number): number {
    const lo = (this.lo[slot] as number) >>> 0;
    const hi = this.hi[slot] as number;
    return hi === 0 ? lo : hi * 4294967296 + lo;
  }
}

/** A wanted field's slot; `listen` is no slot but asks for the elements of an array, whose fields are then looked for. */
export type WantedFields = Readonly<Record<string, number>>;
export const listen = -1;

export class Layout {
  readonly #code: Int32Array;

  private constructor(code: readonly number[]) {
    this.#code = Int32Array.from(code);
  }

  /** The layout of a type, or undefined when it cannot be told: a type is missing, or contains itself. */
  static of(
    typeId: number,
    types: JfrTypes,
    wanted: WantedFields,
    compressed: boolean,
    wholeSlot?: number,
  ): Layout | undefined {
    const writer = new LayoutWriter(types, compressed);
    const told = writer.type(typeId, wanted, wholeSlot, 0);
    return told ? new Layout(writer.code) : undefined;
  }

  /** Reads the value that `bytes` stands at. Throws `JfrDamage`. */
  read(bytes: JfrBytes, slots: Slots): void {
    this.#run(bytes, slots, 0, this.#code.length);
  }

  #run(bytes: JfrBytes, slots: Slots, from: number, end: number): void {
    const code = this.#code;
    for (let pc = from; pc < end;) {
      const op = code[pc++] as number;
      if (op === Op.skipVarints) bytes.skipVarints(code[pc++] as number);
      else if (op === Op.integer) {
        const slot = code[pc++] as number;
        const width = code[pc++] as number;
        if (width === 0) bytes.varint();
        else bytes.fixed(width);
        slots.lo[slot] = bytes.lo;
        slots.hi[slot] = bytes.hi;
      } else if (op === Op.skipBytes) bytes.skip(code[pc++] as number);
      else if (op === Op.byte) {
        slots.lo[code[pc++] as number] = bytes.u8();
      } else if (op === Op.skipText) bytes.skipText();
      else if (op === Op.text) {
        const slot = code[pc++] as number;
        if (slots.pool === undefined) slots.texts[slot] = readText(bytes);
        else slots.pool.read(bytes, slots.poolLo, slots.poolHi);
      } else {
        const length = code[pc++] as number;
        this.#runArray(bytes, slots, pc, length, op === Op.listenedArray);
        pc += length;
      }
    }
  }

  #runArray(bytes: JfrBytes, slots: Slots, pc: number, length: number, listened: boolean): void {
    // An element without fields takes no bytes: a count of them says nothing and is not counted out.
    if (length === 0) {
      bytes.int();
      return;
    }
    const count = bytes.count();
    const code = this.#code;
    if (length === 2 && code[pc] === Op.skipBytes) {
      bytes.skip(count * (code[pc + 1] as number));
    } else if (length === 2 && code[pc] === Op.skipVarints) {
      bytes.skipVarints(count * (code[pc + 1] as number));
    } else {
      for (let i = 0; i < count; i++) {
        this.#run(bytes, slots, pc, pc + length);
        if (listened) slots.onElement();
      }
    }
  }
}

/** Bytes of a primitive type where integers are not compressed; those of one byte and floats never are. */
const integerWidths = new Map([
  ['short', 2],
  ['char', 2],
  ['int', 4],
  ['long', 8],
]);
const plainWidths = new Map([
  ['boolean', 1],
  ['byte', 1],
  ['float', 4],
  ['double', 8],
]);
const idWidth = 8;
const nothing: WantedFields = {};

class LayoutWriter {
  readonly code: number[] = [];
  readonly #types: JfrTypes;
  readonly #compressed: boolean;
  /** Fields seen, those that take no bytes included: types that multiply by nesting must end too. */
  #fields = 0;
  /** Place of the last operation when it is a skip that another may be joined to. */
  #skipAt = -1;

  constructor(types: JfrTypes, compressed: boolean) {
    this.#types = types;
    this.#compressed = compressed;
  }

  /** Writes a value of a type, which as a whole goes to `slot`. False when it cannot be told how it lies. */
  type(typeId: number, wanted: WantedFields, slot: number | undefined, depth: number): boolean {
    const type = this.#types.get(typeId);
    if (type === undefined || depth > jfrLimits.typeDepthMax) return false;
    const plainWidth = plainWidths.get(type.name);
    const integerWidth = integerWidths.get(type.name);
    if (plainWidth !== undefined) this.#plain(plainWidth, slot);
    else if (integerWidth !== undefined) this.#integer(integerWidth, slot);
    else if (type.name === 'java.lang.String') this.#text(slot);
    else return this.#struct(type.fields, wanted, slot, depth);
    return true;
  }

  /** A struct that is wanted as a whole gives its first field: those are wrappers, as a symbol is of its string. */
  #struct(
    fields: readonly JfrField[],
    wanted: WantedFields,
    slot: number | undefined,
    depth: number,
  ): boolean {
    return fields.every((field, i) => {
      if (++this.#fields > jfrLimits.typeFieldsMax) return false;
      const own = Object.hasOwn(wanted, field.name) ? wanted[field.name] : undefined;
      const to = own ?? (i === 0 ? slot : undefined);
      return field.array
        ? this.#array(field, to === listen ? wanted : undefined, depth)
        : this.#value(field, nothing, to === listen ? undefined : to, depth);
    });
  }

  #array(field: JfrField, listened: WantedFields | undefined, depth: number): boolean {
    this.code.push(listened === undefined ? Op.array : Op.listenedArray, 0);
    const start = this.code.length;
    this.#skipAt = -1;
    const told = this.#value(field, listened ?? nothing, undefined, depth);
    this.#skipAt = -1;
    this.code[start - 1] = this.code.length - start;
    return told;
  }

  #value(field: JfrField, wanted: WantedFields, slot: number | undefined, depth: number): boolean {
    if (!field.pooled) return this.type(field.typeId, wanted, slot, depth + 1);
    this.#integer(idWidth, slot);
    return true;
  }

  #integer(width: number, slot: number | undefined): void {
    if (slot !== undefined) this.#push(Op.integer, slot, this.#compressed ? 0 : width);
    else if (this.#compressed) this.#skip(Op.skipVarints, 1);
    else this.#skip(Op.skipBytes, width);
  }

  #plain(width: number, slot: number | undefined): void {
    if (slot !== undefined && width === 1) this.#push(Op.byte, slot);
    else this.#skip(Op.skipBytes, width);
  }

  #text(slot: number | undefined): void {
    if (slot === undefined) this.#push(Op.skipText);
    else this.#push(Op.text, slot);
  }

  #skip(op: number, count: number): void {
    if (this.#skipAt >= 0 && this.code[this.#skipAt] === op) {
      const at = this.#skipAt + 1;
      this.code[at] = (this.code[at] as number) + count;
      return;
    }
    const at = this.code.length;
    this.#push(op, count);
    this.#skipAt = at;
  }

  #push(...operation: readonly number[]): void {
    this.code.push(...operation);
    this.#skipAt = -1;
  }
}
