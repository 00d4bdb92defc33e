import type { MqeLabel } from '@stormpetrel/language/mqe';

/** Stands for no data. No metric reaches it, and unlike NaN it is never the outcome of a calculation. */
export const missing = -Number.MAX_VALUE;

/** Values of a metric, or of one set of its labels. */
export interface LabelColumn {
  /** Sorted by key. */
  readonly labels: readonly MqeLabel[];
  values: Float64Array;
}

/**
 * One row of a result, for all entities: place i of entity e is `values[e × stride + offset + i]`. A stride of 0 is the same
 * for every entity. An entity whose `has` is 0 has no such row, and its values are then `missing`.
 */
export interface ColumnRow {
  readonly labels: readonly MqeLabel[];
  readonly values: Float64Array;
  readonly stride: number;
  readonly offset: number;
  readonly has: Uint8Array | undefined;
  /** The least and the greatest value of each entity's places, where somebody has them. */
  readonly bounds?: () => RowBounds;
}

/** By entity. Of no values the least is +Infinity and the greatest is `missing`. */
export interface RowBounds {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** The value of an expression for all entities at once: what `ValueTable` of the evaluator is for one. */
export interface ColumnTable {
  /** A single value, not a series. */
  readonly single: boolean;
  readonly labelled: boolean;
  /** Places of each row: 1 where single. */
  readonly width: number;
  /** All values are whole and small (outcomes of comparisons), so adding them up loses nothing. */
  readonly whole: boolean;
  readonly rows: readonly ColumnRow[];
}
