import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import type { MetadataRow } from './metadata.ts';
import {
  type RecordColumnData,
  type RecordRows,
  type RecordValue,
  type StoredRecord,
  noEntity,
} from './record-rows.ts';
import type { EntityDictionary, TextList } from './metric-rows.ts';
import type { StoreWriter, WriteBatch } from './store.ts';

/** Records of one kind, each an object with its columns by name. Columns may be left out, but for the time. */
export interface RowBatch {
  readonly schema: RecordSchema;
  readonly rows: readonly StoredRecord[];
}

/**
 * Writes what comes in small numbers: events, alarms, tasks, what people made. Plain objects go in; what floods in takes the
 * columns of `WriteBatch` instead. Everything that goes in together is stored together.
 */
export interface RowWriter {
  /** Resolves when the store has it: a `kill -9` loses nothing of it then. Rejects with a CodedError. */
  writeRows(rows: {
    readonly records?: readonly RowBatch[];
    readonly metadata?: readonly MetadataRow[];
  }): Promise<void>;
}

/** A row writer over the writing side of a store. */
export function rowWriter(writer: StoreWriter): RowWriter {
  return {
    async writeRows({ records = [], metadata = [] }) {
      const entities = new RowEntities();
      const rows = records
        .filter((batch) => batch.rows.length > 0)
        .map((batch) => recordRows(batch, entities));
      if (rows.length === 0 && metadata.length === 0) return;
      const batch: WriteBatch = { entities, metrics: [], records: rows, metadata };
      await writer.write(batch);
    },
  };
}

/** Stores may remember dictionaries by their generation: each of these is one of its own, and none that a pipeline has. */
let lastGeneration = 0;

class RowEntities implements EntityDictionary {
  readonly generation = --lastGeneration;
  readonly #ids: string[] = [];
  readonly #handles = new Map<string, number>();

  get size(): number {
    return this.#ids.length;
  }

  id(handle: number): string {
    return this.#ids[handle] as string;
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

function recordRows({ schema, rows }: RowBatch, entities: RowEntities): RecordRows {
  const texts: string[] = [];
  const textIndex = (text: string): number => texts.push(text) - 1;
  const columns = schema.columns.map((column) => {
    const values = rows.map((row) => row[column.name]);
    return columnOf(column, values, entities, textIndex);
  });
  return { schema, count: rows.length, columns, texts: texts satisfies TextList };
}

function columnOf(
  { type }: RecordColumn,
  values: readonly RecordValue[],
  entities: RowEntities,
  textIndex: (text: string) => number,
): RecordColumnData {
  switch (type) {
    case 'time':
    case 'int':
      return { type, values: Float64Array.from(values, (value) => Number(value ?? 0)) };
    case 'bool':
      return { type, values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) };
    case 'entity': {
      const handleOf = (value: RecordValue): number =>
        typeof value === 'string' && value !== '' ? entities.handle(value) : noEntity;
      return { type, values: Uint32Array.from(values, handleOf) };
    }
    case 'text':
      return { type, values: Uint32Array.from(values, (value) => textIndex(textOf(value))) };
    case 'id':
    case 'content':
    case 'bytes':
      return { type, ...joined(values.map(bytesOf)) };
    case 'terms': {
      const lists = values.map((value) => (Array.isArray(value) ? value.map(String) : []));
      return {
        type,
        offsets: offsetsOf(lists.map((list) => list.length)),
        values: Uint32Array.from(lists.flat(), textIndex),
      };
    }
  }
}

function textOf(value: RecordValue): string {
  return typeof value === 'string' ? value : '';
}

function bytesOf(value: RecordValue): Uint8Array {
  return value instanceof Uint8Array ? value : new TextEncoder().encode(textOf(value));
}

function joined(parts: readonly Uint8Array[]): { bytes: Uint8Array; offsets: Uint32Array } {
  const offsets = offsetsOf(parts.map((part) => part.length));
  const bytes = new Uint8Array(offsets.at(-1) ?? 0);
  for (const [i, part] of parts.entries()) bytes.set(part, offsets[i]);
  return { bytes, offsets };
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  for (const [i, length] of lengths.entries()) offsets[i + 1] = (offsets[i] as number) + length;
  return offsets;
}
