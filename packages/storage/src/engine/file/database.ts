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
    this.#db = ofFile(path, () => {
      return new DatabaseSync(path, { readOnly: options.readOnly, timeout: 10_000 });
    });
    try {
      this.exec('PRAGMA cache_size = -1024');
      if (!options.readOnly)
        this.exec(
          'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000',
        );
      if (options.pagesMax !== undefined) this.exec(`PRAGMA max_page_count = ${options.pagesMax}`);
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  exec(sql: string): void {
    ofFile(this.path, () => {
      this.#db.exec(sql);
    });
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return ofFile(this.path, () => this.#statement(sql).all(...values));
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return ofFile(this.path, () => this.#statement(sql).get(...values));
  }

  *iterate(sql: string, ...values: readonly SQLInputValue[]): Generator<Row> {
    try {
      yield* this.#statement(sql).iterate(...values);
    } catch (thrown) {
      throw noteFile(thrown, this.path);
    }
  }

  /** Returns the id of the row inserted last. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return ofFile(this.path, () => Number(this.#statement(sql).run(...values).lastInsertRowid));
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
    this.exec('BEGIN');
    try {
      // SQLite takes the state at the first reading, not at BEGIN.
      this.get('SELECT count(*) AS n FROM info');
    } catch (thrown) {
      this.endRead();
      throw thrown;
    }
  }

  endRead(): void {
    if (this.#open && this.#db.isTransaction) this.exec('COMMIT');
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#db.close();
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.exec(begin);
    try {
      const result = work();
      this.exec('COMMIT');
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

/** By error of SQLite: the file that it is about. */
const fileOfError = new WeakMap<Error, string>();

/** Notes of an error which file it is about: SQLite's do not say. */
function noteFile(thrown: unknown, path: string): unknown {
  if (thrown instanceof Error && !fileOfError.has(thrown)) fileOfError.set(thrown, path);
  return thrown;
}

function ofFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw noteFile(thrown, path);
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

/** The file is there and is not what it should be: that one, not another that was read or written in its transaction. */
export function isCorruptFile(thrown: unknown, path: string): boolean {
  const code = resultCode(thrown);
  if (code !== sqliteCorrupt && code !== sqliteNotDatabase) return false;
  return thrown instanceof Error && fileOfError.get(thrown) === path;
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

/** What SQLite says is about the disk; anything else is a mistake of the caller or our own. */
export function toldError(thrown: unknown): unknown {
  return thrown instanceof Error && 'errcode' in thrown ? storeError(thrown) : thrown;
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
