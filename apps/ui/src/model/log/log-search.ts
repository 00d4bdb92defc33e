/** The reads of the page of logs, as they follow the filter, the window and the live switch. */
import { timeSpan } from '../page/url-state.ts';
import type { TimeSpan } from '../page/time-window.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { LogList, joinPages } from './log-list.ts';
import { logParameters } from './log-question.ts';
import type { LogFilter } from './log-text.ts';
import { countLogs, readContext, readPatterns, searchLogs } from './read-logs.ts';
import type { LogContext, LogHistogram, LogOrder, LogPatterns } from './read-logs.ts';

/** What is asked; undefined while the filter can't be read. Read reactively. */
export type WantedLogs = () => LogFilter | undefined;

const fetchHere: typeof fetch = (...call) => fetch(...call);

function keyOf(wanted: WantedLogs, more = ''): string | undefined {
  const filter = wanted();
  return filter === undefined ? undefined : `${JSON.stringify(filter)}${more}`;
}

function mustFilter(wanted: WantedLogs): LogFilter {
  const filter = wanted();
  if (filter === undefined) throw new Error('The filter cannot be read.');
  return filter;
}

/** The lines. Of a trace all are asked for, whenever they were: a trace is looked at whole. */
export function openLogLines(wanted: WantedLogs, order: () => LogOrder): Query<LogList> {
  let shown: { readonly key: string | undefined; readonly list: LogList } | undefined;
  const key = (): string | undefined => keyOf(wanted, order());
  return createQuery<LogList>({
    key,
    read: async (aborted) => {
      const filter = mustFilter(wanted);
      const direction = order();
      const asked = key();
      const span = filter.trace === undefined ? timeSpan.value : undefined;
      const parameters = logParameters(filter, span);
      const first = await searchLogs(fetchHere, parameters, { order: direction }, aborted);
      const before = shown?.key === asked ? shown?.list.rows.peek() : undefined;
      shown?.list.close();
      const list = new LogList(joinPages(first, before, span), async (cursor, stopped) =>
        searchLogs(
          fetchHere,
          parameters,
          { order: direction, ...(cursor === undefined ? {} : { cursor }) },
          stopped,
        ),
      );
      shown = { key: asked, list };
      return list;
    },
    judge: (list) => (list.rows.peek().rows.length === 0 ? 'empty' : 'ready'),
  });
}

/** True counts over the window; of a trace none, for its lines are few. */
export function openLogHistogram(
  wanted: WantedLogs,
): Query<LogHistogram & { readonly span: TimeSpan }> {
  return createQuery<LogHistogram & { readonly span: TimeSpan }>({
    key: () => (wanted()?.trace === undefined ? keyOf(wanted) : undefined),
    read: async (aborted) => {
      const span = timeSpan.value;
      const parameters = logParameters(mustFilter(wanted), span);
      return { ...(await countLogs(fetchHere, parameters, aborted)), span };
    },
  });
}

export function openLogPatterns(wanted: WantedLogs): Query<LogPatterns> {
  return createQuery<LogPatterns>({
    key: () => keyOf(wanted),
    read: async (aborted) =>
      readPatterns(fetchHere, logParameters(mustFilter(wanted), timeSpan.value), aborted),
    judge: ({ patterns }) => (patterns.length === 0 ? 'empty' : 'ready'),
  });
}

/** A line with its neighbours. @param lines how many on either side, read reactively. */
export function openLogContext(
  id: string,
  of: () => LogContext['of'],
  lines: () => number,
): Query<LogContext> {
  return createQuery<LogContext>({
    key: () => `${id} ${of()}`,
    read: async (aborted) => readContext(fetchHere, id, of(), lines(), aborted),
  });
}
