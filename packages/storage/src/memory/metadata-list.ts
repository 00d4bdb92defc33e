import type { Clock } from '@stormpetrel/base';
import {
  type MetadataEntry,
  type MetadataQuery,
  type MetadataRow,
  type StoreOptions,
  type WriteBatch,
  firstByArrival,
  lastByArrival,
  neverExpiring,
  tagKinds,
} from '../api/index.ts';
import { retentionStartMs } from '../retention.ts';

export class MetadataList {
  readonly #options: StoreOptions;
  readonly #clock: Clock;
  #rows: MetadataRow[] = [];

  constructor(options: StoreOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  write({ metadata }: WriteBatch): void {
    this.#rows.push(...metadata);
  }

  read(query: MetadataQuery): readonly MetadataEntry[] {
    const keptMs = neverExpiring.has(query.kind)
      ? -Infinity
      : retentionStartMs(this.#clock.nowMs(), this.#options.retention.metadataDays);
    const ofKind = this.#rows.filter((row) => row.kind === query.kind);
    const entries = [...Map.groupBy(ofKind, (row) => row.id).values()].map(entryOf);
    return entries
      .filter((entry) => entry.lastSeenMs >= Math.max(keptMs, query.seenFromMs ?? keptMs))
      .filter((entry) => entry.firstSeenMs < (query.seenToMs ?? Infinity))
      .filter((entry) => query.ids?.includes(entry.id) ?? true)
      .filter((entry) => query.owner === undefined || entry.owner === query.owner)
      .filter((entry) => hasKeyword(entry, query.keyword))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, query.limit);
  }

  drop(keptFromMs: (days: number) => number): void {
    const keptMs = keptFromMs(this.#options.retention.metadataDays);
    const things = Map.groupBy(this.#rows, (row) => `${row.kind} ${row.id}`);
    this.#rows = [...things.values()]
      .filter((rows) => {
        const { kind, lastSeenMs } = entryOf(rows);
        return neverExpiring.has(kind) || lastSeenMs >= keptMs;
      })
      .flat();
  }
}

/** The rows of one thing, merged. */
function entryOf(rows: readonly MetadataRow[]): MetadataEntry {
  const { kind } = rows[0] as MetadataRow;
  const byTime = [...rows].sort((a, b) => a.seenMs - b.seenMs);
  const bySeen = lastByArrival.has(kind) ? rows : byTime;
  const first = (firstByArrival.has(kind) ? rows : byTime)[0] as MetadataRow;
  const last = bySeen.at(-1) as MetadataRow;
  return {
    kind: first.kind,
    id: first.id,
    owner: last.owner,
    fields: Object.assign({}, ...bySeen.map((row) => row.fields)) as MetadataRow['fields'],
    firstSeenMs: first.seenMs,
    lastSeenMs: last.seenMs,
  };
}

function hasKeyword(entry: MetadataEntry, keyword: string | undefined): boolean {
  if (keyword === undefined) return true;
  const text = String(entry.fields[tagKinds.has(entry.kind) ? 'value' : 'name'] ?? '');
  return text.toLowerCase().includes(keyword.toLowerCase());
}
