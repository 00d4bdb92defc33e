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
  /** UTF-8. What is not, comes back with a replacement character in its place, and is found by that. */
  | ({ readonly type: 'content' } & BytesColumn)
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

/**
 * What a row must be. By the types of columns: `equals` is for entity, id, bool and text (where it is compared row by row: put
 * something beside it that narrows), `in` for entity, id, text and int, `has` and `hasAny` for terms, `range` for time and int, `contains` for
 * content. An absent entity equals nothing.
 */
export type RecordFilter =
  | { readonly column: string; readonly op: 'equals'; readonly value: string | boolean }
  /** Equal to one of them; with no values, no row passes. */
  | { readonly column: string; readonly op: 'in'; readonly values: readonly (string | number)[] }
  /** Inclusive ends. */
  | { readonly column: string; readonly op: 'range'; readonly min?: number; readonly max?: number }
  | { readonly column: string; readonly op: 'has'; readonly term: string }
  | { readonly column: string; readonly op: 'hasAny'; readonly terms: readonly string[] }
  /**
   * `text` stands somewhere in it, both folded by `foldText`; the empty text stands in all. With `negate`: it does not.
   * The longer the text, the fewer blocks are looked into: three bytes are the least that an index knows of.
   */
  | {
      readonly column: string;
      readonly op: 'contains';
      readonly text: string;
      readonly negate?: boolean;
    };

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
  /** Ends the reading early, which then rejects with the signal's reason. A provider need not look at it more than once. */
  readonly signal?: AbortSignal;
}

/** How many rows there are, by time and by the value of a column. */
export interface RecordCountQuery {
  readonly schema: RecordSchema;
  /** From inclusive to exclusive, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** All must hold. */
  readonly filters: readonly RecordFilter[];
  /** Length of a bucket. The first begins at `fromMs`, wherever that lies; the last ends at `toMs` or after it. At most `countBucketsMax` of them. */
  readonly bucketMs: number;
  /**
   * An entity column, or one of terms: then a row counts under the first of its terms that begins with `prefix` (default
   * '': under its first term).
   */
  readonly by?: { readonly column: string; readonly prefix?: string };
  /** As that of `RecordQuery`. */
  readonly signal?: AbortSignal;
}

export interface RecordCounts {
  /** Rows in each bucket. */
  readonly total: Float64Array;
  /**
   * With `by`: the same for each value (entity id, or whole term), most rows first, equal ones by their value; '' for rows
   * without one. Empty without `by`.
   */
  readonly groups: readonly RecordCountGroup[];
  /**
   * Rows whose values are not among the groups: there are at most `countGroupsMax` of these, and which values are left out
   * past that is not promised. undefined where there are none. Groups and other together are the total.
   */
  readonly other: Float64Array | undefined;
}

export interface RecordCountGroup {
  readonly value: string;
  readonly counts: Float64Array;
}

export const countBucketsMax = 10_000;
export const countGroupsMax = 256;

export type RecordValue = number | boolean | string | readonly string[] | Uint8Array | undefined;

/** One record read: entity, id and text columns as strings, terms as lists, only the columns asked for. */
export type StoredRecord = Readonly<Record<string, RecordValue>>;
