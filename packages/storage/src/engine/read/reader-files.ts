import { statSync } from 'node:fs';
import { join } from 'node:path';
import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import type { EngineContext } from '../context.ts';
import { ByteCache } from '../file/byte-cache.ts';
import { type Database, isMissingFile } from '../file/database.ts';
import { openPartitionToRead } from '../file/partition-file.ts';
import type { PartitionName } from '../file/partition-name.ts';
import { listPartitions } from '../file/store-file.ts';
import type { GramPart } from '../record/gram-index.ts';
import type { WordColumns } from '../record/word-entries.ts';

/**
 * A partition that is open for reading. `serial` tells apart files of one name, for keys of caches: a letter for the kind
 * of thing, the serial, a dot, and the number of the thing.
 */
export interface OpenPartition {
  readonly name: PartitionName;
  readonly db: Database;
  readonly serial: number;
  /** A file that was set aside, or dropped and begun anew, has the same name and another number. */
  readonly inode: number;
  /** Tables of record blocks, by schema, as of a `data_version` of SQLite. */
  readonly blocks: Map<string, BlockTable>;
}

export interface BlockTable {
  readonly version: number;
  readonly rows: readonly StoredRow[];
  readonly parts: readonly IndexPart[];
}

/** A part of the index of ids, which may have one of words and one of content too. */
export interface IndexPart {
  readonly id: number;
  readonly blocks: Float64Array;
  readonly columns: WordColumns | undefined;
  readonly grams: GramPart | undefined;
}

/** A row of the table of record blocks. */
export interface StoredRow {
  readonly id: number;
  readonly seq: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly rows: number;
  readonly sections: number;
  readonly indexed: number;
}

/** The files of a reader: `store.db`, and the partitions that it keeps open, least recently used closed first. */
export class ReaderFiles {
  readonly context: EngineContext;
  readonly store: Database;
  readonly cache: ByteCache<unknown>;
  readonly #open = new Map<string, OpenPartition>();
  readonly #serial: { last: number };

  /** `other`: files of the same reader, to share the cache with. */
  constructor(context: EngineContext, store: Database, other?: ReaderFiles) {
    this.context = context;
    this.store = store;
    this.cache = other?.cache ?? new ByteCache(storageLimits.readerCacheBytesMax);
    this.#serial = other === undefined ? { last: 0 } : other.#serial;
  }

  /** Runs over one state of `store.db` and, each from when it is first touched, of the partitions. */
  session<T>(work: (session: ReadSession) => T): T {
    const session = new ReadSession(this);
    try {
      return this.store.read(() => work(session));
    } finally {
      session.end();
      this.trim();
    }
  }

  /** As `session`, for work that goes on over several turns of the event loop: nothing else may use these files until it ends. */
  async scan<T>(work: (session: ReadSession) => Promise<T>): Promise<T> {
    const session = new ReadSession(this);
    this.store.beginRead();
    try {
      return await work(session);
    } finally {
      session.end();
      this.store.endRead();
      this.trim();
    }
  }

  open(name: PartitionName): OpenPartition {
    const path = join(this.context.dir, name.file);
    let partition = this.#open.get(name.file);
    if (partition !== undefined && statSync(path).ino !== partition.inode) {
      this.drop(name.file);
      partition = undefined;
    }
    if (partition === undefined) {
      const { ino } = statSync(path);
      const db = openPartitionToRead(this.context, name);
      partition = { name, db, serial: ++this.#serial.last, inode: ino, blocks: new Map() };
    } else this.#open.delete(name.file);
    this.#open.set(name.file, partition);
    return partition;
  }

  drop(file: string): void {
    this.#dropAll([file]);
  }

  close(): void {
    this.#dropAll([...this.#open.keys()]);
    this.store.close();
  }

  #dropAll(files: readonly string[]): void {
    const serials = new Set<string>();
    for (const file of files) {
      const partition = this.#open.get(file);
      if (partition === undefined) continue;
      partition.db.close();
      this.#open.delete(file);
      serials.add(`${partition.serial}`);
    }
    // Nobody asks for these again, and they hold on to the file's handle.
    if (serials.size > 0)
      this.cache.deleteWhere((key) => serials.has(key.slice(1, Math.max(1, key.indexOf('.')))));
  }

  /**
   * Closes what is too much, and what is no longer listed: as long as it is open, a dropped day keeps its room. Not for a reading
   * under way.
   */
  trim(): void {
    if (this.#open.size === 0) return;
    const listed = new Set(this.store.all('SELECT file FROM partition').map((row) => row['file']));
    const open = [...this.#open.keys()];
    const tooMany = open.length - storageLimits.openFilesMax;
    this.#dropAll(open.filter((file, i) => i < tooMany || !listed.has(file)));
  }
}

export class ReadSession {
  readonly files: ReaderFiles;
  readonly #begun = new Map<string, OpenPartition>();

  constructor(files: ReaderFiles) {
    this.files = files;
  }

  get context(): EngineContext {
    return this.files.context;
  }

  /**
   * The partitions of a kind that overlap [from, to), oldest first. One that was dropped meanwhile is left out; one
   * that is damaged as well, and counted.
   */
  partitions(wanted: {
    readonly kind: PartitionName['kind'];
    readonly fromMs: number;
    readonly toMs: number;
  }): readonly OpenPartition[] {
    return listPartitions(this.files.store, wanted)
      .map((name) => this.#begin(name))
      .filter((partition) => partition !== undefined);
  }

  /** Reads something that may be damaged: undefined, and counted, when it is. */
  guard<T>(where: () => string, read: () => T): T | undefined {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof BlockCorrupt) && !isSqliteError(thrown)) throw thrown;
      this.context.reportCorrupt(where(), thrown);
      return undefined;
    }
  }

  end(): void {
    for (const { db } of this.#begun.values()) db.endRead();
  }

  #begin(name: PartitionName): OpenPartition | undefined {
    const begun = this.#begun.get(name.file);
    if (begun !== undefined) return begun;
    try {
      const partition = this.files.open(name);
      partition.db.beginRead();
      this.#begun.set(name.file, partition);
      return partition;
    } catch (thrown) {
      this.files.drop(name.file);
      if (!isMissingFile(thrown)) this.context.reportCorrupt(name.file, thrown);
      return undefined;
    }
  }
}

function isSqliteError(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown;
}
