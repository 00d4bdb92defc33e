import type { RecordSchema } from '@stormpetrel/model';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { ByteWriter } from '../encoding/byte-writer.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import { NumbersReader, writeNumbers } from '../encoding/numbers.ts';
import { sortUint32 } from '../encoding/sort-numbers.ts';
import { type Database, bytesOf, numberOf } from '../file/database.ts';
import { lowerBound } from '../metric/metric-source.ts';
import type { RowFilter } from './row-filter.ts';

/**
 * Which blocks hold an id: an index part covers up to 256 blocks of one schema. docs/formats/id-index.md.
 *
 * Ids are hashed to 32 bits. A part has 256 buckets, by the upper eight bits of the hash, each a row of the B-tree, so
 * that to look an id up is to read one small row of each part. A bucket holds for each id column, one after another:
 * numbers of the lower 24 bits, ascending; numbers of the position of the block in the part's list of blocks.
 */
export const indexBuckets = 256;
const buckets = indexBuckets;
const bucketBits = 24;
const restMask = (1 << bucketBits) - 1;
export const indexBlocksMax = 256;

/** The hashes of one block, for each id column of the schema, ascending. */
export interface BlockHashes {
  readonly block: number;
  readonly columns: readonly Uint32Array[];
}

/** A part, and the blocks that it covers. */
export interface IdPart {
  readonly id: number;
  readonly blocks: Float64Array;
}

/** Damaged parts cover nothing; `onCorrupt` is told of them. */
export function listIndexParts(
  db: Database,
  name: string,
  onCorrupt: (thrown: BlockCorrupt) => void,
): readonly IdPart[] {
  const parts: IdPart[] = [];
  for (const row of db.all('SELECT id, blocks FROM id_part WHERE name = ?', name)) {
    try {
      const blocks = new NumbersReader(decodeFrame(bytesOf(row['blocks']))).readFloat64();
      parts.push({ id: numberOf(row['id']), blocks });
    } catch (thrown) {
      if (!(thrown instanceof BlockCorrupt)) throw thrown;
      onCorrupt(thrown);
    }
  }
  return parts;
}

/** Blocks of the part that may hold one of the ids. Throws `BlockCorrupt`. */
export function blocksHoldingId(
  db: Database,
  schema: RecordSchema,
  part: IdPart,
  { column, ids }: Extract<RowFilter, { readonly op: 'id' }>,
): ReadonlySet<number> {
  const held = new Set<number>();
  const position = schema.columns
    .filter(({ type }) => type === 'id')
    .findIndex(({ name }) => name === column.name);
  for (const { hash } of ids) addBlocksHolding(held, db, part, { column: position, hash });
  return held;
}

function addBlocksHolding(
  held: Set<number>,
  db: Database,
  part: IdPart,
  { column, hash }: { readonly column: number; readonly hash: number },
): void {
  const bucket = hash >>> bucketBits;
  const row = db.get('SELECT data FROM id_bucket WHERE id = ?', part.id * buckets + bucket);
  if (row === undefined) return;
  const reader = new NumbersReader(decodeFrame(bytesOf(row['data'])));
  for (let i = 0; i < column; i++) reader.skip(2);
  const rests = reader.readUint32();
  const rest = hash & restMask;
  let at = lowerBound(rests, rest);
  if (rests[at] !== rest) return;
  const positions = reader.readUint32();
  for (; rests[at] === rest; at++) held.add(part.blocks[positions[at] as number] ?? -1);
}

/** A part without buckets; returns its id. */
export function insertIndexPart(
  db: Database,
  name: string,
  level: number,
  blocks: Float64Array,
): number {
  const list = new ByteWriter();
  writeNumbers(list, blocks, blocks.length);
  return db.run(
    'INSERT INTO id_part(name, level, blocks) VALUES (?, ?, ?)',
    name,
    level,
    encodeFrame(list.written(), 'zstd'),
  );
}

/** Makes one index part of the hashes of several blocks; returns its id. */
export function writeIndexPart(
  db: Database,
  name: string,
  level: number,
  blocks: readonly BlockHashes[],
): number {
  const ids = Float64Array.from(blocks, ({ block }) => block);
  const part = insertIndexPart(db, name, level, ids);
  const columns = blocks[0]?.columns.length ?? 0;
  const taken = blocks.map(() => new Uint32Array(columns));
  const rowsMax = blocks.reduce((sum, block) => sum + (block.columns[0]?.length ?? 0), 0);
  const scratch = new Uint32Array(rowsMax);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const out = new ByteWriter(1 << 14);
    for (let column = 0; column < columns; column++)
      writePairs(out, bucketOf(blocks, column, bucket, taken, scratch));
    insertBucket(db, part, bucket, out);
  }
  return part;
}

export function deleteIndexPart(db: Database, part: number): void {
  db.run('DELETE FROM id_bucket WHERE id >= ? AND id < ?', part * buckets, (part + 1) * buckets);
  db.run('DELETE FROM id_part WHERE id = ?', part);
}

/** How many buckets the part has: those from the first on. */
export function countBuckets(db: Database, part: number): number {
  const row = db.get(
    'SELECT count(*) AS n FROM id_bucket WHERE id >= ? AND id < ?',
    part * buckets,
    (part + 1) * buckets,
  );
  return numberOf(row?.['n']);
}

/** Writes a bucket of the target: those of the parts, whose blocks are the target's, in order. Throws `BlockCorrupt`. */
export function mergeIdBucket(
  db: Database,
  parts: readonly IdPart[],
  target: number,
  at: { readonly bucket: number; readonly columns: number },
): void {
  const readers = parts.map(({ id }) => {
    const row = db.get('SELECT data FROM id_bucket WHERE id = ?', id * buckets + at.bucket);
    return new NumbersReader(decodeFrame(bytesOf(row?.['data'])));
  });
  const out = new ByteWriter(1 << 16);
  for (let column = 0; column < at.columns; column++) {
    const lists = readers.map((reader) => [reader.readUint32(), reader.readUint32()] as const);
    const pairs = new Uint32Array(lists.reduce((sum, [rests]) => sum + rests.length, 0));
    let n = 0;
    let start = 0;
    lists.forEach(([rests, positions], i) => {
      if (positions.length !== rests.length) throw new BlockCorrupt('positions are cut');
      for (let row = 0; row < rests.length; row++)
        pairs[n++] = (rests[row] as number) * indexBlocksMax + start + (positions[row] as number);
      start += parts[i]?.blocks.length ?? 0;
    });
    writePairs(out, sortUint32(pairs));
  }
  insertBucket(db, target, at.bucket, out);
}

function insertBucket(db: Database, part: number, bucket: number, out: ByteWriter): void {
  db.run(
    'INSERT INTO id_bucket(id, data) VALUES (?, ?)',
    part * buckets + bucket,
    encodeFrame(out.written(), 'raw'),
  );
}

/** Ascending, each of the rest of a hash and the position of a block, which together are 32 bits. */
function writePairs(out: ByteWriter, pairs: Uint32Array): void {
  const part = new Uint32Array(pairs.length);
  for (let i = 0; i < part.length; i++) part[i] = (pairs[i] as number) / indexBlocksMax;
  writeNumbers(out, part, part.length);
  for (let i = 0; i < part.length; i++) part[i] = (pairs[i] as number) % indexBlocksMax;
  writeNumbers(out, part, part.length);
}

function bucketOf(
  blocks: readonly BlockHashes[],
  column: number,
  bucket: number,
  taken: readonly Uint32Array[],
  pairs: Uint32Array,
): Uint32Array {
  let n = 0;
  blocks.forEach(({ columns }, position) => {
    const hashes = columns[column] ?? new Uint32Array(0);
    const at = taken[position] ?? new Uint32Array(0);
    let i = at[column] ?? 0;
    for (; i < hashes.length && (hashes[i] as number) >>> bucketBits === bucket; i++)
      pairs[n++] = ((hashes[i] as number) & restMask) * indexBlocksMax + position;
    at[column] = i;
  });
  return distinct(sortUint32(pairs.subarray(0, n)));
}

/** Rows of one trace, and those without one, share an id. */
function distinct(sorted: Uint32Array): Uint32Array {
  let n = 0;
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[n++] = sorted[i] as number;
  return sorted.subarray(0, n);
}
