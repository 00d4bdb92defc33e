import type { RecordFilter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import type { RecordSchema } from '@stormpetrel/model';

export interface PagedQuery {
  readonly schema: RecordSchema;
  readonly filters: readonly RecordFilter[];
  readonly columns: readonly string[];
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * All rows that match, by time, page after page, so that a task with a hundred thousand dumps is never in memory as a whole. A
 * page begins where the one before ended: passing over rows by their number would read them all again for each page.
 */
export async function* readPages(
  reader: StoreReader,
  query: PagedQuery,
  pageRows: number,
): AsyncGenerator<readonly StoredRecord[]> {
  const time = query.schema.columns[0]?.name ?? '';
  const { signal, ...question } = query;
  let { fromMs } = query;
  let offset = 0;
  for (;;) {
    signal?.throwIfAborted();
    const rows = await reader.readRecords({
      ...question,
      ...(signal === undefined ? {} : { signal }),
      ...(fromMs === undefined ? {} : { fromMs }),
      columns: query.columns.includes(time) ? query.columns : [time, ...query.columns],
      order: { column: time, descending: false },
      offset,
      limit: pageRows,
    });
    if (rows.length > 0) yield rows;
    if (rows.length < pageRows) return;
    const lastMs = Number(rows.at(-1)?.[time]);
    const before = rows.findLastIndex((row) => row[time] !== lastMs);
    offset = before < 0 && lastMs === fromMs ? offset + rows.length : rows.length - 1 - before;
    fromMs = lastMs;
  }
}
