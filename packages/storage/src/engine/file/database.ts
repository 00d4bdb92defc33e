import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { CodedError, messageOf } from '@stormpetrel/base';
import { storageErrors } from '../../errors.ts';

export type Row = Readonly<Record<string, unknown>>;

/** An open SQLite file with its prepared statements. */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #open = true;

  constructor(
    path: string,
    options: { readonly readOnly: boolean; readonly pagesMax?: number | undefined },
  ) {
    this.path = path;
    this.#db = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 10_000 });
    try {
      this.#db.exec('PRAGMA cache_size = -1024');
      if (!options.readOnly)
        this.#db.exec(
          'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000',
        );
      if (options.pagesMax !== undefined)
        this.#db.exec(`PRAGMA max_page_count = ${options.pagesMax}`);
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  iterate(sql: string, ...values: readonly SQLInputValue[]): IterableIterator<Row> {
    return this.#statement(sql).iterate(...values);
  }

  /** Returns the id of the row inserted last. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  /** Runs as one transaction of writing: all of it or, when it throws, nothing. */
  write<T>(work: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /** Runs over one state of the file. */
  read<T>(work: () => T): T {
    return this.#transaction('BEGIN', work);
  }

  /** Holds the file as it is now until `endRead`. */
  beginRead(): void {
    this.#db.exec('BEGIN');
    // SQLite takes the state at the first reading, not at BEGIN.
    this.get('SELECT count(*) AS n FROM info');
  }

  endRead(): void {
    if (this.#open && this.#db.isTransaction) this.#db.exec('COMMIT');
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#db.close();
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#db.exec(begin);
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (thrown) {
      // Where the disk is full SQLite has rolled back by itself already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw thrown;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}

// Result codes of SQLite (sqlite3.h).
const sqliteBusy = 5;
const sqliteIoError = 10;
const sqliteCorrupt = 11;
const sqliteFull = 13;
const sqliteCantOpen = 14;
const sqliteNotDatabase = 26;

/** The primary result code of an error of SQLite, 0 for other errors. */
function resultCode(thrown: unknown): number {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return 0;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : 0;
}

export function isBusy(thrown: unknown): boolean {
  return resultCode(thrown) === sqliteBusy;
}

/** The file is there and is not what it should be. */
export function isCorruptFile(thrown: unknown): boolean {
  const code = resultCode(thrown);
  return code === sqliteCorrupt || code === sqliteNotDatabase;
}

/** The file is gone: dropped by the keeper between being listed and being opened. */
export function isMissingFile(thrown: unknown): boolean {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return true;
  return resultCode(thrown) === sqliteCantOpen;
}

/** What an error means to the caller of the store. */
export function storeError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const code = resultCode(thrown);
  const full =
    code === sqliteFull || (code === sqliteIoError && /full|space/i.test(messageOf(thrown)));
  const entry = full ? storageErrors.full : storageErrors.failed;
  return new CodedError(entry.code, `${entry.meaning} (${messageOf(thrown)})`, { cause: thrown });
}

/** A blob column; empty where it is none. */
export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
