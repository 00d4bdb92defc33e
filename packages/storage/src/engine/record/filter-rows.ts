import type { PackedNumbers } from '../encoding/packed-numbers.ts';
import { contentRows } from './content-search.ts';
import { equalBytes } from './payload-writer.ts';
import type { RecordBlock } from './record-block.ts';
import { type RowFilter, type SoughtId, wordsOf } from './row-filter.ts';

/** The rows, of those given (undefined: of all; otherwise ascending), that pass. Throws `BlockCorrupt`. */
export function filterRows(
  block: RecordBlock,
  filter: RowFilter,
  rows: Uint32Array | undefined,
  readChunk: (id: number) => Uint8Array,
): Uint32Array {
  const column = block.indexOf(filter.column);
  if (column < 0) return new Uint32Array(0);
  if (filter.op === 'content') {
    const { needle, negate } = filter;
    return contentRows(block, column, { needle, negate, rows, readChunk });
  }
  if (filter.op === 'entity' || filter.op === 'text') {
    const isWanted = wantedWords(block, column, filter);
    if (isWanted === undefined) return new Uint32Array(0);
    return rowsMarked(block.packedIndexes(column), isWanted, rows);
  }
  if (filter.op === 'term') return rowsWithTerm(block, column, filter, rows);
  return rowsPassing(block.rows, rows, rowTest(block, column, filter));
}

/** Marks of the words of a dictionary; undefined where none is wanted. */
function wantedWords(
  block: RecordBlock,
  column: number,
  filter: Extract<RowFilter, { readonly op: 'entity' | 'text' }>,
): Uint8Array | undefined {
  if (filter.op === 'text') {
    const isWanted = Uint8Array.from(block.words(column), (it) => (filter.texts.has(it) ? 1 : 0));
    return isWanted.includes(1) ? isWanted : undefined;
  }
  const words = wordsOf(block, column, filter);
  if (words.length === 0) return undefined;
  const isWanted = new Uint8Array(block.dictionary(column).length);
  for (const word of words) isWanted[word] = 1;
  return isWanted;
}

/** Where a filtering collects its rows, before it knows how many these are. */
let collected = new Uint32Array(1 << 13);

function roomFor(rows: number): Uint32Array {
  if (collected.length < rows) collected = new Uint32Array(2 * rows);
  return collected;
}

/** By far most rows are looked at in here. */
function rowsMarked(
  words: PackedNumbers,
  isWanted: Uint8Array,
  rows: Uint32Array | undefined,
): Uint32Array {
  const passed = roomFor(rows?.length ?? words.length);
  return passed.slice(0, words.findMarked(isWanted, rows, passed));
}

function rowsWithTerm(
  block: RecordBlock,
  column: number,
  filter: Extract<RowFilter, { readonly op: 'term' }>,
  rows: Uint32Array | undefined,
): Uint32Array {
  const likely = wordsOf(block, column, filter);
  const texts = likely.length === 0 ? [] : block.words(column);
  const isWanted = new Uint8Array(texts.length);
  for (const word of likely)
    if (filter.terms.some(({ term }) => texts[word] === term)) isWanted[word] = 1;
  if (!isWanted.includes(1)) return new Uint32Array(0);
  const single = block.packedTerms(column);
  if (single !== undefined) return rowsMarked(single, isWanted, rows);
  const offsets = block.termOffsets(column);
  const terms = block.terms(column);
  const count = rows?.length ?? block.rows;
  const passed = roomFor(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    const end = offsets[row + 1] as number;
    for (let at = offsets[row] as number; at < end; at++)
      if (isWanted[terms[at] as number] === 1) {
        passed[n++] = row;
        break;
      }
  }
  return passed.slice(0, n);
}

/** The rows, of those given, or of so many, that pass. */
export function rowsPassing(
  all: number,
  rows: Uint32Array | undefined,
  passes: (row: number) => boolean,
): Uint32Array {
  const count = rows?.length ?? all;
  const passed = roomFor(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    if (passes(row)) passed[n++] = row;
  }
  return passed.slice(0, n);
}

function rowTest(
  block: RecordBlock,
  column: number,
  filter: Extract<RowFilter, { readonly op: 'range' | 'numbers' | 'bool' | 'id' }>,
): (row: number) => boolean {
  switch (filter.op) {
    case 'range': {
      const values = block.numbers(column);
      const { min, max } = filter;
      return (row) => (values[row] as number) >= min && (values[row] as number) <= max;
    }
    case 'numbers': {
      const values = block.numbers(column);
      return (row) => filter.values.has(values[row] as number);
    }
    case 'bool': {
      const values = block.numbers(column);
      return (row) => values[row] === filter.value;
    }
    case 'id':
      return idTest(block, column, filter.ids);
  }
}

function idTest(
  block: RecordBlock,
  column: number,
  ids: readonly SoughtId[],
): (row: number) => boolean {
  const { bytes, offsets } = block.ids(column);
  const equals = (row: number, wanted: Uint8Array): boolean => {
    const start = offsets[row] as number;
    return (
      (offsets[row + 1] as number) - start === wanted.length &&
      equalBytes(bytes, start, wanted, 0, wanted.length)
    );
  };
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return (row) => equals(row, only.bytes);
  return (row) => ids.some((id) => equals(row, id.bytes));
}
