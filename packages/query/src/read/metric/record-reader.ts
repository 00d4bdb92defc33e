import type { RecordSchema } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import type { TimeWindow } from '../time-window.ts';

/** A slow statement or command. */
export interface StatementView {
  readonly statement: string;
  readonly latencyMs: number;
  readonly traceId: string;
}

export interface StatementQuery {
  readonly schema: RecordSchema;
  readonly window: TimeWindow;
  readonly entityId: string;
  readonly count: number;
  readonly order: 'asc' | 'des';
}

/** The slowest or fastest of an entity's sampled statements. */
export async function readStatements(
  reader: StoreReader,
  query: StatementQuery,
): Promise<readonly StatementView[]> {
  const limit = Math.min(query.count, queryLimits.rankedMax);
  if (limit <= 0 || query.window.fromMs >= query.window.toMs) return [];
  const records = await reader.readRecords({
    schema: query.schema,
    fromMs: query.window.fromMs,
    toMs: query.window.toMs,
    filters: [{ column: 'entity', op: 'equals', value: query.entityId }],
    order: { column: 'latency', descending: query.order === 'des' },
    offset: 0,
    limit,
    columns: ['statement', 'latency', 'traceId'],
  });
  return records.map((record) => ({
    statement: String(record['statement'] ?? ''),
    latencyMs: Number(record['latency'] ?? 0),
    traceId: String(record['traceId'] ?? ''),
  }));
}
