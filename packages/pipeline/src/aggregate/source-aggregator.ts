import type { DispatchContext, SourceDispatcher } from '@stormpetrel/language/oal';
import { type Source, type SourceName, createSource } from '@stormpetrel/model';
import type { AccumulatorTable } from './accumulator-table.ts';
import type { MetricTables } from './metric-tables.ts';

/** The compiled rules, by source. Sources that no rule reads are left out. */
export type DispatcherSet = { readonly [N in SourceName]?: SourceDispatcher<N> };

/**
 * Takes the events of one source: `source` is filled anew for each, then `add` counts it for an entity and minute.
 * Costs nothing where no rule reads the source.
 */
export class SourceAggregator<N extends SourceName> {
  readonly source: Source<N>;
  readonly #dispatcher: SourceDispatcher<N> | undefined;
  readonly #context: DispatchContext;
  #table: AccumulatorTable | undefined;

  constructor(
    name: N,
    dispatchers: DispatcherSet,
    context: DispatchContext,
    source: Source<N> = createSource(name),
  ) {
    this.source = source;
    this.#dispatcher = dispatchers[name];
    this.#context = context;
  }

  /** Rows are kept in these tables from now on. */
  writeTo(tables: MetricTables): void {
    const name = this.#dispatcher?.table.name;
    this.#table = name === undefined ? undefined : tables.find(name);
  }

  add(entity: number, minute: number): void {
    const table = this.#table;
    const dispatcher = this.#dispatcher;
    if (table === undefined || dispatcher === undefined) return;
    dispatcher.update(table, table.row(entity, minute), this.source, this.#context);
  }
}
