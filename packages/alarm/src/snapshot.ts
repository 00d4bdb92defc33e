import { type ExpressionResult, evaluateMqe } from '@stormpetrel/language/mqe';
import { EntitySource, minuteWindow } from './columns/entity-source.ts';
import type { ScopeColumns } from './columns/scope-columns.ts';
import { alarmLimits } from './limits.ts';
import type { AlarmCatalog, AlarmRule } from './rules/alarm-rule.ts';

/**
 * What an alarm was raised by, as it is stored (JSON) and handed to GraphQL's `AlarmSnapshot`: the expression, and each
 * metric in it with its values over the minutes that the rule looked at. Ids are epoch ms; null where there was no value.
 */
export interface AlarmSnapshot {
  readonly expression: string;
  readonly metrics: readonly SnapshotMetric[];
}

export interface SnapshotMetric {
  readonly name: string;
  readonly results: readonly SnapshotSeries[];
}

export interface SnapshotSeries {
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly values: readonly (readonly [id: string, value: string | null])[];
}

export async function takeSnapshot(
  rule: AlarmRule,
  columns: ScopeColumns,
  entity: number,
  catalog: AlarmCatalog,
): Promise<AlarmSnapshot> {
  const source = new EntitySource(columns, entity);
  const metrics: SnapshotMetric[] = [];
  for (const { text, trendMinutes } of rule.metrics) {
    const window = minuteWindow(columns.toMs, rule.settings.period + trendMinutes);
    const result = await evaluateMqe(text, { catalog, source, window });
    metrics.push({ name: text, results: seriesOf(result) });
  }
  return { expression: rule.settings.expression, metrics };
}

function seriesOf({ results }: ExpressionResult): readonly SnapshotSeries[] {
  return results.slice(0, alarmLimits.snapshotSeriesMax).map(({ labels, values }) => ({
    labels,
    values: values.map(({ id, value }) => [id ?? '', value ?? null] as const),
  }));
}
