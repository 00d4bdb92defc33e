import type { EntityDictionary, EntityFilter } from '../../api/index.ts';
import { entityEnds } from '../../entity-ends.ts';
import { storageLimits } from '../../limits.ts';
import { type Database, numberOf, textOf } from '../file/database.ts';
import { hashText } from '../record/block-builder.ts';

/** Ids ↔ keys on the reader's side. What it remembers is never wrong: a key stands for one id for good. */
export class EntityLookup {
  readonly #db: Database;
  readonly #ids: Map<number, string>;

  constructor(db: Database, ids: Map<number, string> = new Map<number, string>()) {
    this.#db = db;
    this.#ids = ids;
  }

  /** Over another handle to the same file, with the same memory. */
  over(db: Database): EntityLookup {
    return new EntityLookup(db, this.#ids);
  }

  /** Ascending keys of the entities that the filter names; undefined for all. */
  keys(filter: EntityFilter): Uint32Array | undefined {
    switch (filter.kind) {
      case 'all':
        return undefined;
      case 'ids':
        return sortedKeys(filter.ids.map((id) => this.findKey(id)));
      case 'prefix':
        return this.#keysOfPrefix(filter.prefix);
      case 'touching':
        return this.#keysTouching(filter.ids);
    }
  }

  findKey(id: string): number | undefined {
    const row = this.#db.get('SELECT key FROM entity WHERE id = ?', id);
    return row === undefined ? undefined : numberOf(row['key']);
  }

  /** The id of a key; empty where the dictionary has lost it. */
  id(key: number): string {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = textOf(this.#db.get('SELECT id FROM entity WHERE key = ?', key)?.['id']);
    // One that is not there may be there in a later state of the file.
    if (id === '') return id;
    if (this.#ids.size >= storageLimits.readerEntityIdsMax) this.#ids.clear();
    this.#ids.set(key, id);
    return id;
  }

  /** A dictionary whose handles are keys. Ids are looked up when they are asked for. */
  dictionary(): EntityDictionary {
    const size = numberOf(this.#db.get('SELECT max(key) AS key FROM entity')?.['key'] ?? -1) + 1;
    return { generation: 0, size, id: (handle) => this.id(handle) };
  }

  #keysOfPrefix(prefix: string): Uint32Array {
    // Ids are ASCII where clients build them, and SQLite compares bytes: U+10FFFF is beyond all that follows.
    const rows = this.#db.all(
      'SELECT key FROM entity WHERE id >= ? AND id < ?',
      prefix,
      `${prefix}\u{10ffff}`,
    );
    return sortedKeys(rows.map((row) => numberOf(row['key'])));
  }

  #keysTouching(ids: readonly string[]): Uint32Array {
    const wanted = new Set(ids);
    const keys: number[] = [];
    for (const end of wanted)
      for (const row of this.#db.all('SELECT key FROM entity_end WHERE hash = ?', hashText(end))) {
        const key = numberOf(row['key']);
        if (entityEnds(this.id(key)).some((it) => wanted.has(it))) keys.push(key);
      }
    return sortedKeys(keys);
  }
}

function sortedKeys(keys: readonly (number | undefined)[]): Uint32Array {
  return Uint32Array.from(new Set(keys.filter((key) => key !== undefined))).sort();
}
