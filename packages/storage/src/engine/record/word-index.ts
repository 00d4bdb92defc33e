import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { ByteWriter } from '../encoding/byte-writer.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import { NumbersReader, writeNumbers } from '../encoding/numbers.ts';
import { type Database, bytesOf, textOf } from '../file/database.ts';
import { lowerBound } from '../metric/metric-source.ts';
import { WordColumns, type WordEntries, indexOfColumn, joinEntries } from './word-entries.ts';

/**
 * Which blocks hold a word, and how great the numbers beside it are there. docs/formats/word-index.md.
 *
 * A word is the key of an entity, or the hash of a term. The blocks are those of a part of the id index. A part has up
 * to 256 buckets, by the lower eight bits of the word; a bucket is one small row of the B-tree. It holds, for each
 * column of words, one after another:
 *
 *     numbers     the upper 24 bits of the words, ascending
 *     numbers     position of the block in the part's list of blocks
 *     numbers     for each int column: the greatest value among the block's rows with the word
 *     for each bool column
 *       numbers   1 where a row with the word has it true, otherwise 0
 *       numbers   for each int column: the greatest value among those rows, only for the words with a 1
 *
 * So a list of an entity's slowest or failed records opens the blocks that have one, best first, and no others.
 */
const buckets = 256;
const bucketBits = 8;

/** Writes the part with its buckets. `entries` are those of each column of words. */
export function writeWordPart(
  db: Database,
  part: number,
  columns: WordColumns,
  entries: readonly WordEntries[],
): void {
  db.run('INSERT INTO word_part(id, columns) VALUES (?, ?)', part, columns.text);
  const orders = entries.map(bucketOrder);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const picked = entries.map((it, c) => ({
      entries: it,
      rows: orders[c]?.(bucket) ?? new Uint32Array(0),
    }));
    if (picked.some(({ rows }) => rows.length > 0)) insertBucket(db, part, bucket, picked);
  }
}

type PickedEntries = readonly { readonly entries: WordEntries; readonly rows: Uint32Array }[];

function insertBucket(db: Database, part: number, bucket: number, picked: PickedEntries): void {
  db.run(
    'INSERT INTO word_bucket(id, data) VALUES (?, ?)',
    part * buckets + bucket,
    encodeWordBucket(picked),
  );
}

export function deleteWordPart(db: Database, part: number): void {
  db.run('DELETE FROM word_bucket WHERE id >= ? AND id < ?', part * buckets, (part + 1) * buckets);
  db.run('DELETE FROM word_part WHERE id = ?', part);
}

/** The entries of each bucket, by word, then in the order given. */
function bucketOrder({ words, count }: WordEntries): (bucket: number) => Uint32Array {
  const starts = new Uint32Array(buckets + 1);
  for (let i = 0; i < count; i++) {
    const next = ((words[i] as number) & (buckets - 1)) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let b = 0; b < buckets; b++)
    starts[b + 1] = (starts[b + 1] as number) + (starts[b] as number);
  const filled = starts.slice();
  const rows = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const bucket = (words[i] as number) & (buckets - 1);
    const at = filled[bucket] as number;
    rows[at] = i;
    filled[bucket] = at + 1;
  }
  return (bucket) => sortedByWord(rows.subarray(starts[bucket], starts[bucket + 1]), words);
}

/** Numbers that hold word and place sort natively, several times as fast as a comparing function. */
function sortedByWord(rows: Uint32Array, words: Uint32Array): Uint32Array {
  const { length } = rows;
  const composite = new Float64Array(length);
  for (let i = 0; i < length; i++)
    composite[i] = ((words[rows[i] as number] as number) >>> bucketBits) * length + i;
  composite.sort();
  const sorted = new Uint32Array(length);
  for (let i = 0; i < length; i++) sorted[i] = rows[(composite[i] as number) % length] as number;
  return sorted;
}

/** The content of a bucket: the rows given of the entries of each column. */
export function encodeWordBucket(columns: PickedEntries): Uint8Array {
  const out = new ByteWriter(1 << 12);
  for (const { entries, rows } of columns) {
    const { words, positions, greatest, where } = entries;
    const upper = picked(words, rows);
    for (let i = 0; i < upper.length; i++) upper[i] = Math.floor((upper[i] as number) / buckets);
    writeNumbers(out, upper, upper.length);
    writeNumbers(out, picked(positions, rows), rows.length);
    for (const values of greatest) writeNumbers(out, picked(values, rows), rows.length);
    for (const { any, greatest: values } of where) {
      writeNumbers(out, picked(any, rows), rows.length);
      const having = rows.filter((row) => any[row] === 1);
      for (const of of values) writeNumbers(out, picked(of, having), having.length);
    }
  }
  return encodeFrame(out.written(), 'zstd');
}

function picked(values: Float64Array | Uint32Array | Uint8Array, rows: Uint32Array): Float64Array {
  const target = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) target[i] = values[rows[i] as number] as number;
  return target;
}

/** The columns of a part; undefined where it has no index of words. Throws `BlockCorrupt`. */
export function readWordColumns(db: Database, part: number): WordColumns | undefined {
  const row = db.get('SELECT columns FROM word_part WHERE id = ?', part);
  return row === undefined ? undefined : WordColumns.parse(textOf(row['columns']));
}

/**
 * Begins a part of several, whose blocks follow each other in the order of the parts. Nothing is begun when one of them
 * has no words, or no columns are common to all. Throws `BlockCorrupt`.
 */
export function beginWordMerge(db: Database, parts: readonly WordSource[], merged: number): void {
  const known = parts.map(({ id }) => readWordColumns(db, id)).filter((it) => it !== undefined);
  const columns = WordColumns.common(known);
  if (known.length < parts.length || columns.words.length === 0) return;
  db.run('INSERT INTO word_part(id, columns) VALUES (?, ?)', merged, columns.text);
}

/** A part that goes into another: its id, and how many blocks it has. */
export interface WordSource {
  readonly id: number;
  readonly blocks: number;
}

/** Goes on with a part begun: writes its buckets [from, to). Throws `BlockCorrupt`. */
export function mergeWordBuckets(
  db: Database,
  parts: readonly WordSource[],
  merged: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const columns = readWordColumns(db, merged);
  if (columns === undefined) return;
  const starts: number[] = [];
  let blocks = 0;
  for (const part of parts) {
    starts.push(blocks);
    blocks += part.blocks;
  }
  const sources = parts.map(({ id }) => ({ id, columns: readWordColumns(db, id) ?? columns }));
  for (let bucket = from; bucket < to; bucket++) {
    const lists = sources.map((source) => readWordBucket(db, source, bucket, columns));
    const picked = columns.words.map((_, c) => {
      const entries = joinEntries(
        lists.map((list) => list[c] ?? emptyEntries(columns)),
        starts,
        columns,
      );
      const rows = new Uint32Array(entries.count).map((_row, i) => i);
      return { entries, rows: sortedByWord(rows, entries.words) };
    });
    if (picked.some(({ rows }) => rows.length > 0)) insertBucket(db, merged, bucket, picked);
  }
}

/** For each column of words of `of` the entries of a bucket, none where there is no bucket. Throws `BlockCorrupt`. */
function readWordBucket(
  db: Database,
  { id, columns }: { readonly id: number; readonly columns: WordColumns },
  bucket: number,
  of: WordColumns,
): readonly (WordEntries | undefined)[] {
  const row = db.get('SELECT data FROM word_bucket WHERE id = ?', id * buckets + bucket);
  if (row === undefined) return [];
  const entries = decodeWordBucket(decodeFrame(bytesOf(row['data'])), bucket, columns);
  return of.words.map((word) => {
    const found = entries[indexOfColumn(columns.words, word)];
    return found === undefined ? undefined : pickedColumns(found, columns, of);
  });
}

function emptyEntries({ ints, bools }: WordColumns): WordEntries {
  return {
    count: 0,
    words: new Uint32Array(0),
    positions: new Uint32Array(0),
    greatest: ints.map(() => new Float64Array(0)),
    where: bools.map(() => ({
      any: new Uint8Array(0),
      greatest: ints.map(() => new Float64Array(0)),
    })),
  };
}

function pickedColumns(entries: WordEntries, from: WordColumns, of: WordColumns): WordEntries {
  const ints = of.ints.map((column) => indexOfColumn(from.ints, column));
  const pick = (lists: readonly Float64Array[]): readonly Float64Array[] =>
    ints.map((at) => lists[at] ?? new Float64Array(entries.count));
  return {
    ...entries,
    greatest: pick(entries.greatest),
    where: of.bools.map((column) => {
      const found = entries.where[indexOfColumn(from.bools, column)];
      const any = found?.any ?? new Uint8Array(entries.count);
      return { any, greatest: pick(found?.greatest ?? []) };
    }),
  };
}

/** Throws `BlockCorrupt`. */
export function decodeWordBucket(
  bytes: Uint8Array,
  bucket: number,
  columns: WordColumns,
): readonly WordEntries[] {
  const reader = new NumbersReader(bytes);
  return columns.words.map(() => readEntries(reader, bucket, columns));
}

/** Entries of one column of words whose word is the given one. Throws `BlockCorrupt`. */
export function findWordEntries(
  db: Database,
  part: number,
  columns: WordColumns,
  wanted: { readonly column: number; readonly word: number },
): WordEntries | undefined {
  const bucket = wanted.word & (buckets - 1);
  const row = db.get('SELECT data FROM word_bucket WHERE id = ?', part * buckets + bucket);
  if (row === undefined) return undefined;
  const reader = new NumbersReader(decodeFrame(bytesOf(row['data'])));
  const { ints, bools } = columns;
  reader.skip(wanted.column * (2 + ints.length + bools.length * (1 + ints.length)));
  return entriesOf(readEntries(reader, bucket, columns), wanted.word);
}

function entriesOf(entries: WordEntries, word: number): WordEntries {
  const { words } = entries;
  const start = lowerBound(words, word);
  let end = start;
  while (words[end] === word) end++;
  return {
    count: end - start,
    words: words.subarray(start, end),
    positions: entries.positions.subarray(start, end),
    greatest: entries.greatest.map((of) => of.subarray(start, end)),
    where: entries.where.map(({ any, greatest }) => ({
      any: any.subarray(start, end),
      greatest: greatest.map((of) => of.subarray(start, end)),
    })),
  };
}

function readEntries(
  reader: NumbersReader,
  bucket: number,
  { ints, bools }: WordColumns,
): WordEntries {
  const words = reader.readUint32();
  const { length } = words;
  for (let i = 0; i < length; i++) words[i] = (((words[i] as number) << bucketBits) | bucket) >>> 0;
  const positions = checked(reader.readUint32(), length);
  const greatest = ints.map(() => checked(reader.readFloat64(), length));
  const where = bools.map(() => {
    const any = Uint8Array.from(checked(reader.readUint32(), length));
    return { any, greatest: ints.map(() => spread(reader.readFloat64(), any)) };
  });
  return { count: length, words, positions, greatest, where };
}

function checked<T extends Float64Array | Uint32Array>(array: T, length: number): T {
  if (array.length !== length) throw new BlockCorrupt('words are cut');
  return array;
}

/** Value by value to the places that have one. */
function spread(values: Float64Array, any: Uint8Array): Float64Array {
  const target = new Float64Array(any.length);
  let at = 0;
  for (let i = 0; i < any.length; i++) if (any[i] === 1) target[i] = values[at++] ?? 0;
  if (at !== values.length) throw new BlockCorrupt('words are cut');
  return target;
}
