import { logRecord } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import type { Page } from '../page.ts';
import type { TimeWindow } from '../time-window.ts';
import { type LogCondition, logFilters } from './log-condition.ts';
import { type DecodeLogTags, type LogLine, lineColumns, lineOf } from './log-line.ts';
import { RowPace, textLength } from './row-pace.ts';

export interface LogList {
  readonly condition: LogCondition;
  /** undefined: all time. */
  readonly window: Pick<TimeWindow, 'fromMs' | 'toMs'> | undefined;
  readonly order: 'asc' | 'des';
  readonly page: Page;
  readonly signal?: AbortSignal | undefined;
}

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** Whether the page ends early: its lines would be too long together. */
  readonly isCut: boolean;
}

/**
 * Lines by their time, whole, in pages by number: how SkyWalking's protocol asks. Lines of one time come in any order.
 *
 * A page is read some rows at a time. Each reading begins at the time where the one before ended, so that what arrives
 * meanwhile moves no line from one to the other.
 */
export async function readLogs(
  reader: StoreReader,
  decodeTags: DecodeLogTags,
  { condition, window, order, page, signal }: LogList,
): Promise<LogLines> {
  const lines: LogLine[] = [];
  const descending = order === 'des';
  const filters = logFilters(condition);
  const pace = new RowPace();
  let { fromMs, toMs }: Partial<TimeWindow> = window ?? {};
  let { offset } = page;
  let length = 0;
  while (lines.length < page.limit && length <= queryLimits.logPageLengthMax) {
    const limit = Math.min(pace.rows, page.limit - lines.length);
    const records = await reader.readRecords({
      schema: logRecord,
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
      filters,
      order: { column: 'time', descending },
      offset,
      limit,
      columns: lineColumns,
      ...(signal !== undefined && { signal }),
    });
    const read = records.map((record) => lineOf(record, decodeTags));
    lines.push(...read);
    if (records.length < limit) return { lines, isCut: false };
    const lastMs = read.at(-1)?.timeMs ?? 0;
    const ofLast = read.filter(({ timeMs }) => timeMs === lastMs).length;
    if (ofLast === read.length) offset += ofLast;
    else {
      offset = ofLast;
      if (descending) toMs = lastMs + 1;
      else fromMs = lastMs;
    }
    pace.learn(records);
    length += textLength(records);
  }
  return { lines, isCut: lines.length < page.limit };
}
