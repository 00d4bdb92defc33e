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
}

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** Whether the page ends early: its lines would be too long together. */
  readonly isCut: boolean;
}

/** Lines by their time, whole, in pages by number: how SkyWalking's protocol asks. Lines of one time come in any order. */
export async function readLogs(
  reader: StoreReader,
  decodeTags: DecodeLogTags,
  { condition, window, order, page }: LogList,
): Promise<LogLines> {
  const lines: LogLine[] = [];
  const filters = logFilters(condition);
  const pace = new RowPace();
  let length = 0;
  while (lines.length < page.limit && length <= queryLimits.logPageLengthMax) {
    const limit = Math.min(pace.rows, page.limit - lines.length);
    const records = await reader.readRecords({
      schema: logRecord,
      ...(window !== undefined && { fromMs: window.fromMs, toMs: window.toMs }),
      filters,
      order: { column: 'time', descending: order === 'des' },
      offset: page.offset + lines.length,
      limit,
      columns: lineColumns,
    });
    lines.push(...records.map((record) => lineOf(record, decodeTags)));
    if (records.length < limit) return { lines, isCut: false };
    pace.learn(records);
    length += textLength(records);
  }
  return { lines, isCut: lines.length < page.limit };
}
