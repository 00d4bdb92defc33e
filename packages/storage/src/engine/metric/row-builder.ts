import { noText } from '../../api/metric-rows.ts';
import { grown } from '@stormpetrel/base';
import { type ColumnSpec, emptyValue, isStamped } from './column-spec.ts';
import type { ChunkColumn, ChunkRows } from './metric-chunk.ts';
import type { RowCursor } from './row-cursor.ts';

/** Past so many pairs, two maps are merged through an index of keys instead of by looking each key up in turn. */
const linearPairsMax = 32;

interface BuiltColumn {
  readonly spec: ColumnSpec;
  readonly stamped: boolean;
  readonly empty: number;
  values: Float64Array;
  offsets: Uint32Array;
  keys: Int32Array;
  indexes: Uint32Array;
  stamps: Uint32Array;
  pairs: number;
}

/**
 * Merged rows, built one after another: `begin` a row, then `add` each partial of it in the order of minute and writing.
 */
export class RowBuilder {
  readonly specs: readonly ColumnSpec[];
  count = 0;
  /** Pairs of all maps. */
  pairs = 0;
  #entity = new Uint32Array(1024);
  #minute = new Uint32Array(1024);
  readonly #columns: readonly BuiltColumn[];
  #texts: string[] = [];
  #textIndex = new Map<string, number>();
  /** Raised when the texts are dropped, so that cursors forget what index they had. */
  #generation = 0;
  readonly #seen = new WeakMap<Uint32Array, number>();

  constructor(specs: readonly ColumnSpec[]) {
    this.specs = specs;
    this.#columns = specs.map((spec) => ({
      spec,
      stamped: isStamped(spec.kind),
      empty: emptyValue(spec.kind),
      values: new Float64Array(1024),
      offsets: new Uint32Array(1025),
      keys: new Int32Array(16),
      indexes: new Uint32Array(spec.kind === 'text' ? 1024 : 0),
      stamps: new Uint32Array(isStamped(spec.kind) ? 1024 : 0),
      pairs: 0,
    }));
  }

  /** Starts a row; `minute` is that of its bucket. */
  begin(entity: number, minute: number): void {
    const row = this.count++;
    if (row >= this.#entity.length) this.#grow(row + 1);
    this.#entity[row] = entity;
    this.#minute[row] = minute;
    for (const column of this.#columns) {
      if (column.spec.kind === 'text') column.indexes[row] = noText;
      else if (column.spec.kind !== 'intMap' && column.spec.kind !== 'textMap')
        column.values[row] = column.empty;
      else column.offsets[row + 1] = column.pairs;
      if (column.stamped) column.stamps[row] = minute;
    }
  }

  /** Merges the row under the cursor into the row begun last. */
  add(cursor: RowCursor): void {
    const row = this.count - 1;
    const at = cursor.row;
    for (let c = 0; c < this.#columns.length; c++) {
      const source = cursor.bound[c];
      if (source === undefined) continue;
      const column = this.#columns[c] as BuiltColumn;
      switch (column.spec.kind) {
        case 'sum':
          column.values[row] = (column.values[row] as number) + (source.values[at] as number);
          break;
        case 'min':
          if ((source.values[at] as number) < (column.values[row] as number))
            column.values[row] = source.values[at] as number;
          break;
        case 'max':
          if ((source.values[at] as number) > (column.values[row] as number))
            column.values[row] = source.values[at] as number;
          break;
        case 'latest':
          this.#addLatest(column, source, cursor, row);
          break;
        case 'text':
          this.#addText(column, source, cursor, row);
          break;
        case 'intMap':
        case 'textMap':
          this.#addPairs(column, source, cursor);
          break;
      }
    }
  }

  /** The rows so far: views, good until the next `begin` or `clear`. */
  rows(): ChunkRows {
    return {
      count: this.count,
      specs: this.specs,
      entity: this.#entity,
      minute: this.#minute,
      columns: this.#columns,
      texts: this.#texts,
    };
  }

  /** The rows so far, for keeps: the builder cannot be used again. */
  clear(): void {
    this.count = 0;
    this.pairs = 0;
    for (const column of this.#columns) column.pairs = 0;
    this.#texts = [];
    this.#textIndex = new Map();
    this.#generation++;
  }

  #addLatest(column: BuiltColumn, source: ChunkColumn, cursor: RowCursor, row: number): void {
    const value = source.values[cursor.row] as number;
    if (Number.isNaN(value)) return;
    const stamp =
      source.stamps === undefined ? cursor.minute : (source.stamps[cursor.row] as number);
    if (!Number.isNaN(column.values[row]) && stamp < (column.stamps[row] as number)) return;
    column.values[row] = value;
    column.stamps[row] = stamp;
  }

  #addText(column: BuiltColumn, source: ChunkColumn, cursor: RowCursor, row: number): void {
    const index = source.indexes[cursor.row] as number;
    if (index === noText) return;
    const stamp =
      source.stamps === undefined ? cursor.minute : (source.stamps[cursor.row] as number);
    if (column.indexes[row] !== noText && stamp < (column.stamps[row] as number)) return;
    column.indexes[row] = this.#text(cursor, index);
    column.stamps[row] = stamp;
  }

  #addPairs(column: BuiltColumn, source: ChunkColumn, cursor: RowCursor): void {
    const from = source.offsets[cursor.row] as number;
    const to = source.offsets[cursor.row + 1] as number;
    if (from === to) return;
    const start = column.offsets[this.count - 1] as number;
    const before = column.pairs;
    if (before + to - from > column.keys.length) {
      column.keys = grown(column.keys, before + to - from);
      column.values = grown(column.values, before + to - from);
    }
    const known = before - start > linearPairsMax ? indexOfKeys(column, start, before) : undefined;
    for (let i = from; i < to; i++) {
      let key = source.keys[i] as number;
      if (column.spec.kind === 'textMap') key = this.#text(cursor, key);
      let at = before;
      if (known !== undefined) at = known.get(key) ?? before;
      else if (before > start) for (at = start; at < before && column.keys[at] !== key;) at++;
      if (at < before) {
        column.values[at] = (column.values[at] as number) + (source.values[i] as number);
        continue;
      }
      column.keys[column.pairs] = key;
      column.values[column.pairs] = source.values[i] as number;
      column.pairs++;
    }
    this.pairs += column.pairs - before;
    column.offsets[this.count] = column.pairs;
  }

  #text(cursor: RowCursor, index: number): number {
    const map = cursor.textMap;
    if (this.#seen.get(map) !== this.#generation) {
      map.fill(0);
      this.#seen.set(map, this.#generation);
    }
    const known = map[index] as number;
    if (known > 0) return known - 1;
    const text = cursor.chunk?.texts()[index] ?? '';
    let at = this.#textIndex.get(text);
    if (at === undefined) {
      at = this.#texts.push(text) - 1;
      this.#textIndex.set(text, at);
    }
    map[index] = at + 1;
    return at;
  }

  #grow(rows: number): void {
    this.#entity = grown(this.#entity, rows);
    this.#minute = grown(this.#minute, rows);
    const size = this.#entity.length;
    for (const column of this.#columns) {
      const { kind } = column.spec;
      if (kind === 'text') column.indexes = grown(column.indexes, size);
      else if (kind === 'intMap' || kind === 'textMap')
        column.offsets = grown(column.offsets, size + 1);
      else column.values = grown(column.values, size);
      if (column.stamped) column.stamps = grown(column.stamps, size);
    }
  }
}

function indexOfKeys(column: BuiltColumn, start: number, end: number): Map<number, number> {
  const known = new Map<number, number>();
  for (let i = start; i < end; i++) known.set(column.keys[i] as number, i);
  return known;
}
