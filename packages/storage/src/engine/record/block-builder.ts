import { grown, hashBytes, hashFourBytes } from '@stormpetrel/base';
import type { RecordColumn } from '@stormpetrel/model';
import { noEntity } from '../../api/index.ts';
import { ByteWriter } from '../encoding/byte-writer.ts';
import { writeNumbers } from '../encoding/numbers.ts';
import { PackWriter } from '../encoding/pack.ts';
import { sortUint32 } from '../encoding/sort-numbers.ts';
import { writeTexts } from '../encoding/texts.ts';
import { RecordSection, recordSection } from './record-block.ts';
import { formatRecordSpecs } from './record-specs.ts';

/** One column of a block in the making; which of the fields are used depends on the type. */
export class ColumnBuilder {
  readonly spec: RecordColumn;
  /** One a row: value, entity key, index into `words`, size, or number of terms. */
  values: Float64Array = new Float64Array(256);
  /** Terms: indexes into `words`. */
  items: Uint32Array = new Uint32Array(256);
  itemCount = 0;
  /** Id: the bytes. */
  readonly bytes: ByteWriter = new ByteWriter(256);
  /** Bytes: the chunk that is being filled. */
  readonly chunk: ByteWriter = new ByteWriter(256);
  readonly words: string[] = [];
  readonly #wordIndex = new Map<string, number>();
  /** Bytes: for each id column the position that it was cut out of. */
  cuts: Uint32Array[] = [];
  /** Entity: the distinct keys, once the block has been encoded. */
  keys: Float64Array = new Float64Array(0);
  readonly chunkIds: number[] = [];
  readonly chunkRows: number[] = [];

  constructor(spec: RecordColumn) {
    this.spec = spec;
  }

  /** Empties the column and keeps its arrays. */
  clear(): void {
    this.itemCount = 0;
    this.bytes.length = 0;
    this.chunk.length = 0;
    this.words.length = 0;
    this.#wordIndex.clear();
    this.chunkIds.length = 0;
    this.chunkRows.length = 0;
  }

  reserve(rows: number): void {
    if (rows > this.values.length) this.values = grown(this.values, rows);
    this.cuts = this.cuts.map((cut) => (rows > cut.length ? grown(cut, rows) : cut));
  }

  addItem(value: number): void {
    if (this.itemCount === this.items.length) this.items = grown(this.items, this.itemCount + 1);
    this.items[this.itemCount++] = value;
  }

  wordIndex(word: string): number {
    let index = this.#wordIndex.get(word);
    if (index === undefined) {
      index = this.words.push(word) - 1;
      this.#wordIndex.set(word, index);
    }
    return index;
  }
}

/** Collects rows column by column and encodes them as a block. */
export class RecordBlockBuilder {
  readonly specs: readonly RecordColumn[];
  readonly columns: readonly ColumnBuilder[];
  readonly #encoded = new ByteWriter(1024);
  rows = 0;

  constructor(specs: readonly RecordColumn[]) {
    this.specs = specs;
    this.columns = specs.map((spec) => new ColumnBuilder(spec));
  }

  /**
   * Begins anew in the same memory. Blocks are made many times a second, and arrays that come and go by the megabyte keep
   * the garbage collector busier than the encoding keeps the rest.
   */
  clear(): void {
    this.rows = 0;
    for (const column of this.columns) column.clear();
  }

  reserve(rows: number): void {
    for (const column of this.columns) column.reserve(rows);
  }

  zone(column: number): { min: number; max: number } {
    const values = this.columns[column]?.values ?? new Float64Array(0);
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < this.rows; i++) {
      const value = values[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { min, max };
  }

  /**
   * `merged`: with zones of words and hashes of ids, which pay only in blocks that stay. What is returned lies in the
   * builder's own memory: it is good until the next `encode`.
   */
  encode(merged: boolean): PackWriter {
    const pack = new PackWriter(this.#encoded);
    this.writeHeader(pack);
    this.columns.forEach((column, index) => {
      const words = this.#writeColumn(pack, column, index, merged);
      if (merged && words !== undefined) this.#writeWordZones(pack, index, words);
    });
    return pack;
  }

  /** Sections 0 and 1. */
  writeHeader(pack: PackWriter): void {
    pack.begin(RecordSection.specs).writeBytes(Buffer.from(formatRecordSpecs(this.specs)));
    const zones = new Float64Array(2 * this.specs.length);
    this.specs.forEach(({ type }, index) => {
      const zone = type === 'time' || type === 'int' ? this.zone(index) : { min: 0, max: 0 };
      zones[2 * index] = zone.min;
      zones[2 * index + 1] = zone.max;
    });
    const out = pack.begin(RecordSection.zones);
    writeNumbers(out, Uint32Array.of(this.rows), 1);
    writeNumbers(out, zones, zones.length);
  }

  /** Returns which words stand in which rows, where zones of words are kept. */
  #writeColumn(
    pack: PackWriter,
    column: ColumnBuilder,
    index: number,
    merged: boolean,
  ): WordRows | undefined {
    const { rows } = this;
    const rowsOut = (): ByteWriter => pack.begin(recordSection(index, RecordSection.rows));
    switch (column.spec.type) {
      case 'time':
      case 'int':
        writeNumbers(rowsOut(), column.values, rows);
        return undefined;
      case 'bool':
        writeNumbers(rowsOut(), column.values, rows);
        return {
          words: 2,
          index: Uint32Array.from(column.values.subarray(0, rows)),
          offsets: undefined,
        };
      case 'text':
        writeNumbers(rowsOut(), column.values, rows);
        writeTexts(pack.begin(recordSection(index, RecordSection.words)), column.words);
        return undefined;
      case 'entity':
        return this.#writeEntity(pack, column, index);
      case 'terms':
        return this.#writeTerms(pack, column, index);
      case 'id':
        writeNumbers(rowsOut(), column.values, rows);
        pack.begin(recordSection(index, RecordSection.bytes)).writeBytes(column.bytes.written());
        if (merged) {
          const hashes = sortUint32(idHashes(column, rows));
          writeNumbers(pack.begin(recordSection(index, RecordSection.extra)), hashes, rows);
        }
        return undefined;
      case 'content':
      case 'bytes': {
        writeNumbers(rowsOut(), column.values, rows);
        const cuts = pack.begin(recordSection(index, RecordSection.bytes));
        for (const cut of column.cuts) writeNumbers(cuts, cut, rows);
        const chunks = pack.begin(recordSection(index, RecordSection.extra));
        writeNumbers(chunks, Float64Array.from(column.chunkIds), column.chunkIds.length);
        writeNumbers(chunks, Float64Array.from(column.chunkRows), column.chunkRows.length);
        return undefined;
      }
    }
  }

  #writeEntity(pack: PackWriter, column: ColumnBuilder, index: number): WordRows {
    const { rows } = this;
    const { keys, indexes } = dictionaryOf(column.values, rows);
    column.keys = keys;
    writeNumbers(pack.begin(recordSection(index, RecordSection.rows)), indexes, rows);
    writeNumbers(pack.begin(recordSection(index, RecordSection.dictionary)), keys, keys.length);
    return { words: keys.length, index: indexes, offsets: undefined };
  }

  #writeTerms(pack: PackWriter, column: ColumnBuilder, index: number): WordRows {
    const hashes = column.words.map(hashText);
    const order = column.words.map((_, i) => i);
    order.sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0));
    const position = new Uint32Array(order.length);
    order.forEach((word, i) => (position[word] = i));
    const items = new Uint32Array(column.itemCount);
    for (let i = 0; i < items.length; i++) items[i] = position[column.items[i] as number] as number;
    const section = (part: number): ByteWriter => pack.begin(recordSection(index, part));
    writeNumbers(section(RecordSection.rows), column.values, this.rows);
    const sorted = Uint32Array.from(order, (word) => hashes[word] ?? 0);
    writeNumbers(section(RecordSection.dictionary), sorted, sorted.length);
    writeNumbers(section(RecordSection.terms), items, items.length);
    writeTexts(
      section(RecordSection.words),
      order.map((word) => column.words[word] ?? ''),
    );
    return { words: order.length, index: items, offsets: column.values };
  }

  #writeWordZones(pack: PackWriter, index: number, words: WordRows): void {
    const out = pack.begin(recordSection(index, RecordSection.wordZones));
    this.specs.forEach(({ type }, ofColumn) => {
      if (type !== 'int') return;
      const values = this.columns[ofColumn]?.values ?? new Float64Array(0);
      const min = new Float64Array(words.words).fill(Infinity);
      const max = new Float64Array(words.words).fill(-Infinity);
      let item = 0;
      for (let row = 0; row < this.rows; row++) {
        const value = values[row] as number;
        const end = item + (words.offsets === undefined ? 1 : (words.offsets[row] as number));
        for (; item < end; item++) {
          const word = words.index[item] as number;
          if (value < (min[word] as number)) min[word] = value;
          if (value > (max[word] as number)) max[word] = value;
        }
      }
      // A word that no row has (of bool) would make infinities, which take the wide form.
      for (let word = 0; word < words.words; word++)
        if (min[word] === Infinity) min[word] = max[word] = 0;
      writeNumbers(out, min, words.words);
      writeNumbers(out, max, words.words);
    });
  }
}

/** Position of a key in the dictionary that is being made, plus one; all zero between two uses. */
let positions = new Uint32Array(1 << 12);

/** The distinct keys, ascending, and for each row the position of its key. Keys are dense, so an array serves as map. */
function dictionaryOf(
  values: Float64Array,
  rows: number,
): { readonly keys: Float64Array; readonly indexes: Uint32Array } {
  const found: number[] = [];
  let absent = false;
  for (let i = 0; i < rows; i++) {
    const key = (values[i] as number) >>> 0;
    if (key === noEntity) {
      absent = true;
      continue;
    }
    if (key >= positions.length) positions = grown(positions, key + 1);
    if (positions[key] !== 0) continue;
    positions[key] = 1;
    found.push(key);
  }
  if (absent) found.push(noEntity);
  const keys = Float64Array.from(found).sort();
  for (let i = 0; i < keys.length; i++)
    if (keys[i] !== noEntity) positions[keys[i] as number] = i + 1;
  const indexes = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    const key = (values[i] as number) >>> 0;
    indexes[i] = key === noEntity ? keys.length - 1 : (positions[key] as number) - 1;
  }
  for (const key of keys) if (key !== noEntity) positions[key] = 0;
  return { keys, indexes };
}

interface WordRows {
  readonly words: number;
  readonly index: Uint32Array;
  /** How many words a row has; undefined for one. */
  readonly offsets: Float64Array | undefined;
}

function idHashes(column: ColumnBuilder, rows: number): Uint32Array {
  const hashes = new Uint32Array(rows);
  let at = 0;
  const { values } = column;
  const { bytes } = column.bytes;
  for (let row = 0; row < rows;) {
    const size = values[row] as number;
    const isRun =
      row + 4 <= rows &&
      values[row + 1] === size &&
      values[row + 2] === size &&
      values[row + 3] === size;
    if (isRun) {
      hashFourBytes(bytes, at, size, hashes, row);
      row += 4;
      at += 4 * size;
    } else {
      hashes[row++] = hashBytes(bytes, at, at + size);
      at += size;
    }
  }
  return hashes;
}

const encoder = new TextEncoder();

/** The hash by which terms and ids are found. */
export function hashText(text: string): number {
  const bytes = encoder.encode(text);
  return hashBytes(bytes, 0, bytes.length);
}
