import type { RecordFilter } from '@stormpetrel/storage/api';
import { setImmediate } from 'node:timers/promises';
import { queryLimits } from '../../limits.ts';
import { type LogBuckets, bucketOf, logBuckets } from './log-buckets.ts';
import { compareLevels } from './log-level.ts';
import {
  type DecodeLogTags,
  type LogLine,
  type LogRow,
  cutText,
  lineOf,
  shortRow,
} from './log-line.ts';
import { type LogPages, formatPlace } from './log-pages.ts';
import { groupLines } from './pattern/line-groups.ts';
import { maskLine } from './pattern/mask-line.ts';
import { fixedWords, patternText } from './pattern/pattern-text.ts';

/** `GET /api/logs/patterns` (docs/reference/log-api.md). */
export interface LogPatterns extends LogBuckets {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lines: number;
  readonly linesMax: number;
  readonly isComplete: boolean;
  /** The time of the oldest line that was looked at; the start of the window where all were. */
  readonly readFromMs: number;
  readonly patterns: readonly LogPattern[];
  readonly otherPatterns: number;
  readonly otherLines: number;
}

export interface LogPattern {
  readonly template: string;
  readonly words: readonly string[];
  readonly count: number;
  readonly share: number;
  readonly levels: readonly { readonly level: string; readonly count: number }[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly counts: readonly number[];
  /** The newest. */
  readonly example: LogRow;
}

export interface LogPatternsQuery {
  readonly filters: readonly RecordFilter[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly patternsMax: number;
  readonly bucketsMax: number;
  readonly signal?: AbortSignal | undefined;
}

/** A line as far as patterns need it; content that is long is cut. */
interface SeenLine {
  readonly row: LogRow;
  readonly masked: string;
}

/** Lines that are masked before others have their turn: a few milliseconds. */
const linesAtOnce = 150;

/** Groups the newest lines of the window by what they say. */
export async function readPatterns(
  pages: LogPages,
  decodeTags: DecodeLogTags,
  query: LogPatternsQuery,
): Promise<LogPatterns> {
  const { fromMs, toMs, patternsMax } = query;
  const buckets = logBuckets(fromMs, toMs, query.bucketsMax);
  const { lines, isComplete } = await readLines(pages, decodeTags, query);
  const groups = await groupLines(
    lines.map(({ masked }) => masked),
    query.signal,
  );
  const shown = groups.slice(0, patternsMax);
  const others = groups.slice(patternsMax);
  return {
    fromMs,
    toMs,
    lines: lines.length,
    linesMax: queryLimits.logPatternLinesMax,
    isComplete,
    readFromMs: isComplete ? fromMs : (lines.at(-1)?.row.timeMs ?? fromMs),
    ...buckets,
    patterns: shown.flatMap(({ template, lines: numbers }) => {
      const rows = numbers.flatMap((number) => lines[number]?.row ?? []);
      return patternOf(template, rows, lines.length, buckets);
    }),
    otherPatterns: others.length,
    otherLines: others.reduce((sum, group) => sum + group.lines.length, 0),
  };
}

/** The newest lines, newest first. */
async function readLines(
  pages: LogPages,
  decodeTags: DecodeLogTags,
  { filters, fromMs, toMs, signal }: LogPatternsQuery,
): Promise<{ readonly lines: readonly SeenLine[]; readonly isComplete: boolean }> {
  const limit = queryLimits.logPatternLinesMax;
  const found = pages.batches({
    filters,
    fromMs,
    toMs,
    descending: true,
    limit,
    keep: (record) => withoutEnd(lineOf(record, decodeTags)),
    signal,
  });
  const lines: SeenLine[] = [];
  for await (const batch of found) {
    for (const { place, line } of batch) {
      if (lines.length % linesAtOnce === 0) await setImmediate(undefined, { signal });
      const { content, contentType } = line;
      const masked = maskLine(patternText(content, contentType));
      lines.push({ row: shortRow(line, formatPlace(place)), masked });
    }
  }
  return { lines: lines.slice(0, limit), isComplete: lines.length <= limit };
}

/** What lies beyond is not looked at, and one millisecond may have thousands of lines of a megabyte. */
function withoutEnd(line: LogLine): LogLine {
  const lengthMax = queryLimits.logPatternJsonLengthMax + 1;
  const { content } = line;
  return content.length <= lengthMax ? line : { ...line, content: cutText(content, lengthMax) };
}

function patternOf(
  template: string,
  rows: readonly LogRow[],
  lines: number,
  buckets: LogBuckets,
): readonly LogPattern[] {
  const [newest] = rows;
  if (newest === undefined) return [];
  const counts = new Array<number>(buckets.starts.length).fill(0);
  const levels = new Map<string, number>();
  for (const { timeMs, level } of rows) {
    const bucket = bucketOf(buckets, timeMs);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    levels.set(level, (levels.get(level) ?? 0) + 1);
  }
  return [
    {
      template,
      words: fixedWords(template, newest.content),
      count: rows.length,
      share: rows.length / lines,
      levels: [...levels]
        .map(([level, count]) => ({ level, count }))
        .sort((a, b) => compareLevels(a.level, b.level)),
      firstMs: rows.at(-1)?.timeMs ?? newest.timeMs,
      lastMs: newest.timeMs,
      counts,
      example: newest,
    },
  ];
}
