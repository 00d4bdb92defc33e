import type { MetricRows } from '../../api/index.ts';
import type { ColumnSpec } from '../metric/column-spec.ts';
import {
  type ChunkColumn,
  type ChunkRows,
  type MetricChunk,
  noColumn,
} from '../metric/metric-chunk.ts';
import { mergeRows } from '../metric/merge-rows.ts';
import { RowBuilder } from '../metric/row-builder.ts';
import { metricRows } from './metric-rows.ts';
import type { MetricSource } from '../metric/row-cursor.ts';

/** What will be done with the chunks of a source; see the options of `PartSource`. */
export interface SourceUse {
  readonly minutes: boolean;
  readonly passing: boolean;
}

/** To merge: rows are copied out of the chunks. */
export const mergeUse: SourceUse = { minutes: true, passing: true };

/** Something to read rows from, and the minutes (of hours and days: the buckets) that it reaches over. */
export interface RowRun {
  readonly firstMinute: number;
  readonly lastMinute: number;
  /** Its rows are rows of the step that is asked for. */
  readonly whole: boolean;
  source(fromMinute: number, toMinute: number, use: SourceUse): MetricSource;
}

/**
 * Hands out the rows of all entities. Where only one run has rows of a minute, they need no merging and go out as they
 * are stored; only minutes that several runs have rows of are merged. So a scan over hours that are laid together costs
 * little more than unpacking.
 */
export function emitSegments(
  runs: readonly RowRun[],
  options: {
    readonly table: string;
    readonly wanted: readonly ColumnSpec[];
    readonly from: number;
    readonly to: number;
    /** Whether to hand out the starts of buckets. */
    readonly times: boolean;
  },
  emit: (rows: MetricRows) => void,
): void {
  const { table, wanted, from, to, times } = options;
  const cuts = new Set<number>();
  for (const { firstMinute, lastMinute } of runs) cuts.add(firstMinute).add(lastMinute + 1);
  const sorted = Float64Array.from(cuts).sort();
  for (let i = 0; i + 1 < sorted.length; i++) {
    const start = Math.max(from, sorted[i] as number);
    const end = Math.min(to, sorted[i + 1] as number);
    if (start >= end) continue;
    const within = runs.filter((run) => run.firstMinute < end && run.lastMinute >= start);
    const [only] = within;
    if (only === undefined) continue;
    if (within.length === 1 && only.whole) {
      const source = only.source(start, end, { minutes: times, passing: !times });
      for (let chunk = source.next(); chunk !== undefined; chunk = source.next()) {
        const taken = source.within ? undefined : rowsWithin(chunk, start, end);
        emit(metricRows(table, takenRows(chunk, wanted, taken, times), wanted));
      }
      continue;
    }
    const builder = new RowBuilder(wanted);
    mergeRows(
      within.map((run) => run.source(start, end, mergeUse)),
      builder,
    );
    emit(metricRows(table, builder.rows(), wanted));
  }
}

/** The rows given, of the chunk's own arrays where that is all of them (undefined). */
function takenRows(
  chunk: MetricChunk,
  wanted: readonly ColumnSpec[],
  rows: Uint32Array | undefined,
  times: boolean,
): Omit<ChunkRows, 'minute'> & { readonly minute: Uint32Array | undefined } {
  const n = rows?.length ?? chunk.count;
  const needsTexts = wanted.some(({ kind }) => kind === 'text' || kind === 'textMap');
  const specs: ColumnSpec[] = [];
  const columns: ChunkColumn[] = [];
  for (const spec of wanted) {
    const index = chunk.specs.findIndex((it) => it.name === spec.name && it.kind === spec.kind);
    if (index < 0) continue;
    specs.push(spec);
    const column = chunk.column(index);
    columns.push(rows === undefined ? column : pickedColumn(column, rows));
  }
  return {
    count: n,
    specs,
    entity: rows === undefined ? chunk.entity : picked(chunk.entity, rows, new Uint32Array(n)),
    minute: times ? pickedMinutes(chunk, rows) : undefined,
    columns,
    texts: needsTexts ? chunk.texts() : [],
  };
}

function pickedMinutes({ minute }: MetricChunk, rows: Uint32Array | undefined): Uint32Array {
  return rows === undefined ? minute : picked(minute, rows, new Uint32Array(rows.length));
}

/** The rows in [from, to); undefined for all. */
function rowsWithin(
  { minute, count }: MetricChunk,
  from: number,
  to: number,
): Uint32Array | undefined {
  let outside = 0;
  for (let row = 0; row < count; row++) {
    const at = minute[row] as number;
    if (at < from || at >= to) outside++;
  }
  if (outside === 0) return undefined;
  const rows = new Uint32Array(count - outside);
  let n = 0;
  for (let row = 0; row < count; row++) {
    const at = minute[row] as number;
    if (at >= from && at < to) rows[n++] = row;
  }
  return rows;
}

function picked<T extends Uint32Array | Float64Array>(from: T, rows: Uint32Array, target: T): T {
  for (let i = 0; i < rows.length; i++) target[i] = from[rows[i] as number] as number;
  return target;
}

function pickedColumn(column: ChunkColumn, rows: Uint32Array): ChunkColumn {
  const { length } = rows;
  if (column.indexes.length > 0)
    return { ...noColumn, indexes: picked(column.indexes, rows, new Uint32Array(length)) };
  if (column.offsets.length === 0)
    return { ...noColumn, values: picked(column.values, rows, new Float64Array(length)) };
  const offsets = new Uint32Array(length + 1);
  for (let i = 0; i < length; i++) {
    const row = rows[i] as number;
    const size = (column.offsets[row + 1] as number) - (column.offsets[row] as number);
    offsets[i + 1] = (offsets[i] as number) + size;
  }
  const keys = new Int32Array(offsets[length] as number);
  const values = new Float64Array(keys.length);
  for (let i = 0; i < length; i++) {
    const start = column.offsets[rows[i] as number] as number;
    const end = column.offsets[(rows[i] as number) + 1] as number;
    keys.set(column.keys.subarray(start, end), offsets[i]);
    values.set(column.values.subarray(start, end), offsets[i]);
  }
  return { ...noColumn, offsets, keys, values };
}
