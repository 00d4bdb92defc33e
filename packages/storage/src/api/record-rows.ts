import type { RecordSchema } from '@stormpetrel/model';
import type { TextList } from './metric-rows.ts';

/** Value i is `bytes[offsets[i], offsets[i + 1])`. */
export interface BytesColumn {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

export type RecordColumnData =
  | { readonly type: 'time' | 'int'; readonly values: Float64Array }
  | { readonly type: 'entity'; readonly values: Uint32Array }
  | { readonly type: 'bool'; readonly values: Uint8Array }
  | ({ readonly type: 'id' | 'bytes' } & BytesColumn)
  /** Index into the batch's `texts`. */
  | { readonly type: 'text'; readonly values: Uint32Array }
  | { readonly type: 'terms'; readonly offsets: Uint32Array; readonly values: Uint32Array };

/** Rows to write, in any order of time. Arrays may be longer than the rows. `noEntity` marks an absent entity. */
export interface RecordRows {
  readonly schema: RecordSchema;
  readonly count: number;
  readonly columns: readonly RecordColumnData[];
  readonly texts: TextList;
}

export const noEntity = 0xffff_ffff;

export type RecordFilter =
  | { readonly column: string; readonly op: 'equals'; readonly value: string | boolean }
  /** Inclusive ends. */
  | { readonly column: string; readonly op: 'range'; readonly min?: number; readonly max?: number }
  | { readonly column: string; readonly op: 'has'; readonly term: string };

export interface RecordQuery {
  readonly schema: RecordSchema;
  /** From inclusive to exclusive, epoch ms; absent ends are open. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** All must hold. */
  readonly filters: readonly RecordFilter[];
  /** A `time` or `int` column. Rows that are equal in it come in a fixed, unspecified order. */
  readonly order: { readonly column: string; readonly descending: boolean };
  readonly offset: number;
  readonly limit: number;
  /** Columns wanted; leaving `bytes` out is what makes a list cheap. */
  readonly columns: readonly string[];
}

export type RecordValue = number | boolean | string | readonly string[] | Uint8Array | undefined;

/** One record read: entity, id and text columns as strings, terms as lists, only the columns asked for. */
export type StoredRecord = Readonly<Record<string, RecordValue>>;
