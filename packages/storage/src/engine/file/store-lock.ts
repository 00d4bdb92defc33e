import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@stormpetrel/base';
import { storageErrors } from '../../errors.ts';
import { isBusy } from './database.ts';

/**
 * Holds a directory for one writer, or one keeper. The lock is SQLite's own lock on an empty database, an advisory lock
 * of the operating system, which goes when the process goes: nothing stale is left after `kill -9`.
 */
export class StoreLock {
  readonly #db: DatabaseSync;

  constructor(dir: string, role: 'writer' | 'keeper') {
    this.#db = new DatabaseSync(join(dir, `${role}-lock.db`), { timeout: 0 });
    try {
      this.#db.exec('BEGIN EXCLUSIVE');
    } catch (thrown) {
      this.#db.close();
      if (!isBusy(thrown)) throw thrown;
      const { code, meaning } = storageErrors.locked;
      throw new CodedError(code, `${meaning} (${dir}, ${role})`, { cause: thrown });
    }
  }

  release(): void {
    this.#db.close();
  }
}
