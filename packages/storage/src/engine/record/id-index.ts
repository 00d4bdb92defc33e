import type { RecordSchema } from '@stormpetrel/model';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { ByteWriter } from '../encoding/byte-writer.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import { NumbersReader, writeNumbers } from '../encoding/numbers.ts';
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
const buckets = 256;
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

/** Blocks of the part that may hold the id. Throws `BlockCorrupt`. */
export function blocksHoldingId(
  db: Database,
  schema: RecordSchema,
  part: IdPart,
  id: Extract<RowFilter, { readonly op: 'id' }>,
): ReadonlySet<number> {
  const column = schema.columns
    .filter(({ type }) => type === 'id')
    .findIndex(({ name }) => name === id.column.name);
  const found = new Set<number>();
  const bucket = id.hash >>> bucketBits;
  const row = db.get('SELECT data FROM id_bucket WHERE id = ?', part.id * buckets + bucket);
  if (row === undefined) return found;
  const reader = new NumbersReader(decodeFrame(bytesOf(row['data'])));
  for (let i = 0; i < column; i++) reader.skip(2);
  const rests = reader.readUint32();
  const rest = id.hash & restMask;
  let at = lowerBound(rests, rest);
  if (rests[at] !== rest) return found;
  const positions = reader.readUint32();
  for (; rests[at] === rest; at++) found.add(part.blocks[positions[at] as number] ?? -1);
  return found;
}

/** Makes one index part of the hashes of several blocks; returns its id. */
export function writeIndexPart(
  db: Database,
  name: string,
  level: number,
  blocks: readonly BlockHashes[],
): number {
  const ids = Float64Array.from(blocks, ({ block }) => block);
  const list = new ByteWriter();
  writeNumbers(list, ids, ids.length);
  const part = db.run(
    'INSERT INTO id_part(name, level, blocks) VALUES (?, ?, ?)',
    name,
    level,
    encodeFrame(list.written(), 'zstd'),
  );
  const columns = blocks[0]?.columns.length ?? 0;
  const taken = blocks.map(() => new Uint32Array(columns));
  const rowsMax = blocks.reduce((sum, block) => sum + (block.columns[0]?.length ?? 0), 0);
  const scratch = new Float64Array(rowsMax);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const out = new ByteWriter(1 << 14);
    for (let column = 0; column < columns; column++) {
      const { rests, positions } = bucketOf(blocks, column, bucket, taken, scratch);
      writeNumbers(out, rests, rests.length);
      writeNumbers(out, positions, positions.length);
    }
    db.run(
      'INSERT INTO id_bucket(id, data) VALUES (?, ?)',
      part * buckets + bucket,
      encodeFrame(out.written(), 'raw'),
    );
  }
  return part;
}

export function deleteIndexPart(db: Database, part: number): void {
  db.run('DELETE FROM id_bucket WHERE id >= ? AND id < ?', part * buckets, (part + 1) * buckets);
  db.run('DELETE FROM id_part WHERE id = ?', part);
}

/** The hashes of a part, block by block, as they were when it was written. */
export function readIndexPart(db: Database, part: number, columns: number): readonly BlockHashes[] {
  const row = db.get('SELECT blocks FROM id_part WHERE id = ?', part);
  const ids = new NumbersReader(decodeFrame(bytesOf(row?.['blocks']))).readFloat64();
  const lists = Array.from(ids, () => Array.from({ length: columns }, (): number[] => []));
  for (let bucket = 0; bucket < buckets; bucket++) {
    const data = db.get('SELECT data FROM id_bucket WHERE id = ?', part * buckets + bucket)?.[
      'data'
    ];
    const reader = new NumbersReader(decodeFrame(bytesOf(data)));
    for (let column = 0; column < columns; column++) {
      const rests = reader.readUint32();
      const positions = reader.readUint32();
      for (let i = 0; i < rests.length; i++)
        lists[positions[i] as number]?.[column]?.push(
          bucket * 2 ** bucketBits + (rests[i] as number),
        );
    }
  }
  return Array.from(ids, (block, i) => ({
    block,
    columns: (lists[i] ?? []).map((list) => Uint32Array.from(list)),
  }));
}

function bucketOf(
  blocks: readonly BlockHashes[],
  column: number,
  bucket: number,
  taken: readonly Uint32Array[],
  pairs: Float64Array,
): { rests: Uint32Array; positions: Uint32Array } {
  let n = 0;
  blocks.forEach(({ columns }, position) => {
    const hashes = columns[column] ?? new Uint32Array(0);
    const at = taken[position] ?? new Uint32Array(0);
    let i = at[column] ?? 0;
    for (; i < hashes.length && (hashes[i] as number) >>> bucketBits === bucket; i++)
      pairs[n++] = ((hashes[i] as number) & restMask) * indexBlocksMax + position;
    at[column] = i;
  });
  const sorted = pairs.subarray(0, n).sort();
  return {
    rests: new Uint32Array(sorted).map((_, i) =>
      Math.floor((sorted[i] as number) / indexBlocksMax),
    ),
    positions: new Uint32Array(sorted).map((_, i) => (sorted[i] as number) % indexBlocksMax),
  };
}
