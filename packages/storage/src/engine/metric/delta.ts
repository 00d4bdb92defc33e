import { minuteMs } from '@stormpetrel/model';
import type { MetricTable } from '@stormpetrel/model';
import { type MetricColumnData, type MetricRows, noText } from '../../api/index.ts';
import { tableSpecs } from './column-spec.ts';
import { type ChunkColumn, type ChunkRows, noColumn } from './metric-chunk.ts';

/**
 * The rows of a batch as a chunk to encode: handles become keys, texts those that are used. `keep` has the rows whose
 * time can be stored, undefined for all.
 */
export function deltaRows(
  table: MetricTable,
  rows: MetricRows,
  keys: Uint32Array,
  keep: Uint32Array | undefined,
): ChunkRows {
  const count = keep === undefined ? rows.count : keep.length;
  const rowAt = (i: number): number => (keep === undefined ? i : (keep[i] as number));
  const entity = new Uint32Array(count);
  const minute = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rowAt(i);
    entity[i] = keys[rows.entity[row] as number] as number;
    minute[i] = Math.floor((rows.bucketMs[row] as number) / minuteMs);
  }
  const specs = tableSpecs(table);
  const texts = new UsedTexts(rows);
  const columns = specs.map((spec, index): ChunkColumn => {
    const data = rows.columns[index];
    if (data === undefined) return noColumn;
    return deltaColumn(data, { texts, keep, count, textKeys: spec.kind === 'textMap' });
  });
  return { count, specs, entity, minute, columns, texts: texts.list };
}

function deltaColumn(
  data: MetricColumnData,
  from: {
    readonly texts: UsedTexts;
    readonly keep: Uint32Array | undefined;
    readonly count: number;
    readonly textKeys: boolean;
  },
): ChunkColumn {
  const { keep, count, texts } = from;
  if (data.kind === 'text') {
    const indexes = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const text = data.values[keep === undefined ? i : (keep[i] as number)] as number;
      indexes[i] = text === noText ? noText : texts.index(text);
    }
    return { ...noColumn, indexes };
  }
  if (data.kind !== 'map') {
    const values =
      keep === undefined
        ? data.values
        : Float64Array.from(keep, (row) => data.values[row] as number);
    return { ...noColumn, values };
  }
  if (keep === undefined && !from.textKeys)
    return { ...noColumn, offsets: data.offsets, keys: data.keys, values: data.values };
  const offsets = new Uint32Array(count + 1);
  const keys: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    const row = keep === undefined ? i : (keep[i] as number);
    for (let at = data.offsets[row] as number; at < (data.offsets[row + 1] as number); at++) {
      const key = data.keys[at] as number;
      keys.push(from.textKeys ? texts.index(key) : key);
      values.push(data.values[at] as number);
    }
    offsets[i + 1] = keys.length;
  }
  return { ...noColumn, offsets, keys: Int32Array.from(keys), values: Float64Array.from(values) };
}

class UsedTexts {
  readonly list: string[] = [];
  readonly #rows: MetricRows;
  readonly #indexes = new Map<number, number>();

  constructor(rows: MetricRows) {
    this.#rows = rows;
  }

  index(text: number): number {
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.list.push(this.#rows.texts[text] ?? '') - 1;
      this.#indexes.set(text, index);
    }
    return index;
  }
}
