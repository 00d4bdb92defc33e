/**
 * Finds events among their reports.
 *
 * What is asked is asked of the event as a whole, while a row is one report, and the others may lie anywhere in time: a filter
 * put to rows alone would miss halves. But what an event is about is settled by its earliest report (merge-reports), whose time
 * is that of the event. So:
 *
 * 1. Scan the rows of the window in the order of time, with the filters on source, name and layer put to the rows. The earliest
 *    report of an event that is wanted is among them, unless it lacks the service or the name: reports that do are marked, and
 *    a second scan looks at all of these.
 * 2. Read all reports of each uuid that turns up, by uuid, and put them together; but not where candidate-filter knows better.
 * 3. The event counts if it matches as a whole, where the scan is at the time of the event; events of one time go by uuid.
 * 4. Stop behind the page.
 */
import { type EventKeyName, eventKey, eventRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import type { Page } from '../page.ts';
import { CandidateFilter } from './candidate-filter.ts';
import {
  type EventConditions,
  type EventReadLimits,
  isGiven,
  rowKeys,
} from './event-conditions.ts';
import { reportColumns, reportOf } from './event-report.ts';
import { type EventView, mergeReports } from './merge-reports.ts';
import { RowScan, type ScannedRow } from './row-scan.ts';

const defaultLimits: EventReadLimits = {
  chunkRows: 256,
  rowsScannedMax: queryLimits.eventRowsScannedMax,
  eventsMergedMax: queryLimits.eventsMergedMax,
  reportsOfEventMax: queryLimits.reportsOfEventMax,
};

/** Events by their time, in the order asked for. */
export async function readEvents(
  reader: StoreReader,
  conditions: EventConditions,
  page: Page,
  limits: EventReadLimits = defaultLimits,
): Promise<readonly EventView[]> {
  if (page.limit <= 0) return [];
  const search = new EventSearch(reader, conditions, limits);
  const wanted = page.offset + page.limit;
  const found = isGiven(conditions.uuid)
    ? await search.byUuid(conditions.uuid)
    : await search.byTime(wanted);
  return found.slice(page.offset, wanted);
}

class EventSearch {
  readonly #reader: StoreReader;
  readonly #conditions: EventConditions;
  readonly #limits: EventReadLimits;
  readonly #candidates: CandidateFilter;
  readonly #events = new Map<string, EventView | undefined>();

  constructor(reader: StoreReader, conditions: EventConditions, limits: EventReadLimits) {
    this.#reader = reader;
    this.#conditions = conditions;
    this.#limits = limits;
    this.#candidates = new CandidateFilter(reader, conditions, limits);
  }

  async byUuid(uuid: string): Promise<readonly EventView[]> {
    const event = await this.#readEvent(uuid);
    return event !== undefined && this.#matches(event) ? [event] : [];
  }

  async byTime(wanted: number): Promise<readonly EventView[]> {
    const found: EventView[] = [];
    const sameTime = new Map<string, EventView>();
    let timeMs: number | undefined;
    const scans = this.#scans();
    for (;;) {
      const row = await nextRow(scans, this.#conditions.order);
      if (row?.timeMs !== timeMs) {
        found.push(...[...sameTime.values()].sort(byUuid));
        sameTime.clear();
        timeMs = row?.timeMs;
        if (found.length >= wanted) return found;
      }
      if (row === undefined || this.#events.size > this.#limits.eventsMergedMax) break;
      const event = await this.#eventOf(row);
      if (event?.timeMs === row.timeMs) sameTime.set(event.uuid, event);
    }
    return found.concat([...sameTime.values()].sort(byUuid));
  }

  /** Rows of wanted events that can be told by themselves, and reports of which nothing can be told by themselves. */
  #scans(): RowScan[] {
    const { layer, window, order, withoutInstance } = this.#conditions;
    const { chunkRows, rowsScannedMax } = this.#limits;
    const scan = (filters: readonly RecordFilter[], withKeys = false): RowScan =>
      new RowScan(this.#reader, {
        filters,
        fromMs: window?.fromMs ?? -Infinity,
        toMs: window?.toMs ?? Infinity,
        descending: order === 'des',
        withKeys,
        chunkRows,
        rowsMax: rowsScannedMax,
      });
    const base = isGiven(layer) ? [keyFilter('layer', layer)] : [];
    const exact = rowKeys.flatMap((name) => {
      const value = this.#conditions[name];
      return isGiven(value) ? [keyFilter(name, value)] : [];
    });
    if (exact.length === 0) return [scan(base)];
    const isPartial: RecordFilter = { column: 'isPartial', op: 'equals', value: true };
    return [scan([...base, ...exact], withoutInstance), scan([...base, isPartial], true)];
  }

  /** The event that the row is of, where it may be wanted for what the row tells, and matches. */
  async #eventOf(row: ScannedRow): Promise<EventView | undefined> {
    const { uuid } = row;
    if (this.#events.has(uuid)) return this.#events.get(uuid);
    if (!(await this.#candidates.mayMatch(row))) return undefined;
    const event = await this.#readEvent(uuid);
    const wanted = event !== undefined && this.#matches(event) ? event : undefined;
    this.#events.set(uuid, wanted);
    return wanted;
  }

  async #readEvent(uuid: string): Promise<EventView | undefined> {
    const limit = this.#limits.reportsOfEventMax;
    const records = await this.#readReports(uuid, { column: 'time', descending: false }, limit);
    // Of too many reports the earliest and those with the latest ends are what tells most.
    const rest =
      records.length < limit
        ? []
        : await this.#readReports(uuid, { column: 'endTime', descending: true }, limit);
    const [first, ...others] = [...records, ...rest].map(reportOf);
    return first === undefined ? undefined : mergeReports([first, ...others]);
  }

  #readReports(
    uuid: string,
    order: { readonly column: string; readonly descending: boolean },
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    return this.#reader.readRecords({
      schema: eventRecord,
      filters: [{ column: 'uuid', op: 'equals', value: uuid }],
      order,
      offset: 0,
      limit,
      columns: reportColumns,
    });
  }

  #matches(event: EventView): boolean {
    const { window, isError, layer, withoutInstance } = this.#conditions;
    if (window !== undefined && (event.timeMs < window.fromMs || event.timeMs >= window.toMs)) {
      return false;
    }
    if (typeof isError === 'boolean' && event.isError !== isError) return false;
    if (isGiven(layer) && event.layer !== layer) return false;
    if (withoutInstance === true && event.instance !== '') return false;
    return rowKeys.every((name) => {
      const value = this.#conditions[name];
      return !isGiven(value) || event[name] === value;
    });
  }
}

/** The row of any scan that comes first. */
async function nextRow(
  scans: readonly RowScan[],
  order: EventConditions['order'],
): Promise<ScannedRow | undefined> {
  let best: { readonly scan: RowScan; readonly row: ScannedRow } | undefined;
  for (const scan of scans) {
    const row = await scan.peek();
    if (row === undefined) continue;
    const comesFirst =
      best === undefined ||
      (order === 'des' ? row.timeMs > best.row.timeMs : row.timeMs < best.row.timeMs);
    if (comesFirst) best = { scan, row };
  }
  best?.scan.skip();
  return best?.row;
}

function keyFilter(name: EventKeyName, value: string): RecordFilter {
  return { column: 'keys', op: 'has', term: eventKey(name, value) };
}

function byUuid(a: EventView, b: EventView): number {
  return a.uuid < b.uuid ? -1 : 1;
}
