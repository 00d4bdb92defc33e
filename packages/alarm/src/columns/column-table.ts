import type { MqeLabel } from '@stormpetrel/language/mqe';

/** Stands for no data. No metric reaches it, and unlike NaN it is never the outcome of a calculation. */
export const missing = -Number.MAX_VALUE;

/**
 * One row of a result, for all entities: place i of entity e is `values[e × stride + offset + i]`. A stride of 0 is the same
 * for every entity. An entity whose `has` is 0 has no such row, and its values are then `missing`.
 */
export interface ColumnRow {
  readonly labels: readonly MqeLabel[];
  readonly values: Float64Array;
  readonly stride: number;
  readonly offset: number;
  readonly has: Uint8Array | undefined;
  /** The least and the greatest value of each entity's places, where somebody has them. */
  readonly bounds?: () => RowBounds;
}

/** By entity. Of no values the least is +Infinity and the greatest is `missing`. */
export interface RowBounds {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** The value of an expression for all entities at once: what `ValueTable` of the evaluator is for one. */
export interface ColumnTable {
  /** A single value, not a series. */
  readonly single: boolean;
  readonly labelled: boolean;
  /** Places of each row: 1 where single. */
  readonly width: number;
  /** All values are whole and small (outcomes of comparisons), so adding them up loses nothing. */
  readonly whole: boolean;
  readonly rows: readonly ColumnRow[];
}

/** Gives out arrays and takes them back, so that a thousand rules do not make a thousand of them. */
export class ColumnArena {
  readonly #free = new Map<number, Float64Array[]>();
  #taken: Float64Array[] = [];

  take(length: number): Float64Array {
    const array = this.#free.get(length)?.pop() ?? new Float64Array(length);
    this.#taken.push(array);
    return array;
  }

  /** Takes back everything but what is in the table. */
  release(kept?: ColumnTable): void {
    const keep = new Set(kept?.rows.map((row) => row.values));
    for (const array of this.#taken) {
      if (keep.has(array)) continue;
      const free = this.#free.get(array.length);
      if (free === undefined) this.#free.set(array.length, [array]);
      else free.push(array);
    }
    this.#taken = [];
  }

  /** Keeps the arrays of a table out of what `release` takes back. */
  pin(table: ColumnTable): void {
    const keep = new Set(table.rows.map((row) => row.values));
    this.#taken = this.#taken.filter((array) => !keep.has(array));
  }
}
