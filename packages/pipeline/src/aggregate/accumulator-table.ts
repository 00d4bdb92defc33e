import { grown } from '@stormpetrel/base';
import type { AccumulatorRows } from '@stormpetrel/language/oal';
import { type MetricColumnKind, type MetricTable, minuteMs } from '@stormpetrel/model';
import { type MetricColumnData, type MetricRows, noText } from '@stormpetrel/storage/api';
import { MapColumn } from './map-column.ts';
import type { TextTable } from './text-table.ts';

const rowsAtStart = 64;
/** A table with room for more rows than this gives memory back when a flush has used little of it. */
const rowsKeptIdle = 4096;

/** Entities below this are found without hashing. Handles are dense, so that these are all of most systems. */
const directEntitiesMax = 1 << 16;

/**
 * The accumulators of one table in one flush: a row for each entity and minute that was touched, found by an
 * open-addressing table over both (`#slots` holds row numbers plus one). Before it comes `#latest`, by entity the row,
 * plus one, that was asked for last: mostly it is the one. Scalars of a row lie side by side, and become columns when the
 * store takes them. All arrays grow together. Late data is just another minute.
 */
export class AccumulatorTable implements AccumulatorRows {
  readonly table: MetricTable;
  scalars: Float64Array;
  readonly scalarsPerRow: number;
  readonly maps: MapColumn[] = [];
  readonly texts: Uint32Array[] = [];
  readonly #freshScalars: number[] = [];
  readonly #textTable: TextTable;
  #slots: Int32Array = new Int32Array(rowsAtStart * 2);
  #latest: Int32Array = new Int32Array(rowsAtStart);
  #entities: Uint32Array = new Uint32Array(rowsAtStart);
  #minutes: Int32Array = new Int32Array(rowsAtStart);
  /** False as long as all rows are of one minute: then the first row tells it, which stays in the cache of the processor. */
  #mixesMinutes = false;
  #count = 0;

  constructor(table: MetricTable, textTable: TextTable) {
    this.table = table;
    this.#textTable = textTable;
    for (const column of table.columns) {
      if (column.kind === 'map') this.maps.push(new MapColumn());
      else if (column.kind === 'text') this.texts.push(new Uint32Array(rowsAtStart));
      else this.#freshScalars.push(freshScalar(column.kind));
    }
    this.scalarsPerRow = this.#freshScalars.length;
    this.scalars = new Float64Array(rowsAtStart * this.scalarsPerRow);
  }

  get count(): number {
    return this.#count;
  }

  textIndex(text: string): number {
    return this.#textTable.index(text);
  }

  /** The row of an entity and a minute (whole minutes since the epoch), made when it is not there. */
  row(entity: number, minute: number): number {
    const latest = this.#latest;
    if (entity >= latest.length) return this.#find(entity, minute);
    const known = (latest[entity] as number) - 1;
    if (known >= 0 && (this.#minutes[this.#mixesMinutes ? known : 0] as number) === minute)
      return known;
    const row = this.#find(entity, minute);
    this.#latest[entity] = row + 1;
    return row;
  }

  #find(entity: number, minute: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = mixOf(entity, minute) & mask;
    for (;;) {
      const stored = slots[slot] as number;
      if (stored === 0) break;
      const row = stored - 1;
      if ((this.#entities[row] as number) === entity && (this.#minutes[row] as number) === minute) {
        return row;
      }
      slot = (slot + 1) & mask;
    }
    return this.#insert(slot, entity, minute);
  }

  /** The rows as the store takes them. Some arrays are lent: `reset` comes only when the store has let go of them. */
  toRows(): MetricRows {
    const bucketMs = new Float64Array(this.#count);
    for (let row = 0; row < this.#count; row++) {
      bucketMs[row] = (this.#minutes[row] as number) * minuteMs;
    }
    const columns: MetricColumnData[] = [];
    let scalar = 0;
    let map = 0;
    let text = 0;
    for (const { kind } of this.table.columns) {
      if (kind === 'map') columns.push((this.maps[map++] as MapColumn).toData(this.#count));
      else if (kind === 'text') columns.push({ kind, values: this.texts[text++] as Uint32Array });
      else columns.push({ kind, values: this.#columnOf(scalar++) });
    }
    return {
      table: this.table.name,
      count: this.#count,
      entity: this.#entities,
      bucketMs,
      columns,
      texts: this.#textTable.texts,
    };
  }

  #columnOf(scalar: number): Float64Array {
    const { scalars, scalarsPerRow } = this;
    const values = new Float64Array(this.#count);
    for (let row = 0, at = scalar; row < values.length; row++, at += scalarsPerRow)
      values[row] = scalars[at] as number;
    return values;
  }

  reset(): void {
    for (let row = 0; row < this.#count; row++) this.#forget(this.#entities[row] as number);
    if (this.#entities.length > rowsKeptIdle && this.#count * 8 < this.#entities.length) {
      this.#resize(rowsKeptIdle, false);
      this.#slots = new Int32Array(rowsKeptIdle * 2);
    } else if (this.#count > 0) this.#slots.fill(0);
    this.#count = 0;
    for (const map of this.maps) map.reset();
  }

  #insert(slot: number, entity: number, minute: number): number {
    const row = this.#count++;
    if (row === this.#entities.length) this.#resize(row * 2, true);
    this.#entities[row] = entity;
    this.#minutes[row] = minute;
    this.#mixesMinutes = row > 0 && (this.#mixesMinutes || minute !== this.#minutes[0]);
    const first = row * this.scalarsPerRow;
    for (let i = 0; i < this.scalarsPerRow; i++)
      this.scalars[first + i] = this.#freshScalars[i] as number;
    for (const column of this.texts) column[row] = noText;
    this.#slots[slot] = row + 1;
    if (entity >= this.#latest.length && entity < directEntitiesMax)
      this.#latest = grown(this.#latest, entity + 1);
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return row;
  }

  #forget(entity: number): void {
    if (entity < this.#latest.length) this.#latest[entity] = 0;
  }

  #resize(length: number, keep: boolean): void {
    this.#entities = keep ? grown(this.#entities, length) : new Uint32Array(length);
    this.#minutes = keep ? grown(this.#minutes, length) : new Int32Array(length);
    const scalars = new Float64Array(length * this.scalarsPerRow);
    if (keep) scalars.set(this.scalars);
    this.scalars = scalars;
    for (let i = 0; i < this.texts.length; i++) {
      this.texts[i] = keep ? grown(this.texts[i] as Uint32Array, length) : new Uint32Array(length);
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#count; row++) {
      let slot = mixOf(this.#entities[row] as number, this.#minutes[row] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

function mixOf(entity: number, minute: number): number {
  const mixed = Math.imul(entity, 0x9e3779b1) ^ Math.imul(minute, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function freshScalar(kind: MetricColumnKind): number {
  if (kind === 'min') return Infinity;
  if (kind === 'max') return -Infinity;
  return kind === 'latest' ? NaN : 0;
}
