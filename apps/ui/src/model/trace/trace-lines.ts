/** What the services of a trace logged meanwhile, and at which span. */
import { searchLogs } from '../log/read-logs.ts';
import type { LogRow } from '../log/log-row.ts';
import type { TraceSession } from './session/trace-session.ts';
import type { TraceTable } from './table/trace-table.ts';

export interface TraceLine {
  readonly log: LogRow;
  /** The row of its span, −1 where the line names none that is here. */
  readonly row: number;
  /** Since the trace began, on the clock that its span was moved to. */
  readonly offsetMs: number;
}

export interface TraceLines {
  /** In order of time. */
  readonly list: readonly TraceLine[];
  readonly byRow: ReadonlyMap<number, readonly TraceLine[]>;
  /** True when there are more than are read. */
  readonly isCapped: boolean;
  /** False until the server has answered. */
  readonly isRead: boolean;
  /** Why it could not be read. */
  readonly error: unknown;
}

/** As many as a server gives at once; a trace with more is read on the page of logs. */
export const traceLinesMax = 1000;

export const noTraceLines: TraceLines = {
  list: [],
  byRow: new Map(),
  isCapped: false,
  isRead: false,
  error: undefined,
};

export async function readTraceLines(
  fetchFrom: typeof fetch,
  traceId: string,
  session: Pick<TraceSession, 'rowsOf'>,
  table: TraceTable,
  aborted: AbortSignal,
): Promise<TraceLines> {
  const parameters = new URLSearchParams({ trace: traceId });
  const { rows, cursor } = await searchLogs(
    fetchFrom,
    parameters,
    { order: 'asc', limit: traceLinesMax },
    aborted,
  );
  const spans = await session.rowsOf(rows.map(({ segmentId, spanId }) => `${segmentId}:${spanId}`));
  return {
    ...placeLines(rows, spans, table),
    isCapped: cursor !== undefined,
    isRead: true,
    error: undefined,
  };
}

/** @param spans the row of each line's span, −1 where there is none. */
export function placeLines(
  rows: readonly LogRow[],
  spans: Int32Array,
  table: TraceTable,
): Pick<TraceLines, 'list' | 'byRow'> {
  const list = rows
    .map((log, at): TraceLine => {
      const row = spans[at] ?? -1;
      const shiftMs = row === -1 ? 0 : (table.shift[row] as number);
      return { log, row, offsetMs: log.timeMs + shiftMs - table.originMs };
    })
    .sort((a, b) => a.offsetMs - b.offsetMs);
  const byRow = Map.groupBy(
    list.filter(({ row }) => row !== -1),
    ({ row }) => row,
  );
  return { list, byRow };
}
