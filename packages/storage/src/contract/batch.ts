import { inspect } from 'node:util';
import type { MetricColumn, MetricTable, RecordSchema } from '@stormpetrel/model';
import {
  type EntityDictionary,
  type MetadataRow,
  type MetricBlock,
  type MetricColumnData,
  type MetricQuery,
  type MetricRows,
  type RecordColumnData,
  type RecordRows,
  type RecordValue,
  type StoreReader,
  type WriteBatch,
  noEntity,
  noText,
} from '../api/index.ts';

/** A metric row as a test writes it: maps as objects, absent text as undefined. */
export interface PlainMetricRow {
  readonly entity: string;
  readonly bucketMs: number;
  readonly [column: string]: number | string | Readonly<Record<string, number>> | undefined;
}

export type PlainRecord = Readonly<Record<string, RecordValue>>;

export interface BatchParts {
  readonly metrics?: readonly {
    readonly table: MetricTable;
    readonly rows: readonly PlainMetricRow[];
  }[];
  readonly records?: readonly {
    readonly schema: RecordSchema;
    readonly rows: readonly PlainRecord[];
  }[];
  readonly metadata?: readonly MetadataRow[];
}

/** Turns plain rows into the columns of a batch. */
export function batchOf(parts: BatchParts): WriteBatch {
  const ids = new Words();
  const entities: EntityDictionary = {
    generation: nextGeneration++,
    get size() {
      return ids.list.length;
    },
    id: (handle) => ids.list[handle] ?? '',
  };
  return {
    entities,
    metrics: (parts.metrics ?? []).map(({ table, rows }) => metricRowsOf(table, rows, ids)),
    records: (parts.records ?? []).map(({ schema, rows }) => recordRowsOf(schema, rows, ids)),
    metadata: parts.metadata ?? [],
  };
}

let nextGeneration = 0;

class Words {
  readonly list: string[] = [];
  readonly #indexes = new Map<string, number>();

  index(word: string): number {
    let index = this.#indexes.get(word);
    if (index === undefined) this.#indexes.set(word, (index = this.list.push(word) - 1));
    return index;
  }
}

function metricRowsOf(table: MetricTable, rows: readonly PlainMetricRow[], ids: Words): MetricRows {
  const texts = new Words();
  return {
    table: table.name,
    count: rows.length,
    entity: Uint32Array.from(rows, (row) => ids.index(row.entity)),
    bucketMs: Float64Array.from(rows, (row) => row.bucketMs),
    columns: table.columns.map((column) => metricColumn(column, rows, texts)),
    texts: texts.list,
  };
}

const emptyNumber = { sum: 0, min: Infinity, max: -Infinity, latest: Number.NaN } as const;

function metricColumn(
  { name, kind, keys }: MetricColumn,
  rows: readonly PlainMetricRow[],
  texts: Words,
): MetricColumnData {
  if (kind === 'text')
    return {
      kind,
      values: Uint32Array.from(rows, (row) => {
        const text = row[name];
        return typeof text === 'string' ? texts.index(text) : noText;
      }),
    };
  if (kind !== 'map')
    return {
      kind,
      values: Float64Array.from(rows, (row) => {
        const value = row[name];
        return typeof value === 'number' ? value : emptyNumber[kind];
      }),
    };
  const offsets = [0];
  const pairs: [number, number][] = [];
  for (const row of rows) {
    const map = row[name];
    if (typeof map === 'object')
      for (const [key, value] of Object.entries(map))
        pairs.push([keys === 'string' ? texts.index(key) : Number(key), value]);
    offsets.push(pairs.length);
  }
  return {
    kind,
    offsets: Uint32Array.from(offsets),
    keys: Int32Array.from(pairs, ([key]) => key),
    values: Float64Array.from(pairs, ([, value]) => value),
  };
}

function recordRowsOf(schema: RecordSchema, rows: readonly PlainRecord[], ids: Words): RecordRows {
  const texts = new Words();
  return {
    schema,
    count: rows.length,
    columns: schema.columns.map(({ name, type }) =>
      recordColumn(
        type,
        rows.map((row) => row[name]),
        { texts, ids },
      ),
    ),
    texts: texts.list,
  };
}

function recordColumn(
  type: RecordColumnData['type'],
  values: readonly RecordValue[],
  { texts, ids }: { readonly texts: Words; readonly ids: Words },
): RecordColumnData {
  switch (type) {
    case 'time':
    case 'int':
      return { type, values: Float64Array.from(values, Number) };
    case 'bool':
      return { type, values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) };
    case 'entity':
      return {
        type,
        values: Uint32Array.from(values, (it) =>
          typeof it === 'string' ? ids.index(it) : noEntity,
        ),
      };
    case 'text':
      return { type, values: Uint32Array.from(values, (value) => texts.index(String(value))) };
    case 'terms': {
      const lists = values.map((value) =>
        Array.isArray(value) ? (value as readonly string[]) : [],
      );
      return {
        type,
        offsets: offsetsOf(lists.map((list) => list.length)),
        values: Uint32Array.from(lists.flat(), (term) => texts.index(term)),
      };
    }
    case 'id':
    case 'content':
    case 'bytes': {
      const list = values.map((it) => (it instanceof Uint8Array ? it : Buffer.from(String(it))));
      return {
        type,
        bytes: new Uint8Array(Buffer.concat(list)),
        offsets: offsetsOf(list.map((bytes) => bytes.length)),
      };
    }
  }
}

function offsetsOf(sizes: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, i) => (offsets[i + 1] = (offsets[i] ?? 0) + size));
  return offsets;
}

/** What was read, as plain rows by entity and time; columns by the names that were asked for. */
export function plainRows(
  blocks: readonly MetricBlock[],
  columns: readonly string[],
  textKeys: readonly string[] = [],
): PlainMetricRow[] {
  const plain = blocks.flatMap(({ rows, entities }) =>
    Array.from({ length: rows.count }, (_, row): PlainMetricRow => {
      const values = columns.map((name, c) => [
        name,
        plainValue(rows, c, row, textKeys.includes(name)),
      ]);
      return {
        entity: entities.id(rows.entity[row] ?? 0),
        bucketMs: rows.bucketMs[row] ?? 0,
        ...(Object.fromEntries(values) as object),
      };
    }),
  );
  return plain.sort((a, b) =>
    a.entity === b.entity ? a.bucketMs - b.bucketMs : a.entity < b.entity ? -1 : 1,
  );
}

/** What a scan hands out, where the provider has one; otherwise what reading does: rows without times, sorted. */
export async function scannedRows(
  reader: StoreReader,
  query: MetricQuery,
  textKeys: readonly string[] = [],
): Promise<readonly string[]> {
  const scanned: string[] = [];
  const visit = (block: MetricBlock): void => {
    scanned.push(...rowsWithoutTimes(plainRows([block], query.columns, textKeys)));
  };
  if (reader.scanMetrics !== undefined) await reader.scanMetrics(query, visit);
  else for (const block of await reader.readMetrics(query)) visit(block);
  return scanned.sort();
}

export function rowsWithoutTimes(rows: readonly PlainMetricRow[]): readonly string[] {
  return rows.map((row) => inspect({ ...row, bucketMs: 0 }, { sorted: true })).sort();
}

function plainValue(
  rows: MetricRows,
  column: number,
  row: number,
  textKeys: boolean,
): number | string | Record<string, number> | undefined {
  const data = rows.columns[column];
  if (data === undefined) return undefined;
  if (data.kind === 'text') {
    const index = data.values[row] ?? noText;
    return index === noText ? undefined : rows.texts[index];
  }
  if (data.kind !== 'map') return data.values[row];
  const pairs: [string, number][] = [];
  for (let i = data.offsets[row] ?? 0; i < (data.offsets[row + 1] ?? 0); i++) {
    const key = data.keys[i] ?? 0;
    pairs.push([textKeys ? (rows.texts[key] ?? '') : String(key), data.values[i] ?? 0]);
  }
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
