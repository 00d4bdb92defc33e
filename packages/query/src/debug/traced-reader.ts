import type {
  EntityFilter,
  MetricBlock,
  MetricQuery,
  RecordCountQuery,
  RecordQuery,
  StoreReader,
} from '@stormpetrel/storage/api';
import type { ExecutionTrace } from './execution-trace.ts';

/** Ids that a message names before it only counts them. */
const idsShown = 5;

/** The reader, with a span for everything that is read by it: the condition, and how many rows came. */
export function tracedReader(reader: StoreReader, trace: ExecutionTrace): StoreReader {
  const scan = reader.scanMetrics?.bind(reader);
  return {
    readMetrics: (query) =>
      trace.span('Store: readMetrics', describeMetrics(query), async (span) => {
        const blocks = await reader.readMetrics(query);
        span.tell(`rows: ${blocks.reduce((sum, { rows }) => sum + rows.count, 0)}`);
        return blocks;
      }),
    ...(scan !== undefined && {
      scanMetrics: (query: MetricQuery, visit: (block: MetricBlock) => void) =>
        trace.span('Store: scanMetrics', describeMetrics(query), async (span) => {
          let rows = 0;
          await scan(query, (block) => {
            rows += block.rows.count;
            visit(block);
          });
          span.tell(`rows: ${rows}`);
        }),
    }),
    readRecords: (query) =>
      trace.span('Store: readRecords', describeRecords(query), async (span) => {
        const records = await reader.readRecords(query);
        span.tell(`rows: ${records.length}`);
        return records;
      }),
    countRecords: (query) =>
      trace.span('Store: countRecords', describeCount(query), async (span) => {
        const counts = await reader.countRecords(query);
        span.tell(`rows: ${counts.total.reduce((sum, count) => sum + count, 0)}`);
        return counts;
      }),
    readMetadata: (query) => {
      const { ids, ...rest } = query;
      const condition = JSON.stringify({ ...rest, ...(ids !== undefined && { ids: idsOf(ids) }) });
      return trace.span('Store: readMetadata', condition, async (span) => {
        const entries = await reader.readMetadata(query);
        span.tell(`rows: ${entries.length}`);
        return entries;
      });
    },
    close: () => reader.close(),
  };
}

function describeMetrics(query: MetricQuery): string {
  return JSON.stringify({
    table: query.table.name,
    columns: query.columns,
    step: query.step,
    from: timeOf(query.fromMs),
    to: timeOf(query.toMs),
    entities: describeEntities(query.entities),
  });
}

function describeRecords(query: RecordQuery): string {
  const { schema, fromMs, toMs, filters, order, offset, limit, columns } = query;
  return JSON.stringify({
    record: schema.name,
    from: fromMs === undefined ? undefined : timeOf(fromMs),
    to: toMs === undefined ? undefined : timeOf(toMs),
    filters,
    order,
    offset,
    limit,
    columns,
  });
}

function describeCount(query: RecordCountQuery): string {
  const { schema, fromMs, toMs, filters, bucketMs, by } = query;
  const record = schema.name;
  return JSON.stringify({ record, from: timeOf(fromMs), to: timeOf(toMs), filters, bucketMs, by });
}

function describeEntities(filter: EntityFilter): unknown {
  return filter.kind === 'ids' || filter.kind === 'touching'
    ? { [filter.kind]: idsOf(filter.ids) }
    : filter;
}

function idsOf(ids: readonly string[]): readonly string[] {
  return ids.length <= idsShown
    ? ids
    : [...ids.slice(0, idsShown), `and ${ids.length - idsShown} more`];
}

/** UTC, so that two servers' traces can be laid side by side. */
function timeOf(timeMs: number): string {
  return Number.isFinite(timeMs) && Math.abs(timeMs) <= 8.64e15
    ? new Date(timeMs).toISOString()
    : String(timeMs);
}
