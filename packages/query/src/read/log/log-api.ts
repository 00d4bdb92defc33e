/** What the HTTP API of logs answers (docs/reference/log-api.md), free of HTTP itself. */
import type { Clock } from '@stormpetrel/base';
import type { StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import { type LogContext, namedRow, readContext } from './log-context.ts';
import { logFilters } from './log-condition.ts';
import { type LogHistogram, readHistogram } from './log-histogram.ts';
import { type DecodeLogTags, type LogRow, lineOf, shortRow } from './log-line.ts';
import { LogPages, formatPlace } from './log-pages.ts';
import { type LogPatterns, readPatterns } from './log-patterns.ts';
import {
  boundedWindow,
  choiceParameter,
  countParameter,
  orderParameter,
  parseCondition,
  parseWindow,
  placeParameter,
  refused,
} from './log-request.ts';
import { LogTail } from './tail/log-tail.ts';
import type { TailMessage } from './tail/tail-follower.ts';

export interface LogApiOptions {
  readonly reader: StoreReader;
  readonly clock: Clock;
  readonly settings: { readonly searchableLogTags: readonly string[] };
  readonly decodeTags: DecodeLogTags;
  readonly onError: (error: unknown) => void;
  /** How often the store is looked at for those who follow. */
  readonly tailPeriodMs?: number;
}

export interface LogSearch {
  /** null where the window is open. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly rows: readonly LogRow[];
  /** null where there is no more. */
  readonly cursor: string | null;
}

type Ask<Answer> = (parameters: URLSearchParams, signal: AbortSignal) => Promise<Answer>;

/**
 * Parameters are those of the query string. All reject with CodedErrors for what is wrong with them, and with the signal's
 * reason once it is aborted: nothing more is read then.
 */
export interface LogApi {
  readonly search: Ask<LogSearch>;
  readonly histogram: Ask<LogHistogram>;
  readonly context: Ask<LogContext>;
  readonly patterns: Ask<LogPatterns>;
  /**
   * Lines as they come, until the signal is aborted; undefined where nothing has come for `idleMs`. `lastId` is where a client
   * that was here before left off, '' for others. Throws.
   */
  readonly tail: (
    parameters: URLSearchParams,
    lastId: string,
    signal: AbortSignal,
    idleMs: number,
  ) => AsyncIterable<TailMessage | undefined>;
}

const rowsMax = { usual: 100, min: 1, max: queryLimits.logRowsMax };
const sidesMax = { usual: 20, max: queryLimits.logContextMax };
const patternsMax = { usual: 50, min: 1, max: queryLimits.logPatternsMax };
const lastMax = { usual: 0, max: queryLimits.logTailRowsMax };

export function createLogApi(options: LogApiOptions): LogApi {
  const { reader, clock, settings, decodeTags, onError, tailPeriodMs } = options;
  const pages = new LogPages(reader);
  const tail = new LogTail({
    pages,
    decodeTags,
    clock,
    onError,
    ...(tailPeriodMs !== undefined && { periodMs: tailPeriodMs }),
  });
  const filtersOf = (parameters: URLSearchParams): ReturnType<typeof logFilters> =>
    logFilters(parseCondition(parameters, settings.searchableLogTags));
  const windowOf = (parameters: URLSearchParams): ReturnType<typeof boundedWindow> =>
    boundedWindow(parseWindow(parameters, clock.nowMs()), clock.nowMs());
  return {
    async search(parameters, signal) {
      const { fromMs, toMs } = parseWindow(parameters, clock.nowMs());
      const { lines, hasMore } = await pages.read({
        filters: filtersOf(parameters),
        fromMs,
        toMs,
        signal,
        descending: orderParameter(parameters) === 'desc',
        limit: countParameter(parameters, 'limit', rowsMax),
        after: placeParameter(parameters, 'cursor'),
        keep: (record: StoredRecord): LogRow => shortRow(lineOf(record, decodeTags), ''),
      });
      const last = lines.at(-1);
      const cursor = hasMore && last !== undefined ? formatPlace(last.place) : null;
      return { fromMs: fromMs ?? null, toMs: toMs ?? null, rows: lines.map(namedRow), cursor };
    },
    histogram: async (parameters, signal) =>
      readHistogram(reader, clock, {
        ...windowOf(parameters),
        filters: filtersOf(parameters),
        bucketsMax: bucketsParameter(parameters, 60),
        signal,
      }),
    async context(parameters, signal) {
      const at = placeParameter(parameters, 'at');
      if (at === undefined) throw refused('at is missing: the id of a row');
      return readContext(pages, decodeTags, {
        at,
        signal,
        of: choiceParameter(parameters, 'of', ['instance', 'service']),
        before: countParameter(parameters, 'before', sidesMax),
        after: countParameter(parameters, 'after', sidesMax),
      });
    },
    patterns: async (parameters, signal) =>
      readPatterns(pages, decodeTags, {
        ...windowOf(parameters),
        filters: filtersOf(parameters),
        patternsMax: countParameter(parameters, 'limit', patternsMax),
        bucketsMax: bucketsParameter(parameters, 30),
        signal,
      }),
    tail(parameters, lastId, signal, idleMs) {
      const again = new URLSearchParams({ after: lastId || (parameters.get('after') ?? '') });
      const logs = {
        filters: filtersOf(parameters),
        last: countParameter(parameters, 'last', lastMax),
        after: placeParameter(again, 'after'),
      };
      return tail.follow(logs, signal, idleMs);
    },
  };
}

function bucketsParameter(parameters: URLSearchParams, usual: number): number {
  return countParameter(parameters, 'buckets', { usual, min: 2, max: queryLimits.logBucketsMax });
}
