import type { StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';

/** So many rows are read before it is known how long they are: a usual page, and one row more. */
const rowsAtFirst = 101;

/**
 * How many rows to read at once, so that as much text as one reading may have is not much exceeded: a line may be a word or a
 * million bytes.
 */
export class RowPace {
  #rows = rowsAtFirst;

  get rows(): number {
    return this.#rows;
  }

  /** Told of what was read. */
  learn(rows: readonly StoredRecord[]): void {
    if (rows.length === 0) return;
    const { logReadLengthMax, logRowsMax } = queryLimits;
    const fitting = Math.floor(logReadLengthMax / Math.max(1, textLength(rows) / rows.length));
    this.#rows = Math.min(Math.max(1, fitting), logRowsMax + 1);
  }
}

/** What is long in rows: their contents, and their tags. */
export function textLength(rows: readonly StoredRecord[]): number {
  let length = 0;
  for (const { content, allTags } of rows) {
    if (typeof content === 'string') length += content.length;
    if (allTags instanceof Uint8Array) length += allTags.length;
  }
  return length;
}
