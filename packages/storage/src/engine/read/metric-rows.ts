import { minuteMs } from '@stormpetrel/model';
import type { MetricColumnData, MetricRows } from '../../api/index.ts';
import { noText } from '../../api/index.ts';
import { type ColumnSpec, emptyValue } from '../metric/column-spec.ts';
import type { ChunkColumn, ChunkRows } from '../metric/metric-chunk.ts';

/**
 * Rows as a reader hands them out. The arrays are shared with what they were made of. Without minutes the starts of
 * the buckets are left out.
 */
export function metricRows(
  table: string,
  rows: Omit<ChunkRows, 'minute'> & { readonly minute: Uint32Array | undefined },
  wanted: readonly ColumnSpec[],
): MetricRows {
  const { count, entity, minute, texts } = rows;
  const bucketMs = minute === undefined ? new Float64Array(0) : startsOf(minute, count);
  const columns = wanted.map((spec): MetricColumnData => {
    const index = rows.specs.findIndex((it) => it.name === spec.name && it.kind === spec.kind);
    return columnData(spec, index < 0 ? undefined : rows.columns[index], count);
  });
  return { table, count, entity, bucketMs, columns, texts };
}

function startsOf(minute: Uint32Array, count: number): Float64Array {
  const starts = new Float64Array(count);
  for (let i = 0; i < count; i++) starts[i] = (minute[i] as number) * minuteMs;
  return starts;
}

function columnData(
  { kind }: ColumnSpec,
  column: ChunkColumn | undefined,
  count: number,
): MetricColumnData {
  if (kind === 'text')
    return { kind: 'text', values: column?.indexes ?? new Uint32Array(count).fill(noText) };
  if (kind === 'intMap' || kind === 'textMap')
    return {
      kind: 'map',
      offsets: column?.offsets ?? new Uint32Array(count + 1),
      keys: column?.keys ?? new Int32Array(0),
      values: column?.values ?? new Float64Array(0),
    };
  return { kind, values: column?.values ?? new Float64Array(count).fill(emptyValue(kind)) };
}
