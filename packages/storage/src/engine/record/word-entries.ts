import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import { noEntity } from '../../api/index.ts';
import { storageLimits } from '../../limits.ts';
import type { RecordBlock } from './record-block.ts';
import { formatRecordSpecs, parseRecordSpecs } from './record-specs.ts';

/** The columns of a part, by what they are in it. */
export class WordColumns {
  readonly text: string;
  readonly words: readonly RecordColumn[];
  readonly ints: readonly RecordColumn[];
  readonly bools: readonly RecordColumn[];

  constructor(columns: readonly RecordColumn[]) {
    this.words = columns.filter(({ type }) => type === 'entity' || type === 'terms');
    this.ints = columns.filter(({ type }) => type === 'int');
    this.bools = columns.filter(({ type }) => type === 'bool');
    this.text = formatRecordSpecs([...this.words, ...this.ints, ...this.bools]);
  }

  /** Throws `BlockCorrupt`. */
  static parse(text: string): WordColumns {
    return new WordColumns(parseRecordSpecs(text));
  }

  static ofSchema({ columns }: RecordSchema): WordColumns {
    return new WordColumns(columns);
  }

  /** The columns that all have. */
  static common(lists: readonly WordColumns[]): WordColumns {
    const [first, ...rest] = lists.map(({ words, ints, bools }) => [...words, ...ints, ...bools]);
    const shared = (first ?? []).filter((column) =>
      rest.every((list) => list.some((it) => isSame(it, column))),
    );
    return new WordColumns(shared);
  }

  without(word: RecordColumn): WordColumns {
    const words = this.words.filter((it) => !isSame(it, word));
    return new WordColumns([...words, ...this.ints, ...this.bools]);
  }
}

function isSame(a: RecordColumn, b: RecordColumn): boolean {
  return a.name === b.name && a.type === b.type;
}

export function indexOfColumn(columns: readonly RecordColumn[], column: RecordColumn): number {
  return columns.findIndex((it) => isSame(it, column));
}

/** Entries of one column of words. */
export interface WordEntries {
  readonly count: number;
  readonly words: Uint32Array;
  /** Of the blocks. */
  readonly positions: Uint32Array;
  /** For each int column. */
  readonly greatest: readonly Float64Array[];
  /** For each bool column: whether it is true anywhere; for each int column the greatest value where it is, or 0. */
  readonly where: readonly {
    readonly any: Uint8Array;
    readonly greatest: readonly Float64Array[];
  }[];
}

/** The words of one block; undefined where they are too many to be indexed. Throws `BlockCorrupt`. */
export function wordsOfBlock(
  block: RecordBlock,
  column: RecordColumn,
  { ints, bools }: WordColumns,
): WordEntries | undefined {
  const index = block.indexOf(column);
  const dictionary = index < 0 ? new Uint32Array(0) : block.dictionary(index);
  // Keys ascend, so that "none" is the last of them; among the hashes of terms it is one like any other.
  const isAbsent = column.type === 'entity' && dictionary.at(-1) === noEntity;
  const count = dictionary.length - (isAbsent ? 1 : 0);
  if (count > storageLimits.indexedWordsMax) return undefined;
  const pairs = index < 0 ? noPairs : wordPairs(block, index, column);
  const valuesOf = (spec: RecordColumn): Float64Array | undefined => {
    const at = block.indexOf(spec);
    return at < 0 ? undefined : block.numbers(at);
  };
  const values = ints.map(valuesOf);
  const size = dictionary.length;
  const greatestOf = (among: WordPairs): Float64Array[] =>
    values.map((of) => greatestByWord(size, among, of));
  return {
    count,
    words: dictionary.subarray(0, count),
    positions: new Uint32Array(count),
    greatest: greatestOf(pairs),
    where: bools.map((spec) => {
      const having = pairsWhere(pairs, valuesOf(spec));
      const any = new Uint8Array(size);
      for (const word of having.words) any[word] = 1;
      return { any, greatest: greatestOf(having) };
    }),
  };
}

/** Which word stands in which row. */
interface WordPairs {
  readonly words: Uint32Array;
  /** undefined: the word at i stands in row i. */
  readonly rows: Uint32Array | undefined;
}

const noPairs: WordPairs = { words: new Uint32Array(0), rows: undefined };

function wordPairs(block: RecordBlock, index: number, { type }: RecordColumn): WordPairs {
  if (type !== 'terms') return { words: block.indexes(index), rows: undefined };
  const offsets = block.termOffsets(index);
  const words = block.terms(index);
  const rows = new Uint32Array(words.length);
  for (let row = 0; row < block.rows; row++) {
    const end = offsets[row + 1] as number;
    for (let i = offsets[row] as number; i < end; i++) rows[i] = row;
  }
  return { words, rows };
}

/** Those of the rows where the bool column is true. */
function pairsWhere({ words, rows }: WordPairs, test: Float64Array | undefined): WordPairs {
  if (test === undefined) return noPairs;
  const count = words.length;
  const taken = { words: new Uint32Array(count), rows: new Uint32Array(count) };
  let n = 0;
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    if (test[row] !== 1) continue;
    taken.words[n] = words[i] as number;
    taken.rows[n++] = row;
  }
  return { words: taken.words.subarray(0, n), rows: taken.rows.subarray(0, n) };
}

function greatestByWord(
  size: number,
  { words, rows }: WordPairs,
  values: Float64Array | undefined,
): Float64Array {
  const greatest = new Float64Array(size).fill(-Infinity);
  if (values !== undefined)
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      const value = values[rows === undefined ? i : (rows[i] as number)] as number;
      if (value > (greatest[word] as number)) greatest[word] = value;
    }
  // Infinities would take the wide form; these are never asked for.
  for (let i = 0; i < size; i++) if (greatest[i] === -Infinity) greatest[i] = 0;
  return greatest;
}

/** Lays entries together; those of list i come from blocks whose positions begin at `starts[i]`. */
export function joinEntries(
  lists: readonly WordEntries[],
  starts: readonly number[],
  { ints, bools }: WordColumns,
): WordEntries {
  const count = lists.reduce((sum, it) => sum + it.count, 0);
  const joined = {
    count,
    words: new Uint32Array(count),
    positions: new Uint32Array(count),
    greatest: ints.map(() => new Float64Array(count)),
    where: bools.map(() => ({
      any: new Uint8Array(count),
      greatest: ints.map(() => new Float64Array(count)),
    })),
  };
  let at = 0;
  lists.forEach((list, i) => {
    const start = starts[i] ?? 0;
    const take = <T extends Float64Array | Uint32Array | Uint8Array>(to: T, from: T): void =>
      to.set(from.length === list.count ? from : from.subarray(0, list.count), at);
    take(joined.words, list.words);
    for (let n = 0; n < list.count; n++)
      joined.positions[at + n] = start + (list.positions[n] as number);
    joined.greatest.forEach((to, c) => take(to, list.greatest[c] ?? new Float64Array(list.count)));
    joined.where.forEach((to, b) => {
      const from = list.where[b];
      if (from === undefined) return;
      take(to.any, from.any);
      to.greatest.forEach((it, c) => take(it, from.greatest[c] ?? new Float64Array(list.count)));
    });
    at += list.count;
  });
  return joined;
}

/** Collects the words of the blocks of a part, in the order of their positions. */
export class WordGatherer {
  #columns: WordColumns;
  readonly #lists: (readonly WordEntries[])[] = [];

  constructor(columns: WordColumns) {
    this.#columns = columns;
  }

  /** Adds all of the block or, when it throws `BlockCorrupt`, nothing. A column with too many words is left out. */
  add(block: RecordBlock): void {
    let columns = this.#columns;
    const entries: WordEntries[] = [];
    const left: number[] = [];
    this.#columns.words.forEach((column, c) => {
      const found = wordsOfBlock(block, column, columns);
      if (found === undefined) {
        columns = columns.without(column);
        left.push(c);
      } else entries.push(found);
    });
    this.#columns = columns;
    this.#lists.forEach((list, i) => (this.#lists[i] = list.filter((_, c) => !left.includes(c))));
    this.#lists.push(entries);
  }

  get columns(): WordColumns {
    return this.#columns;
  }

  /** For each column of words those of all blocks. */
  entries(): readonly WordEntries[] {
    const starts = this.#lists.map((_, position) => position);
    return this.#columns.words.map((_, c) =>
      joinEntries(
        this.#lists.map((list) => list[c]).filter((list) => list !== undefined),
        starts,
        this.#columns,
      ),
    );
  }
}
