import type { MetricDefinition, MetricTable } from '@stormpetrel/model';

/** INCREMENT: what came since the last export. TOTAL: the whole minute so far. */
export type ExportKind = 'increment' | 'total';

/** One entry of what the other side has asked for. */
export interface SubscribedMetric {
  readonly name: string;
  readonly kind: ExportKind;
}

/** The metrics of one table that are to be exported. */
export interface TableSubscription {
  readonly table: MetricTable;
  readonly increments: readonly MetricDefinition[];
  readonly totals: readonly MetricDefinition[];
}

/**
 * What is asked for, table by table. Nobody asking for anything means the increments of all (exporter,
 * GRPCMetricsExporter). Names that no rule makes are of no effect: they may come with the next version.
 */
export function subscriptionByTable(
  asked: readonly SubscribedMetric[],
  definitions: ReadonlyMap<string, MetricDefinition>,
  tables: ReadonlyMap<string, MetricTable>,
): ReadonlyMap<string, TableSubscription> {
  const wanted: readonly SubscribedMetric[] =
    asked.length > 0
      ? asked
      : Array.from(definitions.keys(), (name) => ({ name, kind: 'increment' }));
  const byTable = new Map<string, Record<ExportKind, Set<MetricDefinition>>>();
  for (const { name, kind } of wanted) {
    const definition = definitions.get(name);
    if (definition === undefined) continue;
    const known = byTable.get(definition.table) ?? { increment: new Set(), total: new Set() };
    known[kind].add(definition);
    byTable.set(definition.table, known);
  }
  const subscriptions = new Map<string, TableSubscription>();
  for (const [name, { increment, total }] of byTable) {
    const table = tables.get(name);
    if (table === undefined) continue;
    subscriptions.set(name, { table, increments: [...increment], totals: [...total] });
  }
  return subscriptions;
}
