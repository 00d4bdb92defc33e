import { alarmLimits } from '../limits.ts';
import type { ColumnTable } from './column-table.ts';

/** Thrown where working a rule out takes more values at a time than there may be. */
export class OverBudget extends Error {}

/** Gives out arrays and takes them back, so that a thousand rules do not make a thousand of them. */
export class ColumnArena {
  /** Values of all arrays together, given out or not. */
  readonly cellsMax: number;
  readonly #free = new Map<number, Float64Array[]>();
  #taken: Float64Array[] = [];
  #cells = 0;
  #freeCells = 0;

  constructor(cellsMax: number = alarmLimits.workCellsMax) {
    this.cellsMax = cellsMax;
  }

  /** What an array holds is left over from others. Throws `OverBudget`. */
  take(length: number): Float64Array {
    let array = this.#free.get(length)?.pop();
    if (array === undefined) {
      if (this.#cells + length > this.cellsMax) this.#dropFree();
      if (this.#cells + length > this.cellsMax) throw new OverBudget(`${length} values more`);
      this.#cells += length;
      array = new Float64Array(length);
    } else this.#freeCells -= length;
    this.#taken.push(array);
    return array;
  }

  /** Takes everything back that is not pinned. */
  release(): void {
    for (const array of this.#taken) {
      this.#freeCells += array.length;
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

  #dropFree(): void {
    this.#cells -= this.#freeCells;
    this.#freeCells = 0;
    this.#free.clear();
  }
}
