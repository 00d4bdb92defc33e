import { must } from '@stormpetrel/base';
import type { MetricDefinition, MetricTable, SourceName } from '@stormpetrel/model';

import { LazyMap } from './lazy-map.ts';
import type { SourceDispatcher } from './runtime.ts';
import { decodeMetrics, decodeTables } from './table-text.ts';

/** Tables and metrics of generated rules, read from their texts when they are first asked for. */
export class RuleCatalog {
  /** By name. */
  readonly tables: ReadonlyMap<string, MetricTable>;
  /** By name. */
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
  /** By table. */
  readonly #metricsOf: ReadonlyMap<string, readonly MetricDefinition[]>;

  constructor(tablesText: string, metricsText: string) {
    const tables = new LazyMap(() =>
      decodeTables(tablesText).map((table) => [table.name, table] as const),
    );
    const metrics = new LazyMap(() =>
      decodeMetrics([...tables.values()], metricsText).map(
        (metric) => [metric.name, metric] as const,
      ),
    );
    this.tables = tables;
    this.metrics = metrics;
    this.#metricsOf = new LazyMap(() => Map.groupBy(metrics.values(), (metric) => metric.table));
  }

  metricsOf(table: string): readonly MetricDefinition[] {
    return this.#metricsOf.get(table) ?? [];
  }

  dispatcher<N extends SourceName>(
    source: N,
    update: SourceDispatcher<N>['update'],
  ): SourceDispatcher<N> {
    return new CatalogDispatcher(this, source, update);
  }
}

class CatalogDispatcher<N extends SourceName> implements SourceDispatcher<N> {
  readonly source: N;
  readonly update: SourceDispatcher<N>['update'];
  readonly #catalog: RuleCatalog;

  constructor(catalog: RuleCatalog, source: N, update: SourceDispatcher<N>['update']) {
    this.#catalog = catalog;
    this.source = source;
    this.update = update;
  }

  get table(): MetricTable {
    return must(this.#catalog.tables.get(this.source), `no table of ${this.source}`);
  }

  get metrics(): readonly MetricDefinition[] {
    return this.#catalog.metricsOf(this.source);
  }
}
