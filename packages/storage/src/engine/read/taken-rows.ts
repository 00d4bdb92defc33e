import type { NumberRoom } from '../encoding/numbers.ts';
import type { ColumnSpec } from '../metric/column-spec.ts';
import {
  type ChunkColumn,
  type ChunkRows,
  type MetricChunk,
  noColumn,
} from '../metric/metric-chunk.ts';

/** The rows given, of the chunk's own arrays where that is all of them (undefined). */
export function takenRows(
  chunk: MetricChunk,
  how: {
    readonly wanted: readonly ColumnSpec[];
    readonly rows: Uint32Array | undefined;
    readonly times: boolean;
    /** Memory for what is picked; it is then good until the next time. */
    readonly room: NumberRoom | undefined;
  },
): Omit<ChunkRows, 'minute'> & { readonly minute: Uint32Array | undefined } {
  const { wanted, rows, times, room } = how;
  const n = rows?.length ?? chunk.count;
  const needsTexts = wanted.some(({ kind }) => kind === 'text' || kind === 'textMap');
  const specs: ColumnSpec[] = [];
  const columns: ChunkColumn[] = [];
  for (const spec of wanted) {
    const index = chunk.specs.findIndex((it) => it.name === spec.name && it.kind === spec.kind);
    if (index < 0) continue;
    specs.push(spec);
    const column = chunk.column(index);
    columns.push(rows === undefined ? column : pickedColumn(column, rows, room, specs.length));
  }
  return {
    count: n,
    specs,
    entity:
      rows === undefined
        ? chunk.entity
        : picked(chunk.entity, rows, room?.uint32(0, n) ?? new Uint32Array(n)),
    minute: times ? pickedMinutes(chunk, rows) : undefined,
    columns,
    texts: needsTexts ? chunk.texts() : [],
  };
}

function pickedMinutes({ minute }: MetricChunk, rows: Uint32Array | undefined): Uint32Array {
  return rows === undefined ? minute : picked(minute, rows, new Uint32Array(rows.length));
}

/** The rows in [from, to); undefined for all. */
export function rowsWithin(
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

/** `slot` tells the columns apart, from 1. */
function pickedColumn(
  column: ChunkColumn,
  rows: Uint32Array,
  room: NumberRoom | undefined,
  slot: number,
): ChunkColumn {
  const { length } = rows;
  if (column.indexes.length > 0)
    return {
      ...noColumn,
      indexes: picked(column.indexes, rows, room?.uint32(slot, length) ?? new Uint32Array(length)),
    };
  if (column.offsets.length === 0)
    return {
      ...noColumn,
      values: picked(column.values, rows, room?.float64(slot, length) ?? new Float64Array(length)),
    };
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
