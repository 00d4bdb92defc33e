/**
 * Lines in a total order, page by page.
 *
 * The store orders rows by time, and lines of one millisecond are often many: clocks of seconds give a thousand lines one
 * time. So lines of one time go by their digest, those that are the same by their number, and a cursor names a line by all three:
 *
 *     1767225600123-kJ8s…       time, digest
 *     1767225600123-kJ8s…-2     the third of lines that are the same
 *
 * 1. Where the page begins behind a cursor, read the cursor's millisecond whole and take what lies behind it.
 * 2. Read on by time, some rows at once and one line more than wanted: it tells whether there is a next page.
 * 3. The last millisecond of what was read may have more lines: read on from its beginning, or all of it where it is long.
 *
 * What arrives meanwhile is newer than the page, or has its own place in the order: nothing moves from one page to another.
 */
import { logRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import { digestLength, digestOf, lineColumns } from './log-line.ts';
import { RowPace } from './row-pace.ts';

/** Where a line stands in the order of all. */
export interface LogPlace {
  readonly timeMs: number;
  readonly digest: string;
  /** Counts lines that are the same, from 0. */
  readonly twin: number;
}

export interface PlacedLine<Line> {
  readonly place: LogPlace;
  readonly line: Line;
}

export interface LogPageQuery<Line> {
  readonly filters: readonly RecordFilter[];
  /** From inclusive to exclusive; absent ends are open. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly descending: boolean;
  /** At least 1. */
  readonly limit: number;
  /** The page begins behind this line. */
  readonly after?: LogPlace | undefined;
  /** What is kept of a row, whose columns are `lineColumns`: a millisecond may have many of them. */
  readonly keep: (record: StoredRecord) => Line;
  readonly signal?: AbortSignal | undefined;
}

export interface LogPage<Line> {
  readonly lines: readonly PlacedLine<Line>[];
  readonly hasMore: boolean;
}

type RowQuery = Pick<LogPageQuery<unknown>, 'filters' | 'descending' | 'signal'>;

export class LogPages {
  readonly #reader: StoreReader;

  constructor(reader: StoreReader) {
    this.#reader = reader;
  }

  async read<Line>(query: LogPageQuery<Line>): Promise<LogPage<Line>> {
    const lines: PlacedLine<Line>[] = [];
    for await (const batch of this.batches(query)) lines.push(...batch);
    return { lines: lines.slice(0, query.limit), hasMore: lines.length > query.limit };
  }

  /**
   * The same lines, some at a time. They are more than the limit where there are more; what is past the limit says no more
   * than that.
   */
  async *batches<Line>(query: LogPageQuery<Line>): AsyncGenerator<readonly PlacedLine<Line>[]> {
    const { after, descending, limit } = query;
    let { fromMs = -Infinity, toMs = Infinity } = query;
    let count = 0;
    if (after !== undefined) {
      if (after.timeMs >= fromMs && after.timeMs < toMs) {
        const moment = await this.#readMoment(query, after.timeMs);
        const behind = moment.filter(({ place }) => isBehind(place, after, descending));
        count += behind.length;
        yield behind;
      }
      if (descending) toMs = Math.min(toMs, after.timeMs);
      else fromMs = Math.max(fromMs, after.timeMs + 1);
    }
    const pace = new RowPace();
    while (count <= limit && fromMs < toMs) {
      const wanted = Math.min(pace.rows, limit + 1 - count);
      const rows = await this.#readRows(query, fromMs, toMs, 0, wanted);
      pace.learn(rows);
      const lastMs = timeOf(rows.at(-1));
      const whole = rows.filter((row) => timeOf(row) !== lastMs);
      if (rows.length < wanted || count + whole.length >= limit) {
        yield inOrder(query, rows);
        return;
      }
      // There may be more of the last millisecond: it is read with what follows, or by itself.
      const batch =
        whole.length > 0 ? inOrder(query, whole) : await this.#readMoment(query, lastMs);
      count += batch.length;
      yield batch;
      const isRead = whole.length === 0;
      if (descending) toMs = isRead ? lastMs : lastMs + 1;
      else fromMs = isRead ? lastMs + 1 : lastMs;
    }
  }

  /** The row of this place; undefined where there is none. */
  async find(place: LogPlace, signal?: AbortSignal): Promise<StoredRecord | undefined> {
    let twin = 0;
    for await (const rows of this.#momentRows({ filters: [], signal }, place.timeMs)) {
      for (const row of rows) {
        if (digestOf(row) === place.digest && twin++ === place.twin) return row;
      }
    }
    return undefined;
  }

  /** All lines of a millisecond, or as many as are paged through. */
  async #readMoment<Line>(
    query: LogPageQuery<Line>,
    timeMs: number,
  ): Promise<readonly PlacedLine<Line>[]> {
    const found: Found<Line>[] = [];
    for await (const rows of this.#momentRows(query, timeMs)) {
      found.push(...rows.map((row) => foundIn(query, row)));
    }
    return placed(found, query.descending);
  }

  /** Rows of a millisecond, some at a time, as they were written: what arrives meanwhile comes behind what was read. */
  async *#momentRows(
    { filters, signal }: Omit<RowQuery, 'descending'>,
    timeMs: number,
  ): AsyncGenerator<readonly StoredRecord[]> {
    const query: RowQuery = { filters, descending: false, signal };
    const pace = new RowPace();
    for (let offset = 0; offset < queryLimits.logsOfMomentMax;) {
      const limit = Math.min(pace.rows, queryLimits.logsOfMomentMax - offset);
      const rows = await this.#readRows(query, timeMs, timeMs + 1, offset, limit);
      yield rows;
      if (rows.length < limit) return;
      pace.learn(rows);
      offset += rows.length;
    }
  }

  #readRows(
    { filters, descending, signal }: RowQuery,
    fromMs: number,
    toMs: number,
    offset: number,
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    return this.#reader.readRecords({
      schema: logRecord,
      ...(fromMs > -Infinity && { fromMs }),
      ...(toMs < Infinity && { toMs }),
      filters,
      order: { column: 'time', descending },
      offset,
      limit,
      columns: lineColumns,
      ...(signal !== undefined && { signal }),
    });
  }
}

interface Found<Line> {
  readonly timeMs: number;
  readonly digest: string;
  readonly line: Line;
}

function inOrder<Line>(
  query: LogPageQuery<Line>,
  rows: readonly StoredRecord[],
): readonly PlacedLine<Line>[] {
  return [...Map.groupBy(rows, timeOf).values()].flatMap((moment) => {
    const found = moment.map((row) => foundIn(query, row));
    return placed(found, query.descending);
  });
}

function foundIn<Line>({ keep }: LogPageQuery<Line>, row: StoredRecord): Found<Line> {
  return { timeMs: timeOf(row), digest: digestOf(row), line: keep(row) };
}

/** Lines of one millisecond in order. */
function placed<Line>(moment: readonly Found<Line>[], descending: boolean): PlacedLine<Line>[] {
  const sorted = moment.toSorted((a, b) =>
    a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0,
  );
  let twin = 0;
  const lines = sorted.map(({ timeMs, digest, line }, i) => {
    twin = i > 0 && sorted[i - 1]?.digest === digest ? twin + 1 : 0;
    return { place: { timeMs, digest, twin }, line };
  });
  return descending ? lines.reverse() : lines;
}

function isBehind(place: LogPlace, after: LogPlace, descending: boolean): boolean {
  const order = comparePlaces(place, after);
  return descending ? order < 0 : order > 0;
}

/** The order of all lines: below 0 where `a` comes before `b`. */
export function comparePlaces(a: LogPlace, b: LogPlace): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  if (a.digest !== b.digest) return a.digest < b.digest ? -1 : 1;
  return a.twin - b.twin;
}

function timeOf(row: StoredRecord | undefined): number {
  return Number(row?.['time'] ?? Number.NaN);
}

/** A line's name. */
export function formatPlace({ timeMs, digest, twin }: LogPlace): string {
  return twin === 0 ? `${timeMs}-${digest}` : `${timeMs}-${digest}-${twin}`;
}

const placePattern = new RegExp(`^(\\d{1,15})-([\\w-]{${digestLength}})(?:-(\\d{1,5}))?$`);

/** undefined for what names no line. */
export function parsePlace(text: string): LogPlace | undefined {
  const [, timeMs, digest = '', twin = '0'] = placePattern.exec(text) ?? [];
  return timeMs === undefined ? undefined : { timeMs: Number(timeMs), digest, twin: Number(twin) };
}

/** Whether the line of one id comes behind that of another in the order of all. Ids that name no line are as old as can be. */
export function isNewerLine(id: string, other: string): boolean {
  const [place, otherPlace] = [parsePlace(id), parsePlace(other)];
  if (place === undefined || otherPlace === undefined) return otherPlace === undefined;
  return comparePlaces(place, otherPlace) > 0;
}
