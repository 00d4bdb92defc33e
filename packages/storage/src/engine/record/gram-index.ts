import type { RecordColumn } from '@stormpetrel/model';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { ByteWriter } from '../encoding/byte-writer.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import { NumbersReader, writeNumbers } from '../encoding/numbers.ts';
import { type Database, bytesOf, textOf } from '../file/database.ts';
import { type Needle, contentStarts } from './content-search.ts';
import {
  type Gram,
  GramKind,
  GramSet,
  bitOfGram,
  bucketOfGram,
  gramBuckets,
  gramsOf,
} from './grams.ts';
import type { RecordBlock } from './record-block.ts';
import { formatRecordSpecs, parseRecordSpecs } from './record-specs.ts';

/**
 * Which blocks may hold a text in their content: for the blocks of a part of the id index the maps of their pieces
 * (grams.ts), bucket by bucket. docs/formats/gram-index.md.
 *
 * A bucket is a row of the B-tree, with the bytes of all blocks of the part one after another. So to look for a text is to
 * read one row of some kilobytes for each of its pieces, whatever the number of blocks, and to lay parts together is to lay
 * their buckets one behind the other.
 */
const kinds = [GramKind.short, GramKind.long] as const;
const columnsMax = 8;
/** Pieces of one kind that are looked up for a text; more of them hardly rule out more. */
const gramsPerTextMax = 16;
/** The map of a block that nothing is known of: it seems to hold everything. */
const unknownMap = new Uint8Array(gramBuckets).fill(0xff);

/** A part: how many bytes a bucket has for each of its blocks, by column, then kind. */
export interface GramPart {
  readonly columns: readonly RecordColumn[];
  readonly sizes: readonly Uint32Array[];
}

function bucketKey(part: number, list: number, bucket: number): number {
  return (part * columnsMax * kinds.length + list) * gramBuckets + bucket;
}

/** The content columns that are indexed. */
export function contentColumns(columns: readonly RecordColumn[]): readonly RecordColumn[] {
  return columns.filter(({ type }) => type === 'content').slice(0, columnsMax);
}

/** Collects the maps of the blocks of a part, in the order of their positions. */
export class GramGatherer {
  readonly #columns: readonly RecordColumn[];
  readonly #set = new GramSet();
  /** For each column and kind, of each block. */
  readonly #maps: Uint8Array[][];

  constructor(columns: readonly RecordColumn[]) {
    this.#columns = contentColumns(columns);
    this.#maps = this.#columns.flatMap(() => kinds.map(() => []));
  }

  /** Never throws `BlockCorrupt`: a block that cannot be read seems to hold everything, so that what is sound of it is found. */
  add(block: RecordBlock, readChunk: (id: number) => Uint8Array): void {
    this.#columns.forEach((column, c) => {
      const maps = this.#mapsOf(block, column, readChunk);
      kinds.forEach((kind) => this.#maps[kinds.length * c + kind]?.push(maps[kind]));
    });
  }

  #mapsOf(
    block: RecordBlock,
    column: RecordColumn,
    readChunk: (id: number) => Uint8Array,
  ): readonly [Uint8Array, Uint8Array] {
    const set = this.#set;
    set.clear();
    try {
      const index = block.indexOf(column);
      if (index >= 0) addContent(set, block, index, readChunk);
    } catch (thrown) {
      if (!(thrown instanceof BlockCorrupt)) throw thrown;
      return [unknownMap, unknownMap];
    }
    return [set.map(GramKind.short), set.map(GramKind.long)];
  }

  /** Writes the part, if there is a content column at all. */
  write(db: Database, part: number): void {
    if (this.#columns.length === 0) return;
    const sizes = this.#maps.map((maps) =>
      Uint32Array.from(maps, (map) => map.length / gramBuckets),
    );
    insertPart(db, part, { columns: this.#columns, sizes });
    this.#maps.forEach((maps, list) => {
      const out = new ByteWriter(1 << 12);
      for (let bucket = 0; bucket < gramBuckets; bucket++) {
        out.length = 0;
        for (const map of maps) out.writeBytes(bucketOf(map, bucket));
        insertBucket(db, bucketKey(part, list, bucket), out);
      }
    });
  }
}

function bucketOf(map: Uint8Array, bucket: number): Uint8Array {
  const bytes = map.length / gramBuckets;
  return map.subarray(bucket * bytes, (bucket + 1) * bytes);
}

function addContent(
  set: GramSet,
  block: RecordBlock,
  column: number,
  readChunk: (id: number) => Uint8Array,
): void {
  const { chunkIds } = block.payload(column);
  chunkIds.forEach((id, chunk) => {
    const { bytes, starts } = contentStarts(block, column, chunk, readChunk(id));
    for (let row = 1; row < starts.length; row++)
      set.add(bytes.subarray(starts[row - 1], starts[row]));
  });
}

function insertPart(db: Database, part: number, { columns, sizes }: GramPart): void {
  const out = new ByteWriter();
  for (const list of sizes) writeNumbers(out, list, list.length);
  db.run(
    'INSERT INTO gram_part(id, columns, sizes) VALUES (?, ?, ?)',
    part,
    formatRecordSpecs(columns),
    encodeFrame(out.written(), 'zstd'),
  );
}

function insertBucket(db: Database, key: number, out: ByteWriter): void {
  if (out.length === 0) return;
  db.run(
    'INSERT INTO gram_bucket(id, data) VALUES (?, ?)',
    key,
    encodeFrame(out.written(), 'zstd'),
  );
}

export function deleteGramPart(db: Database, part: number): void {
  db.run(
    'DELETE FROM gram_bucket WHERE id >= ? AND id < ?',
    bucketKey(part, 0, 0),
    bucketKey(part + 1, 0, 0),
  );
  db.run('DELETE FROM gram_part WHERE id = ?', part);
}

/** undefined where the part has no index of content. Throws `BlockCorrupt`. */
export function readGramPart(db: Database, part: number, blocks: number): GramPart | undefined {
  const row = db.get('SELECT columns, sizes FROM gram_part WHERE id = ?', part);
  if (row === undefined) return undefined;
  const columns = parseRecordSpecs(textOf(row['columns']));
  const reader = new NumbersReader(decodeFrame(bytesOf(row['sizes'])));
  const sizes = columns.flatMap(() => kinds.map(() => reader.readUint32()));
  if (columns.length > columnsMax || sizes.some((list) => list.length !== blocks))
    throw new BlockCorrupt('sizes of grams are cut');
  return { columns, sizes };
}

/** A part that goes into another: its id, and how many blocks it has. */
export interface GramSource {
  readonly id: number;
  readonly blocks: number;
}

/** Begins a part of several, whose blocks follow each other in the order of the parts. Throws `BlockCorrupt`. */
export function beginGramMerge(
  db: Database,
  sources: readonly GramSource[],
  merged: number,
  schemaColumns: readonly RecordColumn[],
): void {
  const columns = contentColumns(schemaColumns);
  if (columns.length === 0) return;
  const parts = sources.map(({ id, blocks }) => readGramPart(db, id, blocks));
  const sizes = columns.flatMap((column) =>
    kinds.map((kind) =>
      joined(
        sources.map(({ blocks }, i) => sizesOf(parts[i], column, kind) ?? unknownSizes(blocks)),
      ),
    ),
  );
  insertPart(db, merged, { columns, sizes });
}

/** Goes on with a part begun: writes its buckets [from, to). Throws `BlockCorrupt`. */
export function mergeGramBuckets(
  db: Database,
  sources: readonly GramSource[],
  merged: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const target = readGramPart(
    db,
    merged,
    sources.reduce((sum, { blocks }) => sum + blocks, 0),
  );
  if (target === undefined) return;
  const parts = sources.map((source) => ({
    ...source,
    part: readGramPart(db, source.id, source.blocks),
  }));
  const out = new ByteWriter(1 << 16);
  target.columns.forEach((column, c) => {
    for (const kind of kinds)
      for (let bucket = from; bucket < to; bucket++) {
        out.length = 0;
        for (const { id, blocks, part } of parts)
          out.writeBytes(
            readBucket(db, id, part, { column, kind, bucket }) ?? unknownMap.subarray(0, blocks),
          );
        insertBucket(db, bucketKey(merged, kinds.length * c + kind, bucket), out);
      }
  });
}

/** Of blocks that no part tells of: one byte each. */
function unknownSizes(blocks: number): Uint32Array {
  return new Uint32Array(blocks).fill(unknownMap.length / gramBuckets);
}

function joined(lists: readonly Uint32Array[]): Uint32Array {
  return Uint32Array.from(lists.flatMap((list) => [...list]));
}

function listOf(part: GramPart, column: RecordColumn, kind: GramKind): number {
  const at = part.columns.findIndex((it) => it.name === column.name && it.type === column.type);
  return at < 0 ? -1 : kinds.length * at + kind;
}

function sizesOf(
  part: GramPart | undefined,
  column: RecordColumn,
  kind: GramKind,
): Uint32Array | undefined {
  return part?.sizes[listOf(part, column, kind)];
}

/** The bytes of all blocks; undefined where the part does not tell of the column. Throws `BlockCorrupt`. */
function readBucket(
  db: Database,
  id: number,
  part: GramPart | undefined,
  at: { readonly column: RecordColumn; readonly kind: GramKind; readonly bucket: number },
): Uint8Array | undefined {
  const sizes = sizesOf(part, at.column, at.kind);
  if (part === undefined || sizes === undefined) return undefined;
  const key = bucketKey(id, listOf(part, at.column, at.kind), at.bucket);
  const row = db.get('SELECT data FROM gram_bucket WHERE id = ?', key);
  const data = row === undefined ? new Uint8Array(0) : decodeFrame(bytesOf(row['data']));
  if (data.length !== sizes.reduce((sum, size) => sum + size, 0))
    throw new BlockCorrupt('grams are cut');
  return data;
}

/**
 * For each block of the part 1 where it may hold the text, otherwise 0; undefined where the part does not tell. Throws
 * `BlockCorrupt`.
 */
export function blocksWithText(
  db: Database,
  id: number,
  part: GramPart,
  { column, needle }: { readonly column: RecordColumn; readonly needle: Needle },
): Uint8Array | undefined {
  const grams = spread(gramsOf(needle.bytes));
  const blocks = part.sizes[0]?.length ?? 0;
  if (grams.length === 0 || sizesOf(part, column, GramKind.short) === undefined) return undefined;
  const held = new Uint8Array(blocks).fill(1);
  for (const gram of grams) {
    const { kind } = gram;
    const sizes = sizesOf(part, column, kind) ?? new Uint32Array(0);
    const bytes = readBucket(db, id, part, { column, kind, bucket: bucketOfGram(gram) });
    let left = 0;
    let start = 0;
    for (let block = 0; block < blocks; block++) {
      const size = sizes[block] as number;
      if (held[block] === 1) {
        const bit = bitOfGram(gram, size);
        const byte = size === 0 ? 0 : (bytes?.[start + (bit >>> 3)] as number);
        if (((byte >>> (bit & 7)) & 1) === 0) held[block] = 0;
        else left++;
      }
      start += size;
    }
    if (left === 0) break;
  }
  return held;
}

/** Not more than are worth it, from all over the text; the long ones first, which rule out more. */
function spread(grams: readonly Gram[]): readonly Gram[] {
  return [GramKind.long, GramKind.short].flatMap((kind) => {
    const all = grams.filter((gram) => gram.kind === kind);
    const step = Math.max(1, all.length / gramsPerTextMax);
    return Array.from(
      { length: Math.min(all.length, gramsPerTextMax) },
      (_, i) => all[Math.floor(i * step)],
    ).filter((gram) => gram !== undefined);
  });
}
