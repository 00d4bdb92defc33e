import { CodedError } from '@stormpetrel/base';
import type {
  MetadataRow,
  MetricColumnData,
  MetricRows,
  RecordColumnData,
  RecordRows,
  StoreWriter,
  TextList,
  WriteBatch,
} from '@stormpetrel/storage/api';

export interface CollectedMetricRow {
  readonly entity: string;
  readonly bucketMs: number;
  /** In the order of the table's columns: numbers, maps as sorted pairs, texts. */
  readonly values: readonly unknown[];
}

export type CollectedRecord = Readonly<Record<string, unknown>>;

/** What one `write` held, copied out of the arrays it was lent. */
export interface CollectedBatch {
  readonly metrics: ReadonlyMap<string, readonly CollectedMetricRow[]>;
  readonly records: ReadonlyMap<string, readonly CollectedRecord[]>;
  readonly metadata: readonly MetadataRow[];
  readonly generation: number;
  readonly entityCount: number;
}

/** A store that keeps what it is given in a form that tests can compare. Can be told to fail, or to take its time. */
export class CollectingWriter implements StoreWriter {
  readonly batches: CollectedBatch[] = [];
  /** While above zero, writes are refused, one down each. */
  refusals = 0;
  /** What the next write throws, once: as a batch does that nobody can write. */
  mistake: Error | undefined;
  /** Resolves when the store may go on; set to hold writes back. */
  gate: Promise<void> | undefined;

  async write(batch: WriteBatch): Promise<void> {
    await this.gate;
    if (this.refusals > 0) {
      this.refusals--;
      throw new CodedError('STORE_FULL', 'no room');
    }
    const { mistake } = this;
    this.mistake = undefined;
    if (mistake !== undefined) throw mistake;
    this.batches.push({
      metrics: new Map(batch.metrics.map((rows) => [rows.table, metricRowsOf(batch, rows)])),
      records: new Map(batch.records.map((rows) => [rows.schema.name, recordsOf(batch, rows)])),
      metadata: structuredClone(batch.metadata),
      generation: batch.entities.generation,
      entityCount: batch.entities.size,
    });
  }

  async close(): Promise<void> {}

  /** Rows of a table over all batches, in the order they were written. */
  metrics(table: string): CollectedMetricRow[] {
    return this.batches.flatMap(({ metrics }) => metrics.get(table) ?? []);
  }

  records(schema: string): CollectedRecord[] {
    return this.batches.flatMap(({ records }) => records.get(schema) ?? []);
  }

  metadata(kind: MetadataRow['kind']): MetadataRow[] {
    return this.batches.flatMap(({ metadata }) => metadata.filter((row) => row.kind === kind));
  }
}

function metricRowsOf({ entities }: WriteBatch, rows: MetricRows): CollectedMetricRow[] {
  return Array.from({ length: rows.count }, (_, i) => ({
    entity: entities.id(rows.entity[i] as number),
    bucketMs: rows.bucketMs[i] as number,
    values: rows.columns.map((column) => metricValueOf(column, i, rows.texts)),
  }));
}

function metricValueOf(column: MetricColumnData, row: number, texts: TextList): unknown {
  if (column.kind === 'text') return texts[column.values[row] as number];
  if (column.kind !== 'map') return column.values[row];
  const pairs: [number, number][] = [];
  for (let i = column.offsets[row] as number; i < (column.offsets[row + 1] as number); i++) {
    pairs.push([column.keys[i] as number, column.values[i] as number]);
  }
  return pairs.sort(([a], [b]) => a - b);
}

function recordsOf(batch: WriteBatch, rows: RecordRows): CollectedRecord[] {
  return Array.from({ length: rows.count }, (_, row) =>
    Object.fromEntries(
      rows.schema.columns.map(({ name }, i) => [
        name,
        recordValueOf(batch, rows.columns[i] as RecordColumnData, row, rows.texts),
      ]),
    ),
  );
}

function recordValueOf(
  { entities }: WriteBatch,
  column: RecordColumnData,
  row: number,
  texts: TextList,
): unknown {
  switch (column.type) {
    case 'entity':
      return entities.id(column.values[row] as number);
    case 'text':
      return texts[column.values[row] as number];
    case 'terms':
      return Array.from(
        column.values.subarray(column.offsets[row], column.offsets[row + 1]),
        (term) => texts[term],
      );
    case 'id':
    case 'content':
    case 'bytes': {
      const bytes = column.bytes.slice(column.offsets[row], column.offsets[row + 1]);
      return column.type === 'bytes' ? bytes : Buffer.from(bytes).toString('utf8');
    }
    case 'bool':
      return column.values[row] === 1;
    default:
      return column.values[row];
  }
}
