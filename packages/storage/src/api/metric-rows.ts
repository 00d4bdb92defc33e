import type { MetricTable, Step } from '@stormpetrel/model';

/**
 * The ids of entities, by handle. Append-only within a generation: a handle means the same id until `generation`
 * changes, so a writer may keep an array of its own keys beside it.
 */
export interface EntityDictionary {
  readonly generation: number;
  readonly size: number;
  id(handle: number): string;
}

/** Strings of one batch, by index. */
export interface TextList {
  readonly length: number;
  readonly [index: number]: string;
}

/** One column of metric rows, by the kind of its `MetricColumn`. Arrays may be longer than the rows. */
export type MetricColumnData =
  | { readonly kind: 'sum' | 'min' | 'max' | 'latest'; readonly values: Float64Array }
  | {
      /** Row i holds the pairs `offsets[i] .. offsets[i + 1]`; a key stands at most once in a row, in no promised order. */
      readonly kind: 'map';
      readonly offsets: Uint32Array;
      /** Integer keys, or indexes into `texts` where the column's keys are strings. */
      readonly keys: Int32Array;
      readonly values: Float64Array;
    }
  /** Index into `texts`; 0xffffffff where the row has none. */
  | { readonly kind: 'text'; readonly values: Uint32Array };

export const noText = 0xffff_ffff;

/**
 * Rows of one table. To write: the partials of one flush, minute buckets, at most one row per entity and bucket.
 * Read: merged, one row per entity and bucket of the step asked for.
 */
export interface MetricRows {
  readonly table: string;
  readonly count: number;
  /** Handle in the dictionary that goes with the rows. */
  readonly entity: Uint32Array;
  /** Start of the bucket, epoch ms. */
  readonly bucketMs: Float64Array;
  /** In the order of the table's columns when written, of the query's columns when read. */
  readonly columns: readonly MetricColumnData[];
  readonly texts: TextList;
}

export interface MetricQuery {
  readonly table: MetricTable;
  /** Names of the columns wanted. */
  readonly columns: readonly string[];
  readonly step: Step;
  /** Start of the first bucket and of the bucket after the last, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly entities: EntityFilter;
}

/**
 * Which entities. `touching` is for relations: those with any of the ids at either end (service ids against relations
 * of services or instances, endpoint ids against relations of endpoints).
 */
export type EntityFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'touching'; readonly ids: readonly string[] };

/** A block of a reading: rows and the ids that their handles stand for. */
export interface MetricBlock {
  readonly rows: MetricRows;
  readonly entities: EntityDictionary;
}
