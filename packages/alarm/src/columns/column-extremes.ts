import { type LabelColumn, type RowBounds, missing } from './column-table.ts';

/** How a column lies: entities one after another, each with `stride` places. */
export interface ColumnShape {
  readonly entities: number;
  readonly stride: number;
}

/**
 * What rules ask of the last minutes of a column, remembered from rule to rule. Past a limit everything is forgotten: it is
 * quickly made anew.
 */
export class ColumnExtremes {
  readonly #cellsMax: number;
  readonly #masks = new Map<object, Map<number, Uint8Array>>();
  readonly #bounds = new Map<object, Map<number, RowBounds>>();
  #cells = 0;

  constructor(cellsMax: number) {
    this.#cellsMax = cellsMax;
  }

  /** For each entity whether the column has a value in its last minutes. */
  mask(column: LabelColumn, minutes: number, shape: ColumnShape): Uint8Array {
    return this.#find(this.#masks, column, minutes, () => {
      this.#count(shape.entities / Float64Array.BYTES_PER_ELEMENT);
      return makeMask(column.values, minutes, shape);
    });
  }

  /** For each entity whether any of the columns has a value in its last minutes. */
  anyMask(columns: readonly LabelColumn[], minutes: number, shape: ColumnShape): Uint8Array {
    const [only] = columns;
    if (only !== undefined && columns.length === 1) return this.mask(only, minutes, shape);
    return this.#find(this.#masks, columns, minutes, () => {
      this.#count(shape.entities / Float64Array.BYTES_PER_ELEMENT);
      const any = new Uint8Array(shape.entities);
      for (const column of columns) {
        const mask = this.mask(column, minutes, shape);
        for (let i = 0; i < any.length; i++) if (mask[i] === 1) any[i] = 1;
      }
      return any;
    });
  }

  /** The extremes of each entity's last minutes. */
  bounds(column: LabelColumn, minutes: number, shape: ColumnShape): RowBounds {
    return this.#find(this.#bounds, column, minutes, () => {
      this.#count(2 * shape.entities);
      return makeBounds(column.values, minutes, shape);
    });
  }

  #find<T>(all: Map<object, Map<number, T>>, of: object, minutes: number, make: () => T): T {
    const known = all.get(of)?.get(minutes);
    if (known !== undefined) return known;
    const made = make();
    const byMinutes = all.get(of) ?? new Map<number, T>();
    all.set(of, byMinutes.set(minutes, made));
    return made;
  }

  #count(cells: number): void {
    this.#cells += cells;
    if (this.#cells <= this.#cellsMax) return;
    this.#masks.clear();
    this.#bounds.clear();
    this.#cells = cells;
  }
}

function makeMask(values: Float64Array, minutes: number, shape: ColumnShape): Uint8Array {
  const { entities, stride } = shape;
  const mask = new Uint8Array(entities);
  for (let entity = 0; entity < entities; entity++) {
    const end = (entity + 1) * stride;
    for (let i = end - minutes; i < end; i++) {
      if (values[i] !== missing) {
        mask[entity] = 1;
        break;
      }
    }
  }
  return mask;
}

function makeBounds(values: Float64Array, minutes: number, shape: ColumnShape): RowBounds {
  const { entities, stride } = shape;
  const bounds = { min: new Float64Array(entities), max: new Float64Array(entities) };
  for (let entity = 0; entity < entities; entity++) {
    const end = (entity + 1) * stride;
    let min = Infinity;
    let max = missing;
    for (let i = end - minutes; i < end; i++) {
      const value = values[i] as number;
      if (value === missing) continue;
      // Negated, so that a NaN leaves both ends open.
      if (!(value >= min)) min = Number.isNaN(value) ? -Infinity : value;
      if (!(value <= max)) max = Number.isNaN(value) ? Infinity : value;
    }
    bounds.min[entity] = min;
    bounds.max[entity] = max;
  }
  return bounds;
}
