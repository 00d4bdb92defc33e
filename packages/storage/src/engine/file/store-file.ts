import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@stormpetrel/base';
import { storageErrors } from '../../errors.ts';
import type { EngineContext } from '../context.ts';
import { Database, isCorruptFile, numberOf, storeError, textOf } from './database.ts';
import { type PartitionName, parsePartitionFile } from './partition-name.ts';
import { setAside } from './set-aside.ts';

/** Raised whenever what older code cannot read is written. */
export const formatVersion = 3;

/**
 * `store.db`: what is fresh, what is known, and which partitions there are. docs/formats/store.md.
 *
 *     info        names and numbers, `formatVersion` among them
 *     partition   day files that readers may look into
 *     entity      id ↔ key; `day` is the last local day that the writer wrote it on
 *     entity_end  hash of an end of a relation → key
 *     metadata    what exists, `fields` as JSON of name: [value, seenMs]
 *     fresh       metric deltas (kind 0) and record blocks (kind 1) that the keeper has not yet taken; the id is the
 *                 sequence by which partitions remember what they hold
 *     fresh_payload  compressed chunks of payload of fresh record blocks
 */
const schema = `
CREATE TABLE info(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE partition(file TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE entity(key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, day INTEGER NOT NULL);
CREATE TABLE entity_end(hash INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY(hash, key)) WITHOUT ROWID;
CREATE TABLE metadata(kind TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, keyword TEXT NOT NULL,
  first_ms, last_ms, fields TEXT NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
CREATE INDEX metadata_owner ON metadata(kind, owner);
CREATE TABLE fresh(id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, name TEXT NOT NULL,
  day_ms INTEGER NOT NULL, written_ms INTEGER NOT NULL, first_ms, last_ms,
  rows INTEGER NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX fresh_name ON fresh(kind, name);
CREATE TABLE fresh_payload(id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL);
`;

export const FreshKind = { metric: 0, record: 1 } as const;

/** Opens `store.db`, making it where there is none. Refuses what a newer version wrote. */
export function openStoreFile(context: EngineContext): Database {
  const path = join(context.dir, 'store.db');
  try {
    mkdirSync(context.dir, { recursive: true });
    try {
      return openAt(path, context);
    } catch (thrown) {
      if (!isCorruptFile(thrown, path)) throw thrown;
      context.reportCorrupt(path, thrown);
      setAside(path);
      return openAt(path, context);
    }
  } catch (thrown) {
    throw storeError(thrown);
  }
}

function openAt(path: string, context: EngineContext): Database {
  const db = new Database(path, { readOnly: false, pagesMax: context.tuning.pagesMax });
  try {
    if (tableCount(db) === 0) {
      db.write(() => {
        // Another side may have been quicker.
        if (tableCount(db) === 0) create(db, context);
      });
    }
    refuseNewer(db, context.dir);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function tableCount(db: Database): number {
  return numberOf(
    db.get(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'fresh_payload'`)?.['n'],
  );
}

/** A new store. Where partitions outlived a lost `store.db`, what they tell about sequences and ids is taken over. */
function create(db: Database, context: EngineContext): void {
  db.exec(schema);
  db.run('INSERT INTO info VALUES (?, ?)', 'formatVersion', formatVersion);
  let sequence = 0;
  for (const file of readdirSync(context.dir)) {
    if (parsePartitionFile(file) === undefined) continue;
    db.run('INSERT INTO partition VALUES (?)', file);
    sequence = Math.max(sequence, adoptPartition(db, join(context.dir, file), context));
  }
  if (sequence > 0)
    db.run('INSERT INTO sqlite_sequence(name, seq) VALUES (?, ?)', 'fresh', sequence);
}

/** Takes over the ids that a partition knows; returns the last sequence that it holds. */
function adoptPartition(db: Database, path: string, context: EngineContext): number {
  try {
    const partition = new Database(path, { readOnly: true });
    try {
      for (const row of partition.iterate('SELECT key, id FROM entity'))
        db.run(
          'INSERT OR IGNORE INTO entity(key, id, day) VALUES (?, ?, ?)',
          numberOf(row['key']),
          textOf(row['id']),
          0,
        );
      return numberOf(partition.get('SELECT max(seq) AS seq FROM progress')?.['seq'] ?? 0);
    } finally {
      partition.close();
    }
  } catch (thrown) {
    context.reportCorrupt(path, thrown);
    return 0;
  }
}

export function refuseNewer(db: Database, where: string): void {
  const version = numberOf(
    db.get(`SELECT value FROM info WHERE name = 'formatVersion'`)?.['value'],
  );
  if (version <= formatVersion) return;
  const { code, meaning } = storageErrors.newer;
  throw new CodedError(code, `${meaning} (${where}: format ${version}, this is ${formatVersion})`);
}

/** The partitions of a kind that overlap [from, to), oldest first. */
export function listPartitions(
  db: Database,
  wanted: { readonly kind: PartitionName['kind']; readonly fromMs: number; readonly toMs: number },
): readonly PartitionName[] {
  return db
    .all('SELECT file FROM partition')
    .map((row) => parsePartitionFile(textOf(row['file'])))
    .filter((name) => name !== undefined)
    .filter((it) => it.kind === wanted.kind && it.startMs < wanted.toMs && it.endMs > wanted.fromMs)
    .sort((a, b) => a.startMs - b.startMs);
}
