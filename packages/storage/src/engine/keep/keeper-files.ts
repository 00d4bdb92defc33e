import { join } from 'node:path';
import type { EngineContext } from '../context.ts';
import { type Database, isCorruptFile, numberOf, textOf } from '../file/database.ts';
import { openPartitionToWrite } from '../file/partition-file.ts';
import type { PartitionName } from '../file/partition-name.ts';
import { inodeOf, removeDatabase, setAside } from '../file/set-aside.ts';

const openMax = 8;

/** A partition that the keeper writes. */
export class KeptPartition {
  readonly name: PartitionName;
  readonly db: Database;
  readonly inode: number | undefined;
  /** Read with the first key that is adopted: most looks at a file find nothing to do. */
  #known: Set<number> | undefined;

  constructor(name: PartitionName, db: Database) {
    this.name = name;
    this.db = db;
    this.inode = inodeOf(db.path);
  }

  /** Whether somebody took the file away: what is written to it still would be lost with it. */
  get isGone(): boolean {
    return inodeOf(this.db.path) !== this.inode;
  }

  /** Keeps the ids behind the keys beside the data. MUST be called in the transaction that writes the data. */
  adoptKeys(keys: Iterable<number>, store: Database, fresh: Set<number>): void {
    this.#known ??= this.#readKnown();
    for (const key of keys) {
      if (this.#known.has(key) || fresh.has(key)) continue;
      fresh.add(key);
      const row = store.get('SELECT id FROM entity WHERE key = ?', key);
      if (row === undefined) continue;
      this.db.run('INSERT OR IGNORE INTO entity(key, id) VALUES (?, ?)', key, textOf(row['id']));
    }
  }

  /** The transaction that adopted the keys has been committed. */
  confirmKeys(fresh: ReadonlySet<number>): void {
    if (fresh.size === 0) return;
    this.#known ??= this.#readKnown();
    for (const key of fresh) this.#known.add(key);
  }

  #readKnown(): Set<number> {
    const known = new Set<number>();
    for (const row of this.db.iterate('SELECT key FROM entity')) known.add(numberOf(row['key']));
    return known;
  }
}

/** What a transaction on a partition works with. */
export interface PartitionWrite {
  readonly db: Database;
  readonly name: PartitionName;
  adoptKeys(keys: Iterable<number>): void;
}

/** The files of the keeper: `store.db`, and the partitions that it writes, the least recently used closed first. */
export class KeeperFiles {
  readonly context: EngineContext;
  readonly store: Database;
  readonly #open = new Map<string, KeptPartition>();
  readonly #onBegun: (name: PartitionName) => void;

  /** `onBegun` is told of each partition that is made: what others hold of it may have to be written there again. */
  constructor(context: EngineContext, store: Database, onBegun: (name: PartitionName) => void) {
    this.context = context;
    this.store = store;
    this.#onBegun = onBegun;
  }

  /** One transaction on a partition. A file that SQLite cannot read is set aside, and a new one begun. */
  write<T>(name: PartitionName, work: (write: PartitionWrite) => T): T {
    const path = join(this.context.dir, name.file);
    try {
      return this.#write(name, work);
    } catch (thrown) {
      if (!isCorruptFile(thrown, path)) throw thrown;
      this.context.reportCorrupt(name.file, thrown);
      this.close(name.file);
      setAside(path);
      return this.#write(name, work);
    }
  }

  /** Makes a partition known to readers. MUST come before anything is moved into it. */
  list(file: string): void {
    if (this.store.get('SELECT file FROM partition WHERE file = ?', file) === undefined)
      this.store.run('INSERT INTO partition(file) VALUES (?)', file);
  }

  /** The file first: on a full disk there is no room to note it before. Readers pass over what is listed and not there. */
  drop(name: PartitionName): void {
    this.close(name.file);
    removeDatabase(join(this.context.dir, name.file));
    this.store.run('DELETE FROM partition WHERE file = ?', name.file);
  }

  close(file: string): void {
    this.#open.get(file)?.db.close();
    this.#open.delete(file);
  }

  closeAll(): void {
    for (const file of this.#open.keys()) this.close(file);
    this.store.close();
  }

  #write<T>(name: PartitionName, work: (write: PartitionWrite) => T): T {
    const partition = this.#partition(name);
    const adopted = new Set<number>();
    const result = partition.db.write(() =>
      work({
        db: partition.db,
        name,
        adoptKeys: (keys) => {
          partition.adoptKeys(keys, this.store, adopted);
        },
      }),
    );
    partition.confirmKeys(adopted);
    return result;
  }

  #partition(name: PartitionName): KeptPartition {
    let partition = this.#open.get(name.file);
    if (partition?.isGone === true) {
      this.context.info('gone', 'a day file was taken away; a new one is begun', name.file);
      this.close(name.file);
      partition = undefined;
    }
    if (partition === undefined) {
      const isNew = inodeOf(join(this.context.dir, name.file)) === undefined;
      const db = openPartitionToWrite(this.context, name);
      this.list(name.file);
      partition = new KeptPartition(name, db);
      if (isNew) this.#onBegun(name);
      for (const file of this.#open.keys()) if (this.#open.size >= openMax) this.close(file);
    } else this.#open.delete(name.file);
    this.#open.set(name.file, partition);
    return partition;
  }
}
