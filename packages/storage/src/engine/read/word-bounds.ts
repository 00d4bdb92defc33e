import type { RecordColumn } from '@stormpetrel/model';
import type { Database } from '../file/database.ts';
import type { RowFilter } from '../record/row-filter.ts';
import { type WordColumns, type WordEntries, indexOfColumn } from '../record/word-entries.ts';
import { findWordEntries } from '../record/word-index.ts';

/** A part of the index, and what of it is indexed by words. */
export interface WordPart {
  readonly id: number;
  readonly blocks: Float64Array;
  readonly columns: WordColumns;
}

/** Which entries of a word may stand for a row of the answer, and how great the ordering value may be there. */
interface Demand {
  /** Positions of the bool columns that must be true somewhere. */
  readonly bools: readonly number[];
  readonly ranges: readonly { readonly int: number; readonly min: number }[];
  /** Position of the ordering column among the int columns, -1 for another. */
  readonly order: number;
}

/**
 * For each block of the part, the greatest value of the ordering column that it may add to the answer: -∞ where it has
 * no row of it, ∞ where nothing is known. undefined when no filter is about words of the part.
 *
 * Looks into one bucket for each word of a filter. Throws `BlockCorrupt`.
 */
export function wordBounds(
  db: Database,
  part: WordPart,
  filters: readonly RowFilter[],
  order: RecordColumn,
): Float64Array | undefined {
  const { columns, blocks } = part;
  const demand = demandOf(columns, filters, order);
  let bounds: Float64Array | undefined;
  for (const filter of filters) {
    if (filter.op !== 'entity' && filter.op !== 'term') continue;
    const column = indexOfColumn(columns.words, filter.column);
    if (column < 0) continue;
    bounds ??= new Float64Array(blocks.length).fill(Infinity);
    const found = new Float64Array(blocks.length).fill(-Infinity);
    const words = filter.op === 'entity' ? filter.keys : filter.terms.map(({ hash }) => hash);
    for (const word of words) {
      const entries = findWordEntries(db, part.id, columns, { column, word });
      for (let i = 0; i < (entries?.count ?? 0); i++) {
        const position = entries?.positions[i] ?? 0;
        const value = entries === undefined ? -Infinity : boundOf(entries, i, demand);
        if (value > (found[position] as number)) found[position] = value;
      }
    }
    for (let i = 0; i < found.length; i++)
      if ((found[i] as number) < (bounds[i] as number)) bounds[i] = found[i] as number;
  }
  return bounds;
}

function demandOf(
  { ints, bools }: WordColumns,
  filters: readonly RowFilter[],
  order: RecordColumn,
): Demand {
  const ranges = filters.filter((filter) => filter.op === 'range');
  return {
    bools: filters
      .filter((filter) => filter.op === 'bool' && filter.value === 1)
      .map(({ column }) => indexOfColumn(bools, column))
      .filter((at) => at >= 0),
    ranges: ranges
      .map(({ column, min }) => ({ int: indexOfColumn(ints, column), min }))
      .filter(({ int }) => int >= 0),
    order: indexOfColumn(ints, order),
  };
}

function boundOf(entries: WordEntries, i: number, { bools, ranges, order }: Demand): number {
  if (bools.some((at) => entries.where[at]?.any[i] === 0)) return -Infinity;
  const greatest = (int: number): number => {
    let least = entries.greatest[int]?.[i] ?? Infinity;
    for (const at of bools) least = Math.min(least, entries.where[at]?.greatest[int]?.[i] ?? least);
    return least;
  };
  if (ranges.some(({ int, min }) => greatest(int) < min)) return -Infinity;
  return order < 0 ? Infinity : greatest(order);
}
