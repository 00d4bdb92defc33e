import {
  type MetadataFields,
  type MetadataRow,
  firstByArrival,
  lastByArrival,
  tagKinds,
} from '../../api/index.ts';
import { storageLimits } from '../../limits.ts';
import { type Database, numberOf, textOf } from '../file/database.ts';

/** A field and when its value was seen. */
export type StampedFields = Readonly<
  Record<string, readonly [value: string | number, seenMs: number]>
>;

interface Known {
  owner: string;
  firstMs: number;
  lastMs: number;
  fields: StampedFields;
}

/** Merges rows into the entries that are stored. What was seen again and is the same costs a map lookup. */
export class MetadataRows {
  readonly #db: Database;
  readonly #known = new Map<string, Known>();

  constructor(db: Database) {
    this.#db = db;
  }

  write(row: MetadataRow): void {
    const key = `${row.kind} ${row.id}`;
    const known = this.#known.get(key) ?? this.#read(row);
    const merged = merge(known, row);
    if (merged === known) return;
    const { kind, id } = row;
    const fields = JSON.stringify(merged.fields);
    this.#db.run(
      `INSERT OR REPLACE INTO metadata(kind, id, owner, keyword, first_ms, last_ms, fields)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      kind,
      id,
      merged.owner,
      keywordOf(row.kind, merged.fields),
      merged.firstMs,
      merged.lastMs,
      fields,
    );
    if (this.#known.size >= storageLimits.writerMetadataMax) this.#known.clear();
    this.#known.set(key, merged);
  }

  /** Forgets what it believes to be stored: after a write that failed, and when entries may have been dropped. */
  forget(): void {
    this.#known.clear();
  }

  #read(row: MetadataRow): Known | undefined {
    const found = this.#db.get(
      'SELECT owner, first_ms, last_ms, fields FROM metadata WHERE kind = ? AND id = ?',
      row.kind,
      row.id,
    );
    if (found === undefined) return undefined;
    return {
      owner: textOf(found['owner']),
      firstMs: numberOf(found['first_ms']),
      lastMs: numberOf(found['last_ms']),
      fields: parseFields(textOf(found['fields'])),
    };
  }
}

export function parseFields(text: string): StampedFields {
  return JSON.parse(text) as StampedFields;
}

export function plainFields(fields: StampedFields): MetadataFields {
  return Object.fromEntries(Object.entries(fields).map(([name, [value]]) => [name, value]));
}

/** What `MetadataQuery.keyword` looks into. */
function keywordOf(kind: MetadataRow['kind'], fields: StampedFields): string {
  const field = tagKinds.has(kind) ? fields['value'] : fields['name'];
  return String(field?.[0] ?? '').toLowerCase();
}

/** The entry with the row merged in: the same object where nothing changes. */
function merge(known: Known | undefined, row: MetadataRow): Known {
  const { seenMs } = row;
  if (known === undefined) {
    const fields = Object.entries(row.fields).map(([name, value]) => [name, [value, seenMs]]);
    return {
      owner: row.owner,
      firstMs: seenMs,
      lastMs: seenMs,
      fields: Object.fromEntries(fields) as StampedFields,
    };
  }
  const byArrival = lastByArrival.has(row.kind);
  let fields = known.fields;
  for (const [name, value] of Object.entries(row.fields)) {
    const stored = known.fields[name];
    if (!byArrival && stored !== undefined && stored[1] > seenMs) continue;
    if (stored?.[0] === value && stored[1] === seenMs) continue;
    fields = { ...fields, [name]: [value, seenMs] };
  }
  const firstMs = firstByArrival.has(row.kind) ? known.firstMs : Math.min(known.firstMs, seenMs);
  const lastMs = byArrival ? seenMs : Math.max(known.lastMs, seenMs);
  const owner = byArrival || seenMs >= known.lastMs ? row.owner : known.owner;
  if (
    fields === known.fields &&
    firstMs === known.firstMs &&
    lastMs === known.lastMs &&
    owner === known.owner
  )
    return known;
  return { owner, firstMs, lastMs, fields };
}
