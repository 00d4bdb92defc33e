/**
 * The lines of a window, a page at a time: the first when the question changes, more when the reader comes near the end. A
 * refresh reads the first page again and keeps what was read behind it as far as the two meet.
 */
import { batch, signal } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import type { TimeSpan } from '../page/time-window.ts';
import { logLimits } from './limits.ts';
import type { LogRow } from './log-row.ts';
import type { LogPage } from './read-logs.ts';

export type ReadPage = (cursor: string | undefined, aborted: AbortSignal) => Promise<LogPage>;

export interface LogRows {
  readonly rows: readonly LogRow[];
  readonly cursor: string | undefined;
}

/** What is there, as far as it was read. */
export class LogList {
  readonly #readPage: ReadPage;
  readonly #rows = signal<LogRows>({ rows: [], cursor: undefined });
  readonly #isReadingMore = signal(false);
  readonly #problem = signal<unknown>(undefined);
  #aborted = new AbortController();

  constructor(first: LogPage, readPage: ReadPage) {
    this.#readPage = readPage;
    this.#rows.value = first;
  }

  get rows(): ReadonlySignal<LogRows> {
    return this.#rows;
  }

  get isReadingMore(): ReadonlySignal<boolean> {
    return this.#isReadingMore;
  }

  /** Why the last page could not be read; undefined when it could. */
  get problem(): ReadonlySignal<unknown> {
    return this.#problem;
  }

  /** True when there are more lines than a list holds. */
  get isFull(): boolean {
    const { rows, cursor } = this.#rows.value;
    return cursor !== undefined && rows.length >= logLimits.linesMax;
  }

  /** Reads the next page, if there is one and none is under way. */
  async readMore(): Promise<void> {
    const { rows, cursor } = this.#rows.peek();
    if (cursor === undefined || this.#isReadingMore.peek() || rows.length >= logLimits.linesMax)
      return;
    const { signal: aborted } = this.#aborted;
    this.#isReadingMore.value = true;
    try {
      const page = await this.#readPage(cursor, aborted);
      if (aborted.aborted) return;
      batch(() => {
        this.#problem.value = undefined;
        this.#rows.value = { rows: [...rows, ...page.rows], cursor: page.cursor };
      });
    } catch (thrown) {
      if (!aborted.aborted) this.#problem.value = thrown;
    } finally {
      if (!aborted.aborted) this.#isReadingMore.value = false;
    }
  }

  close(): void {
    this.#aborted.abort();
  }
}

/**
 * A newer first page before the rows that were read: where they meet, what lies behind is kept, as far as it is in the window.
 * Without one all of it is.
 */
export function joinPages(first: LogPage, before: LogRows | undefined, span?: TimeSpan): LogRows {
  const last = first.rows.at(-1);
  if (before === undefined || last === undefined || first.cursor === undefined) return first;
  const at = before.rows.findIndex(({ id }) => id === last.id);
  if (at < 0 || at === before.rows.length - 1) return first;
  const behind = before.rows.slice(at + 1);
  const kept = behind.filter(({ timeMs }) => isWithin(timeMs, span));
  const cursor = kept.length < behind.length ? undefined : before.cursor;
  return { rows: [...first.rows, ...kept], cursor };
}

/** As the server is asked: whole milliseconds. */
function isWithin(timeMs: number, span: TimeSpan | undefined): boolean {
  return (
    span === undefined || (timeMs >= Math.floor(span.startMs) && timeMs < Math.ceil(span.endMs))
  );
}
