import { type MetricTable, type ScopeName, minuteMs } from '@stormpetrel/model';
import { alarmLimits } from '../limits.ts';
import type { ReadMinutes } from '../minute-reader.ts';
import type { AlarmRule, RuleMetric } from '../rules/alarm-rule.ts';
import { type MetricColumns, ScopeColumns } from './scope-columns.ts';

/** What rules of one scope read: each metric with as many minutes as the rule that looks back furthest. */
export interface ScopePlan {
  readonly scope: ScopeName;
  readonly rules: readonly AlarmRule[];
  readonly metrics: ReadonlyMap<string, { readonly metric: RuleMetric; readonly minutes: number }>;
}

export function planScopes(rules: Iterable<AlarmRule>): readonly ScopePlan[] {
  return [...Map.groupBy(rules, (rule) => rule.scope)].map(([scope, group]) => {
    const metrics = new Map<string, { metric: RuleMetric; minutes: number }>();
    for (const rule of group) {
      const minutes = rule.settings.period + rule.trendMinutes;
      for (const metric of rule.metrics) {
        const known = metrics.get(metric.metric.name);
        if (known === undefined) metrics.set(metric.metric.name, { metric, minutes });
        else known.minutes = Math.max(known.minutes, minutes);
      }
    }
    return { scope, rules: group, metrics };
  });
}

/**
 * Reads what the rules of a scope look at, table by table. Readings of about `rowsPerReadingMax` rows, with `pause` between
 * them: `rowsPerMinute` remembers from minute to minute how many rows a table has.
 */
export async function readColumns(
  plan: ScopePlan,
  toMs: number,
  read: ReadMinutes,
  options: {
    readonly rowsPerMinute: Map<string, number>;
    readonly pause: () => Promise<void>;
  },
): Promise<ScopeColumns> {
  const columns = new ScopeColumns(toMs);
  const tables = new Map<
    string,
    { table: MetricTable; minutes: number; metrics: MetricColumns[] }
  >();
  for (const { metric, minutes } of plan.metrics.values()) {
    const { table, definition } = metric.origin;
    const labelled = metric.metric.valueType === 'LABELED_VALUE';
    const known = tables.get(table.name) ?? { table, minutes, metrics: [] };
    known.minutes = Math.max(known.minutes, minutes);
    known.metrics.push(columns.addMetric(definition, minutes, labelled));
    tables.set(table.name, known);
  }
  for (const each of tables.values()) {
    const rowsPerMinute = options.rowsPerMinute.get(each.table.name) ?? 0;
    const rows = await readTable(columns, each, { read, rowsPerMinute, pause: options.pause });
    options.rowsPerMinute.set(each.table.name, rows / each.minutes);
  }
  for (const { metrics } of tables.values()) for (const metric of metrics) metric.complete();
  return columns;
}

async function readTable(
  columns: ScopeColumns,
  from: {
    readonly table: MetricTable;
    readonly minutes: number;
    readonly metrics: readonly MetricColumns[];
  },
  how: {
    readonly read: ReadMinutes;
    readonly rowsPerMinute: number;
    readonly pause: () => Promise<void>;
  },
): Promise<number> {
  const { table, minutes, metrics } = from;
  const share = Math.floor(alarmLimits.rowsPerReadingMax / Math.max(1, how.rowsPerMinute));
  const minutesAtOnce = Math.min(minutes, Math.max(1, share));
  const definitions = metrics.map((metric) => metric.definition);
  let count = 0;
  for (let start = 0; start < minutes; start += minutesAtOnce) {
    const fromMs = columns.toMs - (minutes - start) * minuteMs;
    const toMs = Math.min(columns.toMs, fromMs + minutesAtOnce * minuteMs);
    await how.read({ table, definitions, fromMs, toMs }, (rows) => {
      count += rows.count;
      columns.take(rows, metrics);
    });
    await how.pause();
  }
  return count;
}
