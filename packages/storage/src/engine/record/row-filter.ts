import type { RecordColumn } from '@stormpetrel/model';
import type { RecordFilter } from '../../api/index.ts';
import { lowerBound } from '../metric/metric-source.ts';
import { hashText } from './block-builder.ts';
import { Needle } from './content-search.ts';
import type { RecordBlock, WordZones, Zone } from './record-block.ts';

/**
 * A filter as it is put to blocks: first whether a block may hold a row at all, and between which values of the column
 * that orders the answer, from what is small; then which rows it holds.
 */
export type RowFilter =
  | { readonly op: 'entity'; readonly column: RecordColumn; readonly keys: readonly number[] }
  | { readonly op: 'bool'; readonly column: RecordColumn; readonly value: number }
  | { readonly op: 'id'; readonly column: RecordColumn; readonly ids: readonly SoughtId[] }
  | { readonly op: 'term'; readonly column: RecordColumn; readonly terms: readonly SoughtTerm[] }
  | {
      readonly op: 'range';
      readonly column: RecordColumn;
      readonly min: number;
      readonly max: number;
    }
  | { readonly op: 'numbers'; readonly column: RecordColumn; readonly values: ReadonlySet<number> }
  | { readonly op: 'text'; readonly column: RecordColumn; readonly texts: ReadonlySet<string> }
  | {
      readonly op: 'content';
      readonly column: RecordColumn;
      readonly needle: Needle;
      readonly negate: boolean;
    };

export interface SoughtId {
  readonly bytes: Uint8Array;
  readonly hash: number;
}

export interface SoughtTerm {
  readonly term: string;
  readonly hash: number;
}

/** `keyOf` finds the key of an entity's id. Throws on filters that the column's type does not have. */
function rowFilter(
  filter: RecordFilter,
  columns: readonly RecordColumn[],
  keyOf: (id: string) => number | undefined,
): RowFilter {
  const column = columns.find((it) => it.name === filter.column);
  if (column === undefined) throw new TypeError(`no column ${filter.column}`);
  const { type } = column;
  if (filter.op === 'range' && (type === 'time' || type === 'int'))
    return { op: 'range', column, min: filter.min ?? -Infinity, max: filter.max ?? Infinity };
  if (filter.op === 'contains' && type === 'content') {
    const { text, negate = false } = filter;
    return { op: 'content', column, needle: new Needle(text), negate };
  }
  if ((filter.op === 'has' || filter.op === 'hasAny') && type === 'terms') {
    const terms = filter.op === 'has' ? [filter.term] : filter.terms;
    return { op: 'term', column, terms: terms.map((term) => ({ term, hash: hashText(term) })) };
  }
  if (filter.op === 'equals' && type === 'bool')
    return { op: 'bool', column, value: filter.value === true ? 1 : 0 };
  const made =
    filter.op === 'equals'
      ? valuesFilter(column, [filter.value], keyOf)
      : filter.op === 'in'
        ? valuesFilter(column, filter.values, keyOf)
        : undefined;
  if (made !== undefined) return made;
  throw new TypeError(`${filter.op} does not apply to ${type} column ${column.name}`);
}

/** Equal to one of them; undefined where the type of the column has no such filter. */
function valuesFilter(
  column: RecordColumn,
  values: readonly (string | number | boolean)[],
  keyOf: (id: string) => number | undefined,
): RowFilter | undefined {
  const texts = values.filter((value) => typeof value === 'string');
  switch (column.type) {
    case 'entity':
      return { op: 'entity', column, keys: texts.map(keyOf).filter((key) => key !== undefined) };
    case 'id':
      return {
        op: 'id',
        column,
        ids: texts.map((text) => ({ bytes: Buffer.from(text), hash: hashText(text) })),
      };
    case 'text':
      return { op: 'text', column, texts: new Set(texts) };
    case 'int': {
      const numbers = values.filter((value) => typeof value === 'number');
      return { op: 'numbers', column, values: new Set(numbers) };
    }
    default:
      return undefined;
  }
}

/** Whether no row of any block can pass. */
function passesNone(filter: RowFilter): boolean {
  switch (filter.op) {
    case 'entity':
      return filter.keys.length === 0;
    case 'id':
      return filter.ids.length === 0;
    case 'term':
      return filter.terms.length === 0;
    case 'numbers':
      return filter.values.size === 0;
    case 'text':
      return filter.texts.size === 0;
    case 'content':
      return filter.negate && filter.needle.folded === '';
    default:
      return false;
  }
}

/** Order of work: what leaves fewest rows for least work comes first. */
const filterRank: Readonly<Record<RowFilter['op'], number>> = {
  id: 0,
  entity: 1,
  bool: 2,
  range: 3,
  numbers: 4,
  term: 5,
  text: 6,
  content: 7,
};

/** Filters in their order of work; undefined when no row can pass. */
export function rowFilters(
  filters: readonly RecordFilter[],
  columns: readonly RecordColumn[],
  keyOf: (id: string) => number | undefined,
): readonly RowFilter[] | undefined {
  const made = filters.map((filter) => rowFilter(filter, columns, keyOf));
  if (made.some(passesNone)) return undefined;
  return made.sort((a, b) => filterRank[a.op] - filterRank[b.op]);
}

/**
 * The zone of column `order` over the rows that may pass the filter; undefined when none does. Looks into headers and
 * dictionaries only.
 */
export function filterZone(block: RecordBlock, filter: RowFilter, order: number): Zone | undefined {
  const column = block.indexOf(filter.column);
  if (column < 0) return undefined;
  const whole = block.zone(order);
  switch (filter.op) {
    case 'range': {
      const zone = block.zone(column);
      if (zone.max < filter.min || zone.min > filter.max) return undefined;
      if (column !== order) return whole;
      return { min: Math.max(whole.min, filter.min), max: Math.min(whole.max, filter.max) };
    }
    case 'numbers': {
      const { min, max } = block.zone(column);
      return [...filter.values].some((value) => value >= min && value <= max) ? whole : undefined;
    }
    case 'id':
    case 'text':
    case 'content':
      return whole;
    default: {
      const words = wordsOf(block, column, filter);
      if (words.length === 0) return undefined;
      const zones = block.hasWordZones ? block.wordZones(column, order) : undefined;
      return zones === undefined ? whole : united(zones, words);
    }
  }
}

/** Whether a block that has the hashes of its ids may hold one of the ids. */
export function mayHoldId(
  block: RecordBlock,
  { column, ids }: Extract<RowFilter, { readonly op: 'id' }>,
): boolean {
  const index = block.indexOf(column);
  if (index < 0) return false;
  const hashes = block.idHashes(index);
  return ids.some(({ hash }) => hashes[lowerBound(hashes, hash)] === hash);
}

function united(zones: WordZones, words: readonly number[]): Zone {
  return {
    min: Math.min(...words.map((word) => zones.min.at(word) ?? -Infinity)),
    max: Math.max(...words.map((word) => zones.max.at(word) ?? Infinity)),
  };
}

/** The words of the dictionary that the filter may mean. */
export function wordsOf(
  block: RecordBlock,
  column: number,
  filter: Extract<RowFilter, { readonly op: 'bool' | 'entity' | 'term' }>,
): readonly number[] {
  if (filter.op === 'bool') return [filter.value];
  const dictionary = block.dictionary(column);
  const wanted = filter.op === 'entity' ? filter.keys : filter.terms.map(({ hash }) => hash);
  const words: number[] = [];
  // Several words for one hash only where hashes of terms collide.
  for (const value of wanted)
    for (let at = lowerBound(dictionary, value); dictionary[at] === value; at++) words.push(at);
  return words;
}
