import type { ChunkColumn, MetricChunk } from './metric-chunk.ts';
import type { ColumnSpec } from './column-spec.ts';

/**
 * A run of metric rows to be merged: chunks one after another, each read only when the ones before are done. The rows
 * of all chunks together MUST be in order of entity, then minute, except for an unsorted source of a single chunk.
 */
export interface MetricSource {
  /** Position in the order of writing: of two values of one minute the one of the higher rank is the later. */
  readonly rank: number;
  readonly sorted: boolean;
  readonly selection: RowSelection;
  /** Whether all rows of the chunk that came last lie within the minutes selected. */
  readonly within: boolean;
  next(): MetricChunk | undefined;
}

/** Which rows to take. Minutes from inclusive to exclusive; `keys` ascending. */
export interface RowSelection {
  /** Entities from this one on; all where it is left out. */
  readonly fromEntity?: number;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly keys?: Uint32Array;
}

/** Walks over the selected rows of a source in order of entity, then minute. */
export class RowCursor {
  entity = 0;
  minute = 0;
  row = 0;
  chunk: MetricChunk | undefined;
  /** For each column wanted: where it is in the chunk, undefined where the chunk has none. */
  bound: readonly (ChunkColumn | undefined)[] = [];
  /** For each column of texts: index in the chunk → index in the target, plus one; 0 is not yet known. */
  textMap: Uint32Array = new Uint32Array(0);
  readonly rank: number;
  readonly #source: MetricSource;
  readonly #wanted: readonly ColumnSpec[];
  readonly #selection: RowSelection;
  #order: Uint32Array | undefined;
  #position = 0;
  #keyAt = 0;

  constructor(source: MetricSource, wanted: readonly ColumnSpec[]) {
    this.#source = source;
    this.#wanted = wanted;
    this.#selection = source.selection;
    this.rank = source.rank;
  }

  /** Goes to the next row; false at the end. */
  advance(): boolean {
    for (;;) {
      const chunk = this.chunk;
      if (chunk !== undefined && this.#advanceIn(chunk)) return true;
      const next = this.#source.next();
      this.chunk = next;
      if (next === undefined) return false;
      this.#enter(next);
    }
  }

  #advanceIn(chunk: MetricChunk): boolean {
    const { fromMinute, toMinute, keys } = this.#selection;
    while (this.#position < chunk.count) {
      const row =
        this.#order === undefined ? this.#position : (this.#order[this.#position] as number);
      const entity = chunk.entity[row] as number;
      if (keys !== undefined && !this.#wants(keys, entity, chunk)) continue;
      this.#position++;
      const minute = chunk.minute[row] as number;
      if (minute < fromMinute || minute >= toMinute) continue;
      this.entity = entity;
      this.minute = minute;
      this.row = row;
      return true;
    }
    return false;
  }

  /** Whether the entity is among the keys; when not, the position is set to the next row that may be. */
  #wants(keys: Uint32Array, entity: number, chunk: MetricChunk): boolean {
    while (this.#keyAt < keys.length && (keys[this.#keyAt] as number) < entity) this.#keyAt++;
    if (this.#keyAt >= keys.length) {
      this.#position = chunk.count;
      return false;
    }
    const key = keys[this.#keyAt] as number;
    if (key === entity) return true;
    this.#position = this.#seek(chunk, key);
    return false;
  }

  /** First position from here on whose entity is not below the key. */
  #seek(chunk: MetricChunk, key: number): number {
    let low = this.#position;
    let high = chunk.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.#order === undefined ? middle : (this.#order[middle] as number);
      if ((chunk.entity[row] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #enter(chunk: MetricChunk): void {
    this.#position = 0;
    this.#order = this.#source.sorted ? undefined : sortedOrder(chunk);
    const { fromEntity } = this.#selection;
    if (fromEntity !== undefined) this.#position = this.#seek(chunk, fromEntity);
    this.bound = this.#wanted.map((spec) => {
      const index = chunk.specs.findIndex((it) => it.name === spec.name && it.kind === spec.kind);
      return index < 0 ? undefined : chunk.column(index);
    });
    const needsTexts = this.#wanted.some(
      (spec, i) => (spec.kind === 'text' || spec.kind === 'textMap') && this.bound[i] !== undefined,
    );
    this.textMap = new Uint32Array(needsTexts ? chunk.texts().length : 0);
  }
}

/** Rows by entity, then minute. */
function sortedOrder(chunk: MetricChunk): Uint32Array | undefined {
  const { count, entity, minute } = chunk;
  let sorted = true;
  let least = Infinity;
  let greatest = 0;
  let entityMax = 0;
  for (let i = 0; i < count; i++) {
    const at = minute[i] as number;
    const key = entity[i] as number;
    if (i > 0 && sorted) {
      const before = entity[i - 1] as number;
      if (before > key || (before === key && (minute[i - 1] as number) > at)) sorted = false;
    }
    if (at < least) least = at;
    if (at > greatest) greatest = at;
    if (key > entityMax) entityMax = key;
  }
  if (sorted) return undefined;
  const minutes = greatest - least + 1;
  const order = new Uint32Array(count);
  if ((entityMax + 1) * minutes * count > Number.MAX_SAFE_INTEGER) {
    for (let i = 0; i < count; i++) order[i] = i;
    return order.sort(
      (a, b) =>
        (entity[a] as number) - (entity[b] as number) ||
        (minute[a] as number) - (minute[b] as number),
    );
  }
  // One number that holds entity, minute and row sorts natively, several times as fast as a comparing function.
  const composite = new Float64Array(count);
  for (let i = 0; i < count; i++)
    composite[i] = ((entity[i] as number) * minutes + ((minute[i] as number) - least)) * count + i;
  composite.sort();
  for (let i = 0; i < count; i++) order[i] = (composite[i] as number) % count;
  return order;
}
