import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { decodeFrame } from '../encoding/frame.ts';
import { PackReader } from '../encoding/pack.ts';
import { type Database, type Row, bytesOf, numberOf } from '../file/database.ts';
import { deleteBlock, sectionKey } from '../file/partition-file.ts';
import type { PartitionName } from '../file/partition-name.ts';
import { storedSections } from '../file/stored-sections.ts';
import {
  type BlockHashes,
  type IdPart,
  countBuckets,
  deleteIndexPart,
  indexBuckets,
  insertIndexPart,
  listIndexParts,
  mergeIdBucket,
  writeIndexPart,
} from '../record/id-index.ts';
import { PartMark } from '../metric/part-groups.ts';
import {
  GramGatherer,
  beginGramMerge,
  deleteGramPart,
  mergeGramBuckets,
} from '../record/gram-index.ts';
import { WordColumns, WordGatherer } from '../record/word-entries.ts';
import {
  beginWordMerge,
  deleteWordPart,
  mergeWordBuckets,
  writeWordPart,
} from '../record/word-index.ts';
import { RecordBlock, RecordSection, recordSection } from '../record/record-block.ts';
import { BlockJoiner } from './absorb-records.ts';
import type { KeeperFiles, PartitionWrite } from './keeper-files.ts';

/** Blocks of this many rows stay as they are, and are indexed. */
const largeRows = storageLimits.recordBlockRowsMax / 2;
/** Buckets of the indexes that are laid together in one step: of 256 large blocks they hold a quarter million ids. */
const bucketsPerStep = 32;

interface StoredBlock {
  readonly id: number;
  readonly name: string;
  readonly seqLo: number;
  readonly seqHi: number;
  readonly rows: number;
  readonly sections: number;
  /** The columns of a small block, which only blocks of the same columns are laid together with. */
  readonly columns: string;
}

/** Lays small blocks of a day together and indexes the ids of large ones. Returns whether it did anything. */
export function tendRecords(files: KeeperFiles, name: PartitionName): boolean {
  return files.write(name, (write) => {
    const { indexFanOut } = files.context.tuning;
    const isOver = files.context.clock.nowMs() >= name.endMs + files.context.tuning.closeAfterMs;
    const blocks = write.db
      .all('SELECT * FROM block WHERE indexed = 0 ORDER BY seq_lo')
      .map(storedBlock);
    for (const [schemaName, list] of Map.groupBy(blocks, (block) => block.name)) {
      const run = smallRun(list, isOver ? 2 : files.context.tuning.mergeParts);
      if (run !== undefined) {
        joinBlocks(files, write, run);
        return true;
      }
      const schema = files.context.options.schema.records.find((it) => it.name === schemaName);
      if (schema === undefined || !schema.columns.some(isIndexed)) continue;
      const large = list.filter((block) => isOver || block.rows >= largeRows);
      if (large.length >= (isOver ? 1 : indexFanOut)) {
        indexBlocks(files, write, schema, large.slice(0, indexFanOut));
        return true;
      }
      if (mergeIndexParts(files, write, schema)) return true;
    }
    return false;
  });
}

/** What blocks are found by without a look into them. */
function isIndexed({ type }: RecordColumn): boolean {
  return type === 'id' || type === 'content';
}

function storedBlock(row: Row): StoredBlock {
  return {
    id: numberOf(row['id']),
    name: String(row['name']),
    seqLo: numberOf(row['seq_lo']),
    seqHi: numberOf(row['seq_hi']),
    rows: numberOf(row['rows']),
    sections: numberOf(row['sections']),
    columns: numberOf(row['rows']) < largeRows ? columnsOf(row) : '',
  };
}

/** The columns as they stand in the header; of a damaged one nothing that another block has. */
function columnsOf(row: Row): string {
  try {
    const header = new PackReader(decodeFrame(bytesOf(row['header'])));
    return Buffer.from(header.section(RecordSection.specs)).toString();
  } catch (thrown) {
    if (!(thrown instanceof BlockCorrupt)) throw thrown;
    return String(row['id']);
  }
}

/**
 * Neighbours to lay together, none of them half of the whole: so each row is written anew only as often as its block
 * doubles.
 */
function smallRun(
  blocks: readonly StoredBlock[],
  least: number,
): readonly StoredBlock[] | undefined {
  for (let end = blocks.length; end >= least; end--) {
    let rows = 0;
    let largest = 0;
    let start = end;
    while (start > 0) {
      const { rows: next = 0, columns } = blocks[start - 1] ?? {};
      if (next >= largeRows || rows + next > storageLimits.recordBlockRowsMax) break;
      if (columns !== blocks[end - 1]?.columns) break;
      rows += next;
      largest = Math.max(largest, next);
      start--;
    }
    const run = blocks.slice(start, end);
    if (run.length >= least && (largest <= rows / 2 || least === 2)) return run;
  }
  return undefined;
}

function openBlock(db: Database, { id, sections }: StoredBlock): RecordBlock {
  return new RecordBlock(storedSections(db, id, sections === 0), { merged: true });
}

function joinBlocks(files: KeeperFiles, write: PartitionWrite, run: readonly StoredBlock[]): void {
  const { db } = write;
  const taken: number[] = [];
  const joiner = new BlockJoiner(write, run[0]?.name ?? '', {
    readChunk: (id) => {
      taken.push(id);
      return bytesOf(db.get('SELECT data FROM payload WHERE id = ?', id)?.['data']);
    },
    storeChunk: (frame) => db.run('INSERT INTO payload(data) VALUES (?)', frame),
  });
  for (const stored of run) {
    try {
      joiner.add(openBlock(db, stored), stored.seqLo, stored.seqHi);
    } catch (thrown) {
      if (!(thrown instanceof BlockCorrupt)) throw thrown;
      files.context.reportCorrupt(`${write.name.file} block ${stored.id}`, thrown);
    }
  }
  joiner.flush();
  for (const { id, sections } of run) deleteBlock(db, id, sections);
  for (const id of taken) db.run('DELETE FROM payload WHERE id = ?', id);
}

function indexBlocks(
  files: KeeperFiles,
  write: PartitionWrite,
  schema: RecordSchema,
  blocks: readonly StoredBlock[],
): void {
  const { db } = write;
  const ids = schema.columns.filter(({ type }) => type === 'id');
  const hashes: BlockHashes[] = [];
  const words = new WordGatherer(WordColumns.ofSchema(schema));
  const grams = new GramGatherer(schema.columns);
  const readChunk = (id: number): Uint8Array =>
    decodeFrame(bytesOf(db.get('SELECT data FROM payload WHERE id = ?', id)?.['data']));
  for (const stored of blocks) {
    try {
      const block = openBlock(db, stored);
      const columns = ids.map((column) => {
        const index = block.indexOf(column);
        return index < 0 ? new Uint32Array(0) : block.idHashes(index);
      });
      words.add(block);
      grams.add(block, readChunk);
      hashes.push({ block: stored.id, columns });
      if (stored.sections > 0)
        for (const column of ids) {
          const section = recordSection(block.indexOf(column), RecordSection.extra);
          db.run('DELETE FROM section WHERE id = ?', sectionKey(stored.id, section + 1));
        }
    } catch (thrown) {
      if (!(thrown instanceof BlockCorrupt)) throw thrown;
      files.context.reportCorrupt(`${write.name.file} block ${stored.id}`, thrown);
    }
    db.run('UPDATE block SET indexed = 1 WHERE id = ?', stored.id);
  }
  if (hashes.length === 0) return;
  const part = writeIndexPart(db, schema.name, 0, hashes);
  writeWordPart(db, part, words.columns, words.entries());
  grams.write(db, part);
}

/**
 * Lays parts of the indexes together: the new part is begun under a marked name, each step adds some of its buckets, and
 * the last one gives it its name and deletes what it is made of. What a crash leaves is gone on with. Returns whether it
 * did anything.
 */
function mergeIndexParts(files: KeeperFiles, write: PartitionWrite, schema: RecordSchema): boolean {
  const { db } = write;
  const { indexFanOut } = files.context.tuning;
  const onCorrupt = (thrown: BlockCorrupt): void => {
    files.context.reportCorrupt(`${write.name.file} index`, thrown);
  };
  const taken = db
    .all('SELECT id FROM id_part WHERE name = ? AND level = 0 ORDER BY id', schema.name)
    .map((row) => numberOf(row['id']))
    .slice(0, indexFanOut);
  const begun = listIndexParts(db, PartMark.begun + schema.name, onCorrupt)[0];
  if (taken.length < indexFanOut) {
    dropBegun(db, schema.name);
    return false;
  }
  const known = new Map(listIndexParts(db, schema.name, onCorrupt).map((part) => [part.id, part]));
  const parts = taken.flatMap((id) => known.get(id) ?? []);
  try {
    if (parts.length < taken.length) throw new BlockCorrupt('blocks of an index are damaged');
    mergeBuckets(db, parts, schema, begun);
  } catch (thrown) {
    if (!(thrown instanceof BlockCorrupt)) throw thrown;
    // They stay as they are and are not taken again: what is not damaged of them still serves.
    onCorrupt(thrown);
    for (const part of taken) db.run('UPDATE id_part SET level = 2 WHERE id = ?', part);
    dropBegun(db, schema.name);
  }
  return true;
}

function mergeBuckets(
  db: Database,
  parts: readonly IdPart[],
  schema: RecordSchema,
  begun: IdPart | undefined,
): void {
  const sources = parts.map(({ id, blocks }) => ({ id, blocks: blocks.length }));
  const blocks = Float64Array.from(parts.flatMap((part) => [...part.blocks]));
  let merged = begun?.id;
  if (begun === undefined || begun.blocks.join() !== blocks.join()) {
    dropBegun(db, schema.name);
    merged = insertIndexPart(db, PartMark.begun + schema.name, 1, blocks);
    beginWordMerge(db, sources, merged);
    beginGramMerge(db, sources, merged, schema.columns);
  }
  if (merged === undefined) return;
  const columns = schema.columns.filter(({ type }) => type === 'id').length;
  const from = countBuckets(db, merged);
  const to = Math.min(from + bucketsPerStep, indexBuckets);
  for (let bucket = from; bucket < to; bucket++)
    mergeIdBucket(db, parts, merged, { bucket, columns });
  mergeWordBuckets(db, sources, merged, { from, to });
  mergeGramBuckets(db, sources, merged, { from, to });
  if (to < indexBuckets) return;
  db.run('UPDATE id_part SET name = ? WHERE id = ?', schema.name, merged);
  for (const { id } of parts) dropIndexPart(db, id);
}

function dropBegun(db: Database, schemaName: string): void {
  for (const row of db.all('SELECT id FROM id_part WHERE name = ?', PartMark.begun + schemaName))
    dropIndexPart(db, numberOf(row['id']));
}

function dropIndexPart(db: Database, part: number): void {
  deleteIndexPart(db, part);
  deleteWordPart(db, part);
  deleteGramPart(db, part);
}
