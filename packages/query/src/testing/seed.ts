/** Rows for tests, written down as they are meant: one batch for a store's writer. */
import {
  type MetricTable,
  type RecordSchema,
  encodeName,
  splitServiceName,
} from '@stormpetrel/model';
import {
  type EntityDictionary,
  type MetadataRow,
  type MetricColumnData,
  type MetricRows,
  type RecordColumnData,
  type RecordRows,
  type WriteBatch,
  noText,
} from '@stormpetrel/storage/api';

/** Columns that are left out are zero, empty or absent. Maps are lists of pairs. */
export type SeedValues = Readonly<
  Record<string, number | string | readonly (readonly [key: number | string, value: number])[]>
>;

export type SeedRecord = Readonly<
  Record<string, number | string | boolean | readonly string[] | Uint8Array>
>;

interface SeedRow {
  readonly entityId: string;
  readonly bucketMs: number;
  readonly values: SeedValues;
}

class Handles implements EntityDictionary {
  readonly generation = 0;
  readonly #ids: string[] = [];
  readonly #handles = new Map<string, number>();

  get size(): number {
    return this.#ids.length;
  }

  id(handle: number): string {
    return this.#ids[handle] ?? '';
  }

  handle(id: string): number {
    let handle = this.#handles.get(id);
    if (handle === undefined) {
      handle = this.#ids.push(id) - 1;
      this.#handles.set(id, handle);
    }
    return handle;
  }
}

export class Seed {
  readonly #entities = new Handles();
  readonly #rows = new Map<MetricTable, SeedRow[]>();
  readonly #records = new Map<RecordSchema, SeedRecord[]>();
  readonly #metadata: MetadataRow[] = [];

  row(table: MetricTable, entityId: string, bucketMs: number, values: SeedValues): this {
    const rows = this.#rows.get(table) ?? [];
    this.#rows.set(table, rows);
    rows.push({ entityId, bucketMs, values });
    return this;
  }

  /** Calls of one component, in a topology table. */
  relation(table: MetricTable, id: string, bucketMs: number, component: number, calls = 1): this {
    return this.row(table, id, bucketMs, { calls, components: [[component, calls]] });
  }

  record(schema: RecordSchema, record: SeedRecord): this {
    const records = this.#records.get(schema) ?? [];
    this.#records.set(schema, records);
    records.push(record);
    return this;
  }

  service(
    name: string,
    layer: { readonly name: string; readonly id: number },
    seenMs: number,
  ): this {
    const normal = layer.name.startsWith('VIRTUAL') ? 0 : 1;
    const fields = {
      name,
      serviceId: `${encodeName(name)}.${normal}`,
      layer: layer.name,
      normal,
      ...splitServiceName(name),
    };
    const id = `${encodeName(name)}.${layer.id}`;
    return this.metadata({ kind: 'service', id, owner: '', fields, seenMs });
  }

  metadata(row: MetadataRow): this {
    this.#metadata.push(row);
    return this;
  }

  batch(): WriteBatch {
    return {
      entities: this.#entities,
      metrics: [...this.#rows].map(([table, rows]) => this.#metricRows(table, rows)),
      records: [...this.#records].map(([schema, rows]) => this.#recordRows(schema, rows)),
      metadata: this.#metadata,
    };
  }

  #metricRows(table: MetricTable, rows: readonly SeedRow[]): MetricRows {
    const texts: string[] = [];
    return {
      table: table.name,
      count: rows.length,
      entity: Uint32Array.from(rows, (row) => this.#entities.handle(row.entityId)),
      bucketMs: Float64Array.from(rows, (row) => row.bucketMs),
      columns: table.columns.map((column) => metricColumn(column, rows, texts)),
      texts,
    };
  }

  #recordRows(schema: RecordSchema, rows: readonly SeedRecord[]): RecordRows {
    const texts: string[] = [];
    const columns = schema.columns.map(({ name, type }): RecordColumnData => {
      const values = rows.map((row) => row[name]);
      switch (type) {
        case 'time':
        case 'int':
          return { type, values: Float64Array.from(values, Number) };
        case 'bool':
          return { type, values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) };
        case 'entity':
          return {
            type,
            values: Uint32Array.from(values, (value) => this.#entities.handle(String(value))),
          };
        case 'text':
          return { type, values: Uint32Array.from(values, (text) => texts.push(String(text)) - 1) };
        case 'terms':
          return termsColumn(values, texts);
        default:
          return { type, ...bytesColumn(values) };
      }
    });
    return { schema, count: rows.length, columns, texts };
  }
}

function metricColumn(
  column: MetricTable['columns'][number],
  rows: readonly SeedRow[],
  texts: string[],
): MetricColumnData {
  const values = rows.map((row) => row.values[column.name]);
  if (column.kind === 'text') {
    const indexes = values.map((text) =>
      text === undefined ? noText : texts.push(String(text)) - 1,
    );
    return { kind: 'text', values: Uint32Array.from(indexes) };
  }
  if (column.kind !== 'map') {
    const numbers = values.map((value) => (typeof value === 'number' ? value : 0));
    return { kind: column.kind, values: Float64Array.from(numbers) };
  }
  const offsets = [0];
  const pairs = values.map((value) => (typeof value === 'object' ? value : []));
  for (const list of pairs) offsets.push((offsets.at(-1) ?? 0) + list.length);
  const keyOf = (key: number | string): number =>
    typeof key === 'number' ? key : texts.push(key) - 1;
  return {
    kind: 'map',
    offsets: Uint32Array.from(offsets),
    keys: Int32Array.from(pairs.flatMap((list) => list.map(([key]) => keyOf(key)))),
    values: Float64Array.from(pairs.flatMap((list) => list.map(([, value]) => value))),
  };
}

function termsColumn(values: readonly unknown[], texts: string[]): RecordColumnData {
  const offsets = [0];
  const indexes: number[] = [];
  for (const value of values) {
    if (Array.isArray(value)) indexes.push(...value.map((term) => texts.push(String(term)) - 1));
    offsets.push(indexes.length);
  }
  return {
    type: 'terms',
    offsets: Uint32Array.from(offsets),
    values: Uint32Array.from(indexes),
  };
}

function bytesColumn(values: readonly unknown[]): { bytes: Uint8Array; offsets: Uint32Array } {
  const parts = values.map((value) =>
    value instanceof Uint8Array
      ? value
      : new TextEncoder().encode(typeof value === 'string' ? value : ''),
  );
  const offsets = [0];
  for (const part of parts) offsets.push((offsets.at(-1) ?? 0) + part.length);
  return { bytes: Buffer.concat(parts), offsets: Uint32Array.from(offsets) };
}
