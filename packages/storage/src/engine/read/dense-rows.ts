/*
 * Merging by place instead of by order. Each entity has a number, each bucket a slot, and a partial row is added where its place is:
 *
 *     place     number of the entity × slots + slot of the bucket
 *     present   by place, whether there is a row
 *     values    for each column, by place
 *
 * Several times as fast as a heap of cursors where most places are taken, and the order of the partials does not matter: so only
 * for columns that add up or keep an extreme. Memory is that of all places, and bounded.
 */
import type { ColumnKind, ColumnSpec } from '../metric/column-spec.ts';
import { emptyValue } from '../metric/column-spec.ts';
import {
  type ChunkColumn,
  type ChunkRows,
  type MetricChunk,
  noColumn,
} from '../metric/metric-chunk.ts';
import type { RowSelection } from '../metric/row-cursor.ts';

/** Buckets to be merged, and others among them that need not be. */
export interface BucketSlots {
  /** The minute at which each of the merged ones starts. */
  readonly starts: Uint32Array;
  /** The minutes of all, from inclusive to exclusive. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Minute, counted from the first, → slot; `noSlot` where its rows need no merging. */
  readonly slotOf: Uint16Array;
}

export const noSlot = 0xffff;

const nowhere = 0xffff_ffff;

export class DenseRows {
  readonly #wanted: readonly ColumnSpec[];
  readonly #slots: BucketSlots;
  /** Key → number of the entity, from 1. */
  readonly #numbers: Uint32Array;
  #keys: Uint32Array;
  #entities = 0;
  #present: Uint8Array;
  readonly #values: Float64Array[];
  #places = new Uint32Array(0);
  #others = new Uint32Array(0);

  /** `keysMax` is beyond all keys; for `entitiesExpected` room is made from the beginning. */
  constructor(
    wanted: readonly ColumnSpec[],
    slots: BucketSlots,
    entities: { readonly keysMax: number; readonly entitiesExpected: number },
  ) {
    this.#wanted = wanted;
    this.#slots = slots;
    this.#numbers = new Uint32Array(entities.keysMax);
    const room = Math.max(1, Math.min(entities.entitiesExpected, entities.keysMax));
    this.#keys = new Uint32Array(room);
    const places = room * slots.starts.length;
    this.#present = new Uint8Array(places);
    this.#values = wanted.map(({ kind }) => filled(new Float64Array(places), emptyValue(kind), 0));
  }

  /** Whether rows of such columns can be merged so. */
  static takes(wanted: readonly ColumnSpec[]): boolean {
    return wanted.every(({ kind }) => kind === 'sum' || kind === 'min' || kind === 'max');
  }

  /**
   * Adds the rows of a chunk that its source selects, and that have a slot. Returns those of the others that lie within the
   * minutes; good until the next call.
   */
  add(chunk: MetricChunk, { fromMinute, toMinute }: RowSelection): Uint32Array {
    const from = Math.max(fromMinute, this.#slots.fromMinute);
    const others = this.#place(chunk, from, Math.min(toMinute, this.#slots.toMinute));
    if (others === chunk.count) return this.#others.subarray(0, others);
    const { count } = chunk;
    for (const [c, { name, kind }] of this.#wanted.entries()) {
      const index = chunk.specs.findIndex((it) => it.name === name && it.kind === kind);
      if (index < 0) continue;
      const { values } = chunk.column(index);
      addValues(this.#values[c] as Float64Array, values, this.#places, count, kind);
    }
    return this.#others.subarray(0, others);
  }

  /**
   * The merged rows, entity by entity and in order of their buckets, so many at a time. Their arrays are used again for the next
   * ones where `passing`.
   */
  *rows(rowsMax: number, passing: boolean): Generator<ChunkRows> {
    const slots = this.#slots.starts.length;
    const places = this.#entities * slots;
    let rows = new RowArrays(Math.min(rowsMax, places), this.#wanted);
    for (let number = 0, place = 0; number < this.#entities; number++) {
      const key = this.#keys[number] as number;
      for (let slot = 0; slot < slots; slot++, place++) {
        if (this.#present[place] === 0) continue;
        rows.add(key, this.#slots.starts[slot] as number, place);
        if (rows.count < rowsMax) continue;
        yield rows.filledFrom(this.#values);
        rows = passing ? rows.emptied() : new RowArrays(rowsMax, this.#wanted);
      }
    }
    if (rows.count > 0) yield rows.filledFrom(this.#values);
  }

  /** Finds the place of each row that has one, and how many others there are. */
  #place({ count, entity, minute }: MetricChunk, from: number, to: number): number {
    const { fromMinute, slotOf, starts } = this.#slots;
    if (this.#places.length < count) {
      this.#places = new Uint32Array(count);
      this.#others = new Uint32Array(count);
    }
    const places = this.#places;
    const others = this.#others;
    let n = 0;
    let key = -1;
    let base = 0;
    for (let row = 0; row < count; row++) {
      const at = minute[row] as number;
      places[row] = nowhere;
      if (at < from || at >= to) continue;
      const slot = slotOf[at - fromMinute] as number;
      if (slot === noSlot) {
        others[n++] = row;
        continue;
      }
      if (entity[row] !== key) {
        key = entity[row] as number;
        base = this.#numberOf(key) * starts.length;
      }
      const place = base + slot;
      places[row] = place;
      this.#present[place] = 1;
    }
    return n;
  }

  #numberOf(key: number): number {
    const known = this.#numbers[key] as number;
    if (known > 0) return known - 1;
    const number = this.#entities++;
    this.#numbers[key] = number + 1;
    if (number >= this.#keys.length) this.#grow();
    this.#keys[number] = key;
    return number;
  }

  #grow(): void {
    const room = Math.min(this.#numbers.length, 2 * this.#keys.length);
    const places = room * this.#slots.starts.length;
    const keys = new Uint32Array(room);
    keys.set(this.#keys);
    this.#keys = keys;
    const present = new Uint8Array(places);
    present.set(this.#present);
    this.#present = present;
    for (const [c, before] of this.#values.entries()) {
      const values = new Float64Array(places);
      values.set(before);
      const kind = this.#wanted[c]?.kind ?? 'sum';
      this.#values[c] = filled(values, emptyValue(kind), before.length);
    }
  }
}

function filled(values: Float64Array, empty: number, from: number): Float64Array {
  return empty === 0 ? values : values.fill(empty, from);
}

/** A loop of its own for each kind: it runs for each row of each column. */
function addValues(
  target: Float64Array,
  values: Float64Array,
  places: Uint32Array,
  count: number,
  kind: ColumnKind,
): void {
  if (kind === 'sum') {
    for (let row = 0; row < count; row++) {
      const place = places[row] as number;
      if (place !== nowhere) target[place] = (target[place] as number) + (values[row] as number);
    }
    return;
  }
  const sign = kind === 'max' ? 1 : -1;
  for (let row = 0; row < count; row++) {
    const place = places[row] as number;
    if (place === nowhere) continue;
    const value = values[row] as number;
    if (sign * value > sign * (target[place] as number)) target[place] = value;
  }
}

/** Rows on their way out. */
class RowArrays {
  count = 0;
  readonly #specs: readonly ColumnSpec[];
  readonly #entity: Uint32Array;
  readonly #minute: Uint32Array;
  readonly #places: Uint32Array;
  readonly #columns: readonly ChunkColumn[];

  constructor(rowsMax: number, specs: readonly ColumnSpec[]) {
    this.#specs = specs;
    this.#entity = new Uint32Array(rowsMax);
    this.#minute = new Uint32Array(rowsMax);
    this.#places = new Uint32Array(rowsMax);
    this.#columns = specs.map(() => ({ ...noColumn, values: new Float64Array(rowsMax) }));
  }

  add(key: number, minute: number, place: number): void {
    const row = this.count++;
    this.#entity[row] = key;
    this.#minute[row] = minute;
    this.#places[row] = place;
  }

  filledFrom(values: readonly Float64Array[]): ChunkRows {
    const { count } = this;
    const places = this.#places;
    for (const [c, all] of values.entries()) {
      const target = (this.#columns[c] as ChunkColumn).values;
      for (let row = 0; row < count; row++) target[row] = all[places[row] as number] as number;
    }
    return {
      count,
      specs: this.#specs,
      entity: this.#entity,
      minute: this.#minute,
      columns: this.#columns,
      texts: [],
    };
  }

  emptied(): this {
    this.count = 0;
    return this;
  }
}
