import { grown } from '@stormpetrel/base';
import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import { type RecordColumnData, type RecordRows, noEntity } from '@stormpetrel/storage/api';
import type { TextTable } from '../aggregate/text-table.ts';
import { BytesBuilder } from './bytes-builder.ts';

/** A value for a column: a handle for `entity`, a string for `id` and `text`. */
export type RecordInput = number | boolean | string | readonly string[] | Uint8Array | undefined;

/** Memory of ids and payloads that a flush may leave behind for the next one. */
const bytesKept = 1 << 20;

/**
 * The records of one kind in one flush, of any schema: for what is rare beside segments, which have a builder of their own.
 * Texts go into the flush's table, so `reset` MUST come with the table's.
 */
export class RecordBuilder {
  readonly schema: RecordSchema;
  readonly #texts: TextTable;
  readonly #columns: readonly Column[];
  #count = 0;
  #characters = 0;

  constructor(schema: RecordSchema, texts: TextTable) {
    this.schema = schema;
    this.#texts = texts;
    this.#columns = schema.columns.map((column) => columnFor(column, texts));
  }

  get count(): number {
    return this.#count;
  }

  /** Characters of the strings taken so far: what bounds the memory of records that carry texts. */
  get characters(): number {
    return this.#characters;
  }

  /** Columns that are left out are empty: 0, false, no entity, no text. */
  append(record: Readonly<Record<string, RecordInput>>): void {
    const row = this.#count++;
    for (const [i, { name }] of this.schema.columns.entries()) {
      const value = record[name];
      this.#characters += charactersOf(value);
      (this.#columns[i] as Column).set(row, value);
    }
  }

  /** Lends its arrays until `reset`. */
  toRows(): RecordRows {
    return {
      schema: this.schema,
      count: this.#count,
      columns: this.#columns.map((column) => column.toData()),
      texts: this.#texts.texts,
    };
  }

  reset(): void {
    this.#count = 0;
    this.#characters = 0;
    for (const column of this.#columns) column.reset();
  }
}

function charactersOf(value: RecordInput): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return 0;
  let sum = 0;
  for (const item of value as readonly string[]) sum += item.length;
  return sum;
}

interface Column {
  set(row: number, value: RecordInput): void;
  toData(): RecordColumnData;
  reset(): void;
}

function columnFor({ type }: RecordColumn, texts: TextTable): Column {
  switch (type) {
    case 'time':
    case 'int':
      return new NumberColumn(type);
    case 'bool':
      return new BoolColumn();
    case 'entity':
      return new IndexColumn(type, (value) => (typeof value === 'number' ? value : noEntity));
    case 'text':
      return new IndexColumn(type, (value) => texts.index(typeof value === 'string' ? value : ''));
    case 'terms':
      return new TermsColumn(texts);
    case 'id':
    case 'bytes':
    case 'content':
      return new BytesColumn(type);
  }
}

class NumberColumn implements Column {
  readonly #type: 'time' | 'int';
  #values: Float64Array = new Float64Array(16);

  constructor(type: 'time' | 'int') {
    this.#type = type;
  }

  set(row: number, value: RecordInput): void {
    if (row === this.#values.length) this.#values = grown(this.#values, row + 1);
    this.#values[row] = typeof value === 'number' ? value : 0;
  }

  toData(): RecordColumnData {
    return { type: this.#type, values: this.#values };
  }

  reset(): void {}
}

class BoolColumn implements Column {
  #values: Uint8Array = new Uint8Array(16);

  set(row: number, value: RecordInput): void {
    if (row === this.#values.length) this.#values = grown(this.#values, row + 1);
    this.#values[row] = value === true ? 1 : 0;
  }

  toData(): RecordColumnData {
    return { type: 'bool', values: this.#values };
  }

  reset(): void {}
}

/** Handles of entities, or indexes into the table of texts. */
class IndexColumn implements Column {
  readonly #type: 'entity' | 'text';
  readonly #indexOf: (value: RecordInput) => number;
  #values: Uint32Array = new Uint32Array(16);

  constructor(type: 'entity' | 'text', indexOf: (value: RecordInput) => number) {
    this.#type = type;
    this.#indexOf = indexOf;
  }

  set(row: number, value: RecordInput): void {
    if (row === this.#values.length) this.#values = grown(this.#values, row + 1);
    this.#values[row] = this.#indexOf(value);
  }

  toData(): RecordColumnData {
    return { type: this.#type, values: this.#values };
  }

  reset(): void {}
}

class TermsColumn implements Column {
  readonly #texts: TextTable;
  #offsets: Uint32Array = new Uint32Array(17);
  #values: Uint32Array = new Uint32Array(64);
  #length = 0;

  constructor(texts: TextTable) {
    this.#texts = texts;
  }

  set(row: number, value: RecordInput): void {
    if (Array.isArray(value)) for (const term of value as readonly string[]) this.#add(term);
    if (row + 1 === this.#offsets.length) this.#offsets = grown(this.#offsets, row + 2);
    this.#offsets[row + 1] = this.#length;
  }

  toData(): RecordColumnData {
    return { type: 'terms', offsets: this.#offsets, values: this.#values };
  }

  reset(): void {
    this.#length = 0;
  }

  #add(term: string): void {
    if (this.#length === this.#values.length) this.#values = grown(this.#values, this.#length + 1);
    this.#values[this.#length++] = this.#texts.index(term);
  }
}

const utf8 = new TextEncoder();

class BytesColumn implements Column {
  readonly #type: 'id' | 'bytes' | 'content';
  readonly #builder = new BytesBuilder();

  constructor(type: 'id' | 'bytes' | 'content') {
    this.#type = type;
  }

  set(_row: number, value: RecordInput): void {
    const bytes = value instanceof Uint8Array ? value : utf8.encode(String(value ?? ''));
    this.#builder.append(bytes, 0, bytes.length);
  }

  toData(): RecordColumnData {
    return { type: this.#type, ...this.#builder.toColumn() };
  }

  reset(): void {
    this.#builder.reset(bytesKept);
  }
}
