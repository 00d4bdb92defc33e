import { CodedError } from '@stormpetrel/base';
import type { StoredRecord } from '@stormpetrel/storage/api';
import { queryErrors } from '../../errors.ts';
import { everyLog, logFilters } from './log-condition.ts';
import { type DecodeLogTags, type LogRow, lineOf, shortRow, wholeRow } from './log-line.ts';
import { type LogPages, type LogPlace, type PlacedLine, formatPlace } from './log-pages.ts';

/** `GET /api/logs/context` (docs/reference/log-api.md): the lines around one, oldest first. */
export interface LogContext {
  readonly of: 'instance' | 'service';
  readonly before: readonly LogRow[];
  readonly line: LogRow;
  readonly after: readonly LogRow[];
  readonly moreBefore: boolean;
  readonly moreAfter: boolean;
}

export interface LogContextQuery {
  readonly at: LogPlace;
  readonly of: 'instance' | 'service';
  readonly before: number;
  readonly after: number;
  readonly signal?: AbortSignal | undefined;
}

/** Rejects with QUERY_LOG_NOT_FOUND where there is no such line. */
export async function readContext(
  pages: LogPages,
  decodeTags: DecodeLogTags,
  query: LogContextQuery,
): Promise<LogContext> {
  const { at, signal } = query;
  const record = await pages.find(at, signal);
  if (record === undefined) {
    const { code } = queryErrors.logNotFound;
    throw new CodedError(code, `there is no line ${formatPlace(at)}`);
  }
  const line = lineOf(record, decodeTags);
  const of = line.instanceId === '' ? 'service' : query.of;
  const filters = logFilters(
    of === 'instance'
      ? { ...everyLog, instanceId: line.instanceId }
      : { ...everyLog, serviceIds: [line.serviceId] },
  );
  const keep = (found: StoredRecord): LogRow => shortRow(lineOf(found, decodeTags), '');
  // One line more than wanted tells whether there are any where none are.
  const neighbours = (descending: boolean, wanted: number): ReturnType<typeof pages.read<LogRow>> =>
    pages.read({ filters, descending, limit: Math.max(wanted, 1), after: at, keep, signal });
  const older = await neighbours(true, query.before);
  const newer = await neighbours(false, query.after);
  return {
    of,
    before: older.lines.slice(0, query.before).map(namedRow).reverse(),
    line: wholeRow(line, formatPlace(at)),
    after: newer.lines.slice(0, query.after).map(namedRow),
    moreBefore: older.hasMore || older.lines.length > query.before,
    moreAfter: newer.hasMore || newer.lines.length > query.after,
  };
}

export function namedRow({ place, line }: PlacedLine<LogRow>): LogRow {
  return { ...line, id: formatPlace(place) };
}
