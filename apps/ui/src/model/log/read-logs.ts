/** Asks `/api/logs` (docs/reference/log-api.md): lines, counts over time, neighbours and patterns. */
import { readJson } from '../read-json.ts';
import { logLimits } from './limits.ts';
import { fieldsOf, listOf, numberOf, readRow, readRows, textOf } from './log-row.ts';
import type { LogRow } from './log-row.ts';

export type LogOrder = 'desc' | 'asc';

export interface LogPage {
  readonly rows: readonly LogRow[];
  /** Asks for the rows after these; undefined when there are none. */
  readonly cursor: string | undefined;
}

export interface LevelCounts {
  /** Empty for lines that tell no level, `other` for all beyond those that are told apart. */
  readonly level: string;
  readonly total: number;
  readonly counts: readonly number[];
}

export interface LogHistogram {
  readonly bucketMs: number;
  readonly starts: readonly number[];
  /** Worst first. */
  readonly levels: readonly LevelCounts[];
  readonly total: number;
  readonly counts: readonly number[];
  /** Counting took too long: what lies before was not counted. Undefined when all was. */
  readonly countedFromMs: number | undefined;
}

export interface LogContext {
  /** Whose lines these are. */
  readonly of: 'instance' | 'service';
  readonly before: readonly LogRow[];
  readonly line: LogRow;
  readonly after: readonly LogRow[];
  readonly hasMoreBefore: boolean;
  readonly hasMoreAfter: boolean;
}

export interface LogPattern {
  readonly template: string;
  /** Texts that find the lines again. */
  readonly words: readonly string[];
  readonly count: number;
  readonly share: number;
  readonly levels: readonly { readonly level: string; readonly count: number }[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly counts: readonly number[];
  readonly example: LogRow | undefined;
}

export interface LogPatterns {
  /** Lines that were looked at. */
  readonly lines: number;
  /** The window has more lines than are looked at: these are those from then on. Undefined when all were. */
  readonly readFromMs: number | undefined;
  readonly starts: readonly number[];
  readonly bucketMs: number;
  readonly patterns: readonly LogPattern[];
  readonly otherPatterns: number;
  readonly otherLines: number;
}

function urlOf(
  what: string,
  parameters: URLSearchParams,
  more: Readonly<Record<string, string>>,
): string {
  const all = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(more)) all.set(name, value);
  return `/api/logs/${what}?${all.toString()}`;
}

export async function searchLogs(
  fetchFrom: typeof fetch,
  parameters: URLSearchParams,
  at: { readonly order: LogOrder; readonly cursor?: string; readonly limit?: number },
  aborted: AbortSignal,
): Promise<LogPage> {
  const url = urlOf('search', parameters, {
    order: at.order,
    limit: String(at.limit ?? logLimits.pageLines),
    ...(at.cursor === undefined ? {} : { cursor: at.cursor }),
  });
  const answer = fieldsOf(await readJson(fetchFrom, url, aborted));
  const cursor = textOf(answer['cursor']);
  return { rows: readRows(answer['rows']), cursor: cursor === '' ? undefined : cursor };
}

export async function countLogs(
  fetchFrom: typeof fetch,
  parameters: URLSearchParams,
  aborted: AbortSignal,
): Promise<LogHistogram> {
  const url = urlOf('histogram', parameters, { buckets: String(logLimits.bucketsMax) });
  const answer = fieldsOf(await readJson(fetchFrom, url, aborted));
  return {
    bucketMs: numberOf(answer['bucketMs']),
    starts: numbersOf(answer['starts']),
    levels: listOf(answer['levels']).map((each) => {
      const wire = fieldsOf(each);
      return {
        level: textOf(wire['level']),
        total: numberOf(wire['total']),
        counts: numbersOf(wire['counts']),
      };
    }),
    total: numberOf(answer['total']),
    counts: numbersOf(answer['counts']),
    countedFromMs: answer['isComplete'] === false ? numberOf(answer['countedFromMs']) : undefined,
  };
}

export async function readContext(
  fetchFrom: typeof fetch,
  id: string,
  of: LogContext['of'],
  lines: number,
  aborted: AbortSignal,
): Promise<LogContext> {
  const parameters = new URLSearchParams({ at: id, of });
  const size = String(lines);
  const url = urlOf('context', parameters, { before: size, after: size });
  const answer = fieldsOf(await readJson(fetchFrom, url, aborted));
  const line = readRow(answer['line']);
  if (line === undefined) throw new Error('The server did not send the line.');
  return {
    of: answer['of'] === 'service' ? 'service' : 'instance',
    before: readRows(answer['before']),
    line,
    after: readRows(answer['after']),
    hasMoreBefore: answer['moreBefore'] === true,
    hasMoreAfter: answer['moreAfter'] === true,
  };
}

export async function readPatterns(
  fetchFrom: typeof fetch,
  parameters: URLSearchParams,
  aborted: AbortSignal,
): Promise<LogPatterns> {
  const answer = fieldsOf(await readJson(fetchFrom, urlOf('patterns', parameters, {}), aborted));
  return {
    lines: numberOf(answer['lines']),
    readFromMs: answer['isComplete'] === false ? numberOf(answer['readFromMs']) : undefined,
    starts: numbersOf(answer['starts']),
    bucketMs: numberOf(answer['bucketMs']),
    patterns: listOf(answer['patterns']).map(readPattern),
    otherPatterns: numberOf(answer['otherPatterns']),
    otherLines: numberOf(answer['otherLines']),
  };
}

function readPattern(value: unknown): LogPattern {
  const wire = fieldsOf(value);
  return {
    template: textOf(wire['template']),
    words: listOf(wire['words']).map(textOf),
    count: numberOf(wire['count']),
    share: numberOf(wire['share']),
    levels: listOf(wire['levels']).map((each) => {
      const level = fieldsOf(each);
      return { level: textOf(level['level']), count: numberOf(level['count']) };
    }),
    firstMs: numberOf(wire['firstMs']),
    lastMs: numberOf(wire['lastMs']),
    counts: numbersOf(wire['counts']),
    example: readRow(wire['example']),
  };
}

function numbersOf(value: unknown): readonly number[] {
  return listOf(value).map((each) => numberOf(each));
}
