import { join } from 'node:path';
import type { PackWriter } from '../encoding/pack.ts';
import { encodeFrame } from '../encoding/frame.ts';
import type { EngineContext } from '../context.ts';
import { Database, numberOf } from './database.ts';
import type { PartitionName } from './partition-name.ts';
import { formatVersion, refuseNewer } from './store-file.ts';

/**
 * Day files. docs/formats/partition.md.
 *
 *     info       `formatVersion`
 *     entity     the ids behind the keys that are used here: `store.db` can be made anew from them
 *     progress   what of `fresh` (or, in roll-ups, of the minutes) the file holds
 *     section    id = section × 2^32 + block: one section of all blocks lies together
 */
const commonSchema = `
CREATE TABLE info(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE entity(key INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE progress(name TEXT NOT NULL, group_ms INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(name, group_ms)) WITHOUT ROWID;
CREATE TABLE section(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
`;

const metricSchema = `
CREATE TABLE part(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, group_ms INTEGER NOT NULL,
  seq_lo INTEGER NOT NULL, seq_hi INTEGER NOT NULL, level INTEGER NOT NULL, rows INTEGER NOT NULL,
  made_ms INTEGER NOT NULL);
CREATE INDEX part_name ON part(name, group_ms);
CREATE TABLE block(id INTEGER PRIMARY KEY AUTOINCREMENT, part INTEGER NOT NULL, first_entity INTEGER NOT NULL,
  last_entity INTEGER NOT NULL, first_minute INTEGER NOT NULL, last_minute INTEGER NOT NULL,
  rows INTEGER NOT NULL, sections INTEGER NOT NULL);
CREATE INDEX block_part ON block(part);
`;

const recordSchema = `
CREATE TABLE block(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, seq_lo INTEGER NOT NULL,
  seq_hi INTEGER NOT NULL, rows INTEGER NOT NULL, first_ms, last_ms, indexed INTEGER NOT NULL,
  sections INTEGER NOT NULL, header BLOB NOT NULL);
CREATE INDEX block_name ON block(name, seq_lo);
CREATE TABLE payload(id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL);
CREATE TABLE id_part(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, level INTEGER NOT NULL,
  blocks BLOB NOT NULL);
CREATE TABLE id_bucket(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
`;

/** What version 2 added. */
const wordSchema = `
CREATE TABLE word_part(id INTEGER PRIMARY KEY, columns TEXT NOT NULL);
CREATE TABLE word_bucket(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
`;

/** What version 3 added. */
export const gramSchema = `
CREATE TABLE gram_part(id INTEGER PRIMARY KEY, columns TEXT NOT NULL, sizes BLOB NOT NULL);
CREATE TABLE gram_bucket(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
`;

const sectionSpan = 2 ** 32;

export function sectionKey(block: number, section: number): number {
  return section * sectionSpan + block;
}

/** Opens a day file to write, making it where there is none. */
export function openPartitionToWrite(context: EngineContext, name: PartitionName): Database {
  const path = join(context.dir, name.file);
  const db = new Database(path, { readOnly: false, pagesMax: context.tuning.pagesMax });
  try {
    const made = numberOf(
      db.get(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'block'`)?.['n'],
    );
    const isOfRecords = name.kind === 'trace' || name.kind === 'record';
    if (made === 0)
      db.write(() => {
        db.exec(commonSchema);
        db.exec(isOfRecords ? recordSchema + wordSchema + gramSchema : metricSchema);
        db.run('INSERT INTO info VALUES (?, ?)', 'formatVersion', formatVersion);
      });
    refuseNewer(db, name.file);
    if (isOfRecords && !hasGramIndex(db))
      db.write(() => {
        if (!hasWordIndex(db)) db.exec(wordSchema);
        db.exec(gramSchema);
        db.run(`UPDATE info SET value = ? WHERE name = 'formatVersion'`, formatVersion);
      });
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** Files of records that version 1 wrote lack the tables until they are written again. */
export function hasWordIndex(db: Database): boolean {
  return db.get(`SELECT 1 AS n FROM sqlite_schema WHERE name = 'word_bucket'`) !== undefined;
}

/** So do those that version 2 wrote lack these. */
export function hasGramIndex(db: Database): boolean {
  return db.get(`SELECT 1 AS n FROM sqlite_schema WHERE name = 'gram_bucket'`) !== undefined;
}

/** Opens a day file to read. Throws where there is none. */
export function openPartitionToRead(context: EngineContext, name: PartitionName): Database {
  const db = new Database(join(context.dir, name.file), { readOnly: true });
  try {
    refuseNewer(db, name.file);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** Blocks below this many rows are stored as one pack; each section of larger ones is a row of its own. */
const packedRowsMax = 1024;

/**
 * Stores the content of a block: as one frame, or as one for each section. `insert` makes the row of the block, whose
 * `sections` is 0 for one pack, otherwise one more than the highest number of a section, and returns its id.
 */
export function writeBlock(
  db: Database,
  pack: PackWriter,
  rows: number,
  insert: (sections: number) => number,
): number {
  const sql = 'INSERT INTO section(id, data) VALUES (?, ?)';
  if (rows < packedRowsMax) {
    const block = insert(0);
    db.run(sql, sectionKey(block, 0), encodeFrame(pack.finish(), 'zstd'));
    return block;
  }
  const sections = pack.sections();
  const block = insert(1 + Math.max(...sections.map(({ id }) => id)));
  // Number zero is the pack's.
  for (const { id, bytes } of sections)
    db.run(sql, sectionKey(block, id + 1), encodeFrame(bytes, 'zstd'));
  return block;
}

/** Deletes the content of a block and the row that stands for it. */
export function deleteBlock(db: Database, block: number, sections: number): void {
  for (let id = 0; id <= sections; id++)
    db.run('DELETE FROM section WHERE id = ?', sectionKey(block, id));
  db.run('DELETE FROM block WHERE id = ?', block);
}

export function readProgress(db: Database, name: string, groupMs: number): number {
  const row = db.get('SELECT seq FROM progress WHERE name = ? AND group_ms = ?', name, groupMs);
  return row === undefined ? 0 : numberOf(row['seq']);
}

export function writeProgress(db: Database, name: string, groupMs: number, seq: number): void {
  db.run(
    'INSERT OR REPLACE INTO progress(name, group_ms, seq) VALUES (?, ?, ?)',
    name,
    groupMs,
    seq,
  );
}
