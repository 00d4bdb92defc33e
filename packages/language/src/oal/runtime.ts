import type { MetricDefinition, MetricTable, Source, SourceName } from '@stormpetrel/model';

/**
 * The face between generated dispatchers and whoever keeps the accumulators (pipeline/aggregate).
 *
 * Columns of a table are reached by their position among the columns of the same storage: `scalars` for sum, min, max
 * and latest, `maps` for map, `texts` for text, each in the order of `MetricTable.columns`. Fresh rows hold 0 for sum,
 * +Infinity for min, -Infinity for max, NaN for latest, nothing for map, and no text.
 */
export interface AccumulatorRows {
  /**
   * Row by row, since one event touches most scalars of its row: column `i` of a row stands at `row * scalarsPerRow + i`.
   * Arrays are replaced when the table grows: read them anew on each update.
   */
  readonly scalars: Float64Array;
  readonly scalarsPerRow: number;
  readonly maps: readonly MapAccumulator[];
  readonly texts: readonly Uint32Array[];
  /** The index of a string in the texts of the flush: for `texts`, and for the keys of string maps. */
  textIndex(text: string): number;
}

export interface MapAccumulator {
  /** Adds to the value under an integer key (for string keys: their `textIndex`) of a row. */
  add(row: number, key: number, delta: number): void;
}

/** What functions need to know beyond the source. */
export interface DispatchContext {
  /** Apdex threshold of a service, by its name (server-core, ApdexThresholdConfig). */
  apdexThresholdMs(serviceName: string): number;
}

/** All rules of one source, fused: one update of one row for each event. */
export interface SourceDispatcher<N extends SourceName = SourceName> {
  readonly source: N;
  readonly table: MetricTable;
  readonly metrics: readonly MetricDefinition[];
  update(rows: AccumulatorRows, row: number, source: Source<N>, context: DispatchContext): void;
}

/** Which text each generated module was made of, by the name of the rule file. */
export type RuleManifest = Readonly<
  Record<string, { readonly sha256: string; readonly modules: readonly string[] }>
>;
