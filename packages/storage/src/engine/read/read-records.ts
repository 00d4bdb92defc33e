import { must } from '@stormpetrel/base';
import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import type { RecordQuery, RecordValue, StoredRecord } from '../../api/index.ts';
import { noEntity } from '../../api/index.ts';
import { futureEndMs, recordRetentionDays, retentionStartMs } from '../../retention.ts';
import { filterRows, rowsPassing } from '../record/filter-rows.ts';
import { readPayload } from '../record/payload-reader.ts';
import type { RecordBlock } from '../record/record-block.ts';
import { type RowFilter, filterZone, mayHoldId, rowFilters } from '../record/row-filter.ts';
import { type FoundRow, TopRows } from '../record/top-rows.ts';
import type { EntityLookup } from './entity-lookup.ts';
import type { Pace } from './pace.ts';
import { type Candidate, listCandidates } from './record-candidates.ts';
import type { RecordScan } from './record-scans.ts';
import type { ReadSession } from './reader-files.ts';

/**
 * Reads records: a best-first search.
 *
 * 1. List the blocks whose time overlaps; each is bounded by the best value of the ordering column that it may hold.
 * 2. Take the block with the best bound. If only its time is known yet, as of blocks that no index of words covers, look into its header and dictionaries: drop it
 *    when a filter rules it out, else put it back with the narrower bound.
 * 3. Otherwise filter its rows, and offer those that pass to the list of the best ones.
 * 4. Stop when the list is full and the best bound left cannot come into it.
 */
export async function readRecordRows(
  scan: RecordScan,
  query: RecordQuery,
): Promise<readonly StoredRecord[]> {
  const { session, entities, pace } = scan;
  const { schema, order, offset, limit } = query;
  const { fromMs, toMs } = keptWindow(session, schema, query);
  const filters = rowFilters(query.filters, schema.columns, (id) => entities.findKey(id));
  if (limit <= 0 || fromMs >= toMs || filters === undefined) return [];
  const search: Search = {
    session,
    pace,
    filters,
    order: must(
      schema.columns.find((column) => column.name === order.column),
      `${schema.name} has a column ${order.column}`,
    ),
    time: must(schema.columns[0], 'a schema has columns'),
    descending: order.descending,
    fromMs,
    toMs,
    best: new TopRows<Candidate>(offset + limit, order.descending),
  };
  await runSearch(
    search,
    await listCandidates(scan, { schema, fromMs, toMs, filters, order: search.order }),
  );
  const wanted = schema.columns.filter(({ name }) => query.columns.includes(name));
  return readFound(search.best.sorted().slice(offset), wanted, scan);
}

/** What of the window is kept and can be there. */
export function keptWindow(
  { context }: ReadSession,
  schema: RecordSchema,
  window: { readonly fromMs?: number; readonly toMs?: number },
): { readonly fromMs: number; readonly toMs: number } {
  const nowMs = context.clock.nowMs();
  const days = recordRetentionDays(context.options.retention, schema);
  return {
    fromMs: Math.max(window.fromMs ?? -Infinity, retentionStartMs(nowMs, days)),
    toMs: Math.min(window.toMs ?? Infinity, futureEndMs(nowMs)),
  };
}

interface Search {
  readonly session: ReadSession;
  readonly pace: Pace;
  readonly filters: readonly RowFilter[];
  readonly order: RecordColumn;
  readonly time: RecordColumn;
  readonly descending: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly best: TopRows<Candidate>;
}

interface Bounded {
  readonly candidate: Candidate;
  readonly bound: number;
  readonly timeMs: number;
  readonly known: boolean;
}

async function runSearch(search: Search, candidates: readonly Candidate[]): Promise<void> {
  const { descending, best, session } = search;
  const byTime = search.order.type === 'time';
  const sign = descending ? 1 : -1;
  const unknown = sign * Infinity;
  const ceiling = ceilingOf(search);
  const queue = new BestFirst(sign);
  for (const candidate of candidates) {
    const timeMs = timeBoundOf(search, candidate);
    const { greatest } = candidate;
    // Where the index has told, there is no need to look into the block before it is its turn.
    if (greatest !== undefined && byTime)
      queue.push({ candidate, bound: timeMs, timeMs, known: true });
    else if (greatest !== undefined && descending)
      queue.push({ candidate, bound: Math.min(greatest, ceiling), timeMs, known: true });
    else queue.push({ candidate, bound: byTime ? timeMs : unknown, timeMs, known: false });
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { candidate, bound, timeMs, known } = next;
    if (!best.admits(bound, timeMs)) return;
    if (search.pace.isDue) await search.pace.rest();
    session.guard(
      () => candidate.where,
      () => {
        if (known) {
          offerRows(search, candidate);
          return;
        }
        const narrower = boundOf(search, candidate);
        if (narrower !== undefined && best.admits(narrower, timeMs))
          queue.push({ candidate, bound: narrower, timeMs, known: true });
      },
    );
  }
}

/** No row of the answer has a greater value. */
function ceilingOf({ filters, order }: Search): number {
  const ofOrder = filters.filter((it) => it.op === 'range' && it.column.name === order.name);
  return Math.min(Infinity, ...ofOrder.map((it) => (it.op === 'range' ? it.max : Infinity)));
}

/** The best time that a row of the block may have: of rows with one value the order of time decides. */
function timeBoundOf({ descending }: Search, { firstMs, lastMs }: Candidate): number {
  return descending ? lastMs : firstMs;
}

/** The best value that the block may hold, undefined when it holds no row of the answer. */
function boundOf(search: Search, candidate: Candidate): number | undefined {
  const block = candidate.open();
  const order = block.indexOf(search.order);
  if (order < 0) return undefined;
  let { min, max } = block.zone(order);
  for (const filter of search.filters) {
    if (filter.op === 'id' && candidate.hasHashes && !mayHoldId(block, filter)) return undefined;
    const zone = filterZone(block, filter, order);
    if (zone === undefined) return undefined;
    min = Math.max(min, zone.min);
    max = Math.min(max, zone.max);
  }
  if (min > max) return undefined;
  return search.descending ? max : min;
}

function offerRows(search: Search, candidate: Candidate): void {
  const { fromMs, toMs, best } = search;
  const block = candidate.open();
  const order = block.indexOf(search.order);
  if (order < 0) return;
  const times = block.numbers(block.indexOf(search.time));
  const rows = matchingRows(candidate, block, search.filters, { times, fromMs, toMs });
  const values = block.numbers(order);
  const count = rows?.length ?? block.rows;
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    const timeMs = times[row] as number;
    const value = values[row] as number;
    if (!best.admits(value, timeMs)) continue;
    best.offer({ value, timeMs, seq: candidate.seq, row, block: candidate });
  }
}

/** The rows of a block that are within the window and pass all filters; undefined for all. Throws `BlockCorrupt`. */
export function matchingRows(
  candidate: Candidate,
  block: RecordBlock,
  filters: readonly RowFilter[],
  window: { readonly times: Float64Array; readonly fromMs: number; readonly toMs: number },
): Uint32Array | undefined {
  const { times, fromMs, toMs } = window;
  let rows: Uint32Array | undefined;
  // First, so that content is only searched where it counts.
  if (candidate.firstMs < fromMs || candidate.lastMs >= toMs)
    rows = rowsPassing(block.rows, rows, (row) => {
      const timeMs = times[row] as number;
      return timeMs >= fromMs && timeMs < toMs;
    });
  for (const filter of filters) {
    if (rows?.length === 0) return rows;
    rows = filterRows(block, filter, rows, (id) => candidate.scanChunk(id));
  }
  return rows;
}

class BestFirst {
  readonly #sign: number;
  readonly #heap: Bounded[] = [];

  constructor(sign: number) {
    this.#sign = sign;
  }

  push(item: Bounded): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(item, heap[parent] as Bounded)) break;
      heap[at] = heap[parent] as Bounded;
      at = parent;
    }
    heap[at] = item;
  }

  pop(): Bounded | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && this.#before(right, heap[child] as Bounded)) child++;
      if (!this.#before(heap[child] as Bounded, last)) break;
      heap[at] = heap[child] as Bounded;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  #before(a: Bounded, b: Bounded): boolean {
    if (a.bound !== b.bound) return this.#sign * (a.bound - b.bound) > 0;
    if (a.timeMs !== b.timeMs) return this.#sign * (a.timeMs - b.timeMs) > 0;
    return a.known && !b.known;
  }
}

async function readFound(
  found: readonly FoundRow<Candidate>[],
  wanted: readonly RecordColumn[],
  { session, entities, pace }: RecordScan,
): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (const { block: candidate, row } of found) {
    if (pace.isDue) await pace.rest();
    const record = session.guard(
      () => candidate.where,
      (): StoredRecord => {
        const block = candidate.open();
        const readChunk = (id: number): Uint8Array => candidate.readChunk(id);
        return Object.fromEntries(
          wanted.map((column) => [
            column.name,
            readValue(block, column, row, { readChunk, entities }),
          ]),
        );
      },
    );
    if (record !== undefined) records.push(record);
  }
  return records;
}

function readValue(
  block: RecordBlock,
  column: RecordColumn,
  row: number,
  from: { readonly readChunk: (id: number) => Uint8Array; readonly entities: EntityLookup },
): RecordValue {
  const index = block.indexOf(column);
  if (index < 0) return undefined;
  switch (column.type) {
    case 'time':
    case 'int':
      return block.numbers(index)[row];
    case 'bool':
      return block.numbers(index)[row] === 1;
    case 'entity': {
      const key = block.dictionary(index)[block.indexes(index)[row] as number];
      return key === undefined || key === noEntity ? undefined : from.entities.id(key);
    }
    case 'text':
      return block.words(index)[block.indexes(index)[row] as number];
    case 'terms': {
      const words = block.words(index);
      const offsets = block.termOffsets(index);
      const terms = block.terms(index).subarray(offsets[row], offsets[row + 1]);
      return Array.from(terms, (term) => words[term] ?? '');
    }
    case 'id': {
      const { bytes, offsets } = block.ids(index);
      return Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('utf8');
    }
    case 'bytes':
      return readPayload(block, index, row, from.readChunk);
    case 'content':
      return Buffer.from(readPayload(block, index, row, from.readChunk)).toString('utf8');
  }
}
