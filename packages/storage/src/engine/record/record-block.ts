import type { RecordColumn } from '@stormpetrel/model';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { NumbersReader } from '../encoding/numbers.ts';
import type { SectionSource } from '../encoding/pack.ts';
import { PackedNumbers } from '../encoding/packed-numbers.ts';
import { readTexts } from '../encoding/texts.ts';
import { offsetsOf } from '../metric/metric-chunk.ts';
import { parseRecordSpecs } from './record-specs.ts';

/**
 * A block of records: columns that are decoded when they are asked for. docs/formats/record-block.md.
 *
 *     section 0           columns: JSON list of [name, type]
 *     section 1           number of rows; least and greatest value of each time and int column
 *     section 8 + 8c      numbers, one a row: values; entity, text: index into the dictionary; id, bytes: stored size;
 *                         terms: how many terms
 *     section 9 + 8c      dictionary: entity keys, ascending; hashes of the terms, ascending
 *     section 10 + 8c     zones: for each int column the least and the greatest value under each word of the dictionary
 *                         (for bool: under false and true); merged blocks only
 *     section 11 + 8c     terms: indexes into the dictionary
 *     section 12 + 8c     words: texts, or terms in the order of their hashes
 *     section 13 + 8c     id: the bytes; bytes: for each id column where in the value it was cut out
 *     section 14 + 8c     bytes: ids of the chunks, rows in each; id: hashes, ascending (until the block is indexed)
 */
export const RecordSection = {
  specs: 0,
  zones: 1,
  columns: 8,
  perColumn: 8,
  rows: 0,
  dictionary: 1,
  wordZones: 2,
  terms: 3,
  words: 4,
  bytes: 5,
  extra: 6,
} as const;

export function recordSection(column: number, part: number): number {
  return RecordSection.columns + RecordSection.perColumn * column + part;
}

/** The position of an id within a payload when it does not stand in it. */
export const notCut = 0xffff_ffff;

export interface Zone {
  readonly min: number;
  readonly max: number;
}

/** Least and greatest value of one int column under each word of a dictionary. */
export interface WordZones {
  readonly min: PackedNumbers;
  readonly max: PackedNumbers;
}

export interface BytesRows {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

export interface PayloadRows {
  /** Stored sizes: without what was cut out. */
  readonly sizes: Uint32Array;
  /** For each id column: position in the whole value, or `notCut`. */
  readonly cuts: readonly Uint32Array[];
  readonly chunkIds: Uint32Array;
  /** Row at which each chunk begins, and the number of rows. */
  readonly chunkRows: Uint32Array;
}

/** All reading may throw `BlockCorrupt`. */
export class RecordBlock {
  readonly specs: readonly RecordColumn[];
  readonly rows: number;
  /** Merged blocks have zones of words. */
  readonly hasWordZones: boolean;
  readonly #source: SectionSource;
  readonly #zones: Float64Array;
  readonly #decoded = new Map<number, unknown>();
  readonly #packedSections = new Map<number, PackedNumbers>();
  readonly #onDecoded: (bytes: number) => void;

  /** `onDecoded` is told the bytes of what the block keeps from now on. */
  constructor(
    source: SectionSource,
    options: { readonly merged: boolean; readonly onDecoded?: (bytes: number) => void },
  ) {
    this.#source = source;
    this.hasWordZones = options.merged;
    this.#onDecoded = options.onDecoded ?? (() => undefined);
    this.specs = parseRecordSpecs(Buffer.from(source.section(RecordSection.specs)).toString());
    const zones = new NumbersReader(source.section(RecordSection.zones));
    this.rows = zones.readUint32()[0] ?? 0;
    this.#zones = zones.readFloat64();
  }

  /** Position of the column, -1 where the block has none of this name and type. */
  indexOf(column: RecordColumn): number {
    return this.specs.findIndex((it) => it.name === column.name && it.type === column.type);
  }

  /** Of a time or int column. */
  zone(column: number): Zone {
    return {
      min: this.#zones[2 * column] ?? -Infinity,
      max: this.#zones[2 * column + 1] ?? Infinity,
    };
  }

  numbers(column: number): Float64Array {
    return this.#section(column, RecordSection.rows, (bytes) =>
      checked(new NumbersReader(bytes).readFloat64(), this.rows),
    );
  }

  /** Of entity, text, id, bytes and terms: see the overview. */
  indexes(column: number): Uint32Array {
    return this.#section(column, RecordSection.rows, (bytes) =>
      checked(new NumbersReader(bytes).readUint32(), this.rows),
    );
  }

  /** The same, as narrow as they are stored: a quarter of the memory, and quicker to have. */
  packedIndexes(column: number): PackedNumbers {
    return this.#packed(recordSection(column, RecordSection.rows));
  }

  /** The terms of rows that have one each, in the same way; undefined where some have none or several. */
  packedTerms(column: number): PackedNumbers | undefined {
    if (this.packedIndexes(column).constant !== 1) return undefined;
    return this.#packed(recordSection(column, RecordSection.terms));
  }

  dictionary(column: number): Uint32Array {
    return this.#section(column, RecordSection.dictionary, (bytes) =>
      new NumbersReader(bytes).readUint32(),
    );
  }

  /** By position of the int column among all columns; undefined where the block has no zones. */
  wordZones(column: number, ofColumn: number): WordZones | undefined {
    const all = this.#section(column, RecordSection.wordZones, (bytes) => {
      const reader = new NumbersReader(bytes);
      const zones = new Map<number, WordZones>();
      this.specs.forEach((spec, index) => {
        if (spec.type === 'int' && !reader.done)
          zones.set(index, { min: reader.readPacked(), max: reader.readPacked() });
      });
      return zones;
    });
    return all.get(ofColumn);
  }

  termOffsets(column: number): Uint32Array {
    return this.#section(column, -1, () => offsetsOf(this.indexes(column)));
  }

  terms(column: number): Uint32Array {
    return this.#section(column, RecordSection.terms, (bytes) =>
      checked(new NumbersReader(bytes).readUint32(), this.termOffsets(column)[this.rows] ?? 0),
    );
  }

  words(column: number): readonly string[] {
    return this.#section(column, RecordSection.words, readTexts);
  }

  ids(column: number): BytesRows {
    return this.#section(column, RecordSection.bytes, (bytes) => {
      const offsets = offsetsOf(this.indexes(column));
      if ((offsets[this.rows] ?? 0) > bytes.length) throw new BlockCorrupt('ids are cut');
      return { bytes, offsets };
    });
  }

  /** Ascending; only of merged blocks that are not yet indexed. */
  idHashes(column: number): Uint32Array {
    return this.#section(column, RecordSection.extra, (bytes) =>
      new NumbersReader(bytes).readUint32(),
    );
  }

  payload(column: number): PayloadRows {
    return this.#section(column, RecordSection.extra, (bytes) => {
      const reader = new NumbersReader(bytes);
      const chunkIds = reader.readUint32();
      const chunkRows = offsetsOf(reader.readUint32());
      if (chunkRows.length !== chunkIds.length + 1 || chunkRows.at(-1) !== this.rows)
        throw new BlockCorrupt('chunks do not add up');
      const cutReader = new NumbersReader(this.#read(recordSection(column, RecordSection.bytes)));
      const cuts: Uint32Array[] = [];
      while (!cutReader.done) cuts.push(checked(cutReader.readUint32(), this.rows));
      return { sizes: this.indexes(column), cuts, chunkIds, chunkRows };
    });
  }

  #packed(section: number): PackedNumbers {
    const known = this.#packedSections.get(section);
    if (known !== undefined) return known;
    const value = new NumbersReader(this.#read(section)).readPacked();
    if (value.length !== this.rows) throw new BlockCorrupt('column is cut');
    this.#packedSections.set(section, value);
    this.#onDecoded(value.byteLength);
    return value;
  }

  #read(section: number): Uint8Array {
    return this.#source.section(section);
  }

  #section<T>(column: number, part: number, decode: (bytes: Uint8Array) => T): T {
    const id = recordSection(column, part);
    const known = this.#decoded.get(id);
    if (known !== undefined) return known as T;
    const value = decode(part < 0 ? noBytes : this.#read(id));
    this.#decoded.set(id, value);
    this.#onDecoded(sizeOf(value));
    return value;
  }
}

const noBytes = new Uint8Array(0);

function checked<T extends Float64Array | Uint32Array>(array: T, length: number): T {
  if (array.length !== length) throw new BlockCorrupt('column is cut');
  return array;
}

/** About how many bytes a decoded section holds. */
function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value) || value instanceof PackedNumbers) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((sum, it) => sum + sizeOf(it), 16);
  if (typeof value === 'string') return 24 + 2 * value.length;
  if (value instanceof Map) return sizeOf([...value.values()]);
  if (typeof value === 'object' && value !== null) return sizeOf(Object.values(value));
  return 8;
}
