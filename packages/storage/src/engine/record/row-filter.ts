import type { RecordColumn } from '@stormpetrel/model';
import type { RecordFilter } from '../../api/index.ts';
import { lowerBound } from '../metric/metric-source.ts';
import { hashText } from './block-builder.ts';
import { equalBytes } from './payload-writer.ts';
import type { RecordBlock, WordZones, Zone } from './record-block.ts';

/**
 * A filter as it is put to blocks: first whether a block may hold a row at all, and between which values of the column
 * that orders the answer, from what is small; then which rows it holds.
 */
export type RowFilter =
  | { readonly op: 'entity'; readonly column: RecordColumn; readonly key: number | undefined }
  | { readonly op: 'bool'; readonly column: RecordColumn; readonly value: number }
  | {
      readonly op: 'id';
      readonly column: RecordColumn;
      readonly bytes: Uint8Array;
      readonly hash: number;
    }
  | {
      readonly op: 'term';
      readonly column: RecordColumn;
      readonly term: string;
      readonly hash: number;
    }
  | {
      readonly op: 'range';
      readonly column: RecordColumn;
      readonly min: number;
      readonly max: number;
    };

/** `keyOf` finds the key of an entity's id. Throws on filters that the column's type does not have. */
export function rowFilter(
  filter: RecordFilter,
  columns: readonly RecordColumn[],
  keyOf: (id: string) => number | undefined,
): RowFilter {
  const column = columns.find((it) => it.name === filter.column);
  if (column === undefined) throw new TypeError(`no column ${filter.column}`);
  const { type } = column;
  if (filter.op === 'range' && (type === 'time' || type === 'int'))
    return { op: 'range', column, min: filter.min ?? -Infinity, max: filter.max ?? Infinity };
  if (filter.op === 'has' && type === 'terms')
    return { op: 'term', column, term: filter.term, hash: hashText(filter.term) };
  if (filter.op === 'equals' && type === 'bool')
    return { op: 'bool', column, value: filter.value === true ? 1 : 0 };
  if (filter.op === 'equals' && type === 'entity')
    return { op: 'entity', column, key: keyOf(String(filter.value)) };
  if (filter.op === 'equals' && type === 'id') {
    const text = String(filter.value);
    return { op: 'id', column, bytes: Buffer.from(text), hash: hashText(text) };
  }
  throw new TypeError(`${filter.op} does not apply to ${type} column ${column.name}`);
}

/** Order of work: what leaves fewest rows for least work comes first. */
export const filterRank: Readonly<Record<RowFilter['op'], number>> = {
  id: 0,
  entity: 1,
  bool: 2,
  range: 3,
  term: 4,
};

/**
 * The zone of column `order` over the rows that may pass the filter; undefined when none does. Looks into headers and
 * dictionaries only.
 */
export function filterZone(block: RecordBlock, filter: RowFilter, order: number): Zone | undefined {
  const column = block.indexOf(filter.column);
  if (column < 0) return undefined;
  const whole = block.zone(order);
  if (filter.op === 'range') {
    const zone = block.zone(column);
    if (zone.max < filter.min || zone.min > filter.max) return undefined;
    if (column !== order) return whole;
    return { min: Math.max(whole.min, filter.min), max: Math.min(whole.max, filter.max) };
  }
  if (filter.op === 'id') return whole;
  const words = wordsOf(block, column, filter);
  if (words.length === 0) return undefined;
  const zones = block.hasWordZones ? block.wordZones(column, order) : undefined;
  return zones === undefined ? whole : united(zones, words);
}

/** Whether a block that has the hashes of its ids may hold the id. */
export function mayHoldId(
  block: RecordBlock,
  { column, hash }: Extract<RowFilter, { readonly op: 'id' }>,
): boolean {
  const index = block.indexOf(column);
  if (index < 0) return false;
  const hashes = block.idHashes(index);
  return hashes[lowerBound(hashes, hash)] === hash;
}

function united(zones: WordZones, words: readonly number[]): Zone {
  return {
    min: Math.min(...words.map((word) => zones.min.at(word) ?? -Infinity)),
    max: Math.max(...words.map((word) => zones.max.at(word) ?? Infinity)),
  };
}

/** The words of the dictionary that the filter may mean: several only where hashes of terms collide. */
function wordsOf(
  block: RecordBlock,
  column: number,
  filter: Exclude<RowFilter, { readonly op: 'range' | 'id' }>,
): readonly number[] {
  if (filter.op === 'bool') return [filter.value];
  const wanted = filter.op === 'entity' ? filter.key : filter.hash;
  if (wanted === undefined) return [];
  const dictionary = block.dictionary(column);
  const words: number[] = [];
  for (let at = lowerBound(dictionary, wanted); dictionary[at] === wanted; at++) words.push(at);
  return words;
}

/** The rows, of those given (undefined: of all), that pass. */
export function filterRows(
  block: RecordBlock,
  filter: RowFilter,
  rows: Uint32Array | undefined,
): Uint32Array {
  const column = block.indexOf(filter.column);
  if (column < 0) return new Uint32Array(0);
  const passes = rowTest(block, column, filter);
  const count = rows?.length ?? block.rows;
  const passed = new Uint32Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    if (passes(row)) passed[n++] = row;
  }
  return passed.subarray(0, n);
}

function rowTest(block: RecordBlock, column: number, filter: RowFilter): (row: number) => boolean {
  switch (filter.op) {
    case 'range': {
      const values = block.numbers(column);
      const { min, max } = filter;
      return (row) => (values[row] as number) >= min && (values[row] as number) <= max;
    }
    case 'bool': {
      const values = block.numbers(column);
      return (row) => values[row] === filter.value;
    }
    case 'entity': {
      const [word] = wordsOf(block, column, filter);
      if (word === undefined) return () => false;
      const indexes = block.indexes(column);
      return (row) => indexes[row] === word;
    }
    case 'term': {
      const texts = wordsOf(block, column, filter).length > 0 ? block.words(column) : [];
      const word = wordsOf(block, column, filter).find((it) => texts[it] === filter.term);
      if (word === undefined) return () => false;
      const offsets = block.termOffsets(column);
      const terms = block.terms(column);
      return (row) => {
        const end = offsets[row + 1] as number;
        for (let i = offsets[row] as number; i < end; i++) if (terms[i] === word) return true;
        return false;
      };
    }
    case 'id': {
      const { bytes, offsets } = block.ids(column);
      const wanted = filter.bytes;
      return (row) => {
        const start = offsets[row] as number;
        return (
          (offsets[row + 1] as number) - start === wanted.length &&
          equalBytes(bytes, start, wanted, 0, wanted.length)
        );
      };
    }
  }
}
