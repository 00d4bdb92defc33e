import { grown } from '@stormpetrel/base';
import type { EntityDictionary } from '../../api/index.ts';
import { entityEnds } from '../../entity-ends.ts';
import { storageLimits } from '../../limits.ts';
import { type Database, numberOf } from '../file/database.ts';
import { hashText } from '../record/block-builder.ts';

/**
 * Ids → keys on the writer's side.
 *
 * A key is asked for once a day at least: `day` in the dictionary then says when an id was last in use, so that the
 * keeper can drop the ids that nothing is stored about any more. What is remembered here must not outlive a write that
 * failed, since the key that it was given is then gone: `forget` is called.
 */
export class EntityKeys {
  readonly #db: Database;
  readonly #keyOfId = new Map<string, number>();
  /** By handle, plus one; 0 is not yet known. */
  #keys = new Uint32Array(1024);
  #generation = -1;
  #dictionary: EntityDictionary | undefined;
  #dayMs = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** MUST be called at the start of each batch, within its transaction. */
  begin(dictionary: EntityDictionary, dayMs: number): void {
    if (dayMs !== this.#dayMs) this.forget();
    this.#dayMs = dayMs;
    if (dictionary !== this.#dictionary || dictionary.generation !== this.#generation) {
      this.#dictionary = dictionary;
      this.#generation = dictionary.generation;
      this.#keys.fill(0);
    }
    if (dictionary.size > this.#keys.length) this.#keys = grown(this.#keys, dictionary.size);
  }

  /** The key of a handle, made where there is none. */
  key(handle: number): number {
    const known = this.#keys[handle];
    if (known !== undefined && known > 0) return known - 1;
    const key = this.#keyOf(this.#dictionary?.id(handle) ?? '');
    if (handle >= this.#keys.length) this.#keys = grown(this.#keys, handle + 1);
    this.#keys[handle] = key + 1;
    return key;
  }

  forget(): void {
    this.#keyOfId.clear();
    this.#keys.fill(0);
    this.#generation = -1;
  }

  #keyOf(id: string): number {
    const known = this.#keyOfId.get(id);
    if (known !== undefined) return known;
    const key = this.#findOrInsert(id);
    if (this.#keyOfId.size >= storageLimits.writerEntityIdsMax) this.#keyOfId.clear();
    this.#keyOfId.set(id, key);
    return key;
  }

  #findOrInsert(id: string): number {
    const row = this.#db.get('SELECT key, day FROM entity WHERE id = ?', id);
    if (row !== undefined) {
      const key = numberOf(row['key']);
      if (numberOf(row['day']) !== this.#dayMs)
        this.#db.run('UPDATE entity SET day = ? WHERE key = ?', this.#dayMs, key);
      return key;
    }
    const key = this.#db.run('INSERT INTO entity(id, day) VALUES (?, ?)', id, this.#dayMs);
    for (const end of entityEnds(id))
      this.#db.run('INSERT OR IGNORE INTO entity_end(hash, key) VALUES (?, ?)', hashText(end), key);
    return key;
  }
}
