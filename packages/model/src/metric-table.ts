import type { ScopeName } from './scope.ts';

/**
 * How two partial values of one column merge. A partial is what one flush saw of an entity in one minute; partials of
 * the same entity and bucket merge on reading or in the background, in any order but for `latest`, where the later
 * written one wins.
 *
 *     sum, min, max, latest   one number
 *     map                     number or text key → number, merged by adding (histograms, labels, sets)
 *     text                    one string, later written wins (attributes of the entity)
 */
export type MetricColumnKind = 'sum' | 'min' | 'max' | 'latest' | 'map' | 'text';

export interface MetricColumn {
  readonly name: string;
  readonly kind: MetricColumnKind;
  /** Only for `map`: keys are signed 32-bit integers, or strings. */
  readonly keys?: 'int' | 'string';
  /**
   * Only for `map`: keys that one row may hold while it is being filled; further ones are dropped. Merging need not
   * enforce it: readers cut what is over.
   */
  readonly keysMax?: number;
}

/** What a `text` column holds where there is no text. */
export const noText = 0xffff_ffff;

/**
 * A fused table: one row of accumulators per entity and minute, shared by all metrics of one source.
 * Storage keeps these rows; metrics are views of them.
 */
export interface MetricTable {
  /** The source's name, `Service`; stable, since stored data is found by it. */
  readonly name: string;
  readonly scope: ScopeName;
  readonly columns: readonly MetricColumn[];
}

/** GraphQL's `MetricsType`. */
export type MetricValueType = 'REGULAR_VALUE' | 'LABELED_VALUE' | 'HEATMAP' | 'SAMPLED_RECORD';

/** A named metric: a function over columns of one table. */
export interface MetricDefinition {
  readonly name: string;
  readonly table: string;
  readonly scope: ScopeName;
  readonly valueType: MetricValueType;
  /** The name of the OAL (or MAL) function that turns the columns into a value. */
  readonly function: string;
  /** Literal arguments of the function, such as the precision of a percentile. */
  readonly args: readonly number[];
  /** The function's role (`sum`, `count`, `match` …) → column of the table. */
  readonly columns: Readonly<Record<string, string>>;
  /** The column that is above zero where the metric has a value at all: the count of what passed its filters. */
  readonly presence: string;
  /** Label names of a labelled metric (`p`, `n`), in order. */
  readonly labels: readonly string[];
}
