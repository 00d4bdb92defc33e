import type { LabelledValue } from '@stormpetrel/language/oal';
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';
import type { EntityDictionary } from '@stormpetrel/storage/api';

/** Asks for values of metrics of one table, of all entities, minute by minute in [fromMs, toMs). */
export interface MinuteQuery {
  readonly table: MetricTable;
  readonly definitions: readonly MetricDefinition[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Some rows of the answer. Arrays may be longer than `count`, and MUST NOT be used after the visit. */
export interface MinuteRows {
  readonly entities: EntityDictionary;
  readonly count: number;
  readonly entity: Uint32Array;
  readonly bucketMs: Float64Array;
  /** One for each definition that was asked for, in their order. */
  readonly metrics: readonly MinuteValues[];
}

export type MinuteValues =
  /** Row i has the value `values[i]` where `presence[i]` is above zero. */
  | { readonly kind: 'numbers'; readonly presence: Float64Array; readonly values: Float64Array }
  | {
      readonly kind: 'rows';
      /** undefined where the row has no value. */
      readonly read: (row: number) => number | readonly LabelledValue[] | undefined;
    };

/** Reads metrics out of a store; over all visits an entity and minute stands only once. */
export type ReadMinutes = (query: MinuteQuery, visit: (rows: MinuteRows) => void) => Promise<void>;
