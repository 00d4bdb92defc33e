import { type MetricTable, type ScopeName, minuteMs } from '@stormpetrel/model';
import { alarmLimits } from '../limits.ts';
import type { ReadMinutes } from '../minute-reader.ts';
import type { AlarmRule, RuleMetric } from '../rules/alarm-rule.ts';
import { reachOf } from './admit-rules.ts';
import type { MetricColumns } from './metric-columns.ts';
import { type ColumnLimits, ScopeColumns } from './scope-columns.ts';

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
      const minutes = reachOf(rule);
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
    readonly limits?: ColumnLimits | undefined;
  },
): Promise<ScopeColumns> {
  const columns = new ScopeColumns(toMs, plan.rules, options.limits);
  const tables = new Map<string, { table: MetricTable; metrics: MetricColumns[] }>();
  for (const { metric, minutes } of plan.metrics.values()) {
    const { table, definition } = metric.origin;
    const labelled = metric.metric.valueType === 'LABELED_VALUE';
    const known = tables.get(table.name) ?? { table, metrics: [] };
    known.metrics.push(columns.addMetric(definition, minutes, labelled));
    tables.set(table.name, known);
  }
  for (const each of tables.values()) {
    const rowsPerMinute = options.rowsPerMinute.get(each.table.name) ?? 0;
    const found = await readTable(columns, each, { read, rowsPerMinute, pause: options.pause });
    if (found !== undefined) options.rowsPerMinute.set(each.table.name, found);
  }
  return columns;
}

/** Tells how many rows a minute has. Rules that give way on the way may have let out the last metric, or a part of the minutes. */
async function readTable(
  columns: ScopeColumns,
  from: { readonly table: MetricTable; readonly metrics: readonly MetricColumns[] },
  how: {
    readonly read: ReadMinutes;
    readonly rowsPerMinute: number;
    readonly pause: () => Promise<void>;
  },
): Promise<number | undefined> {
  const { table, metrics } = from;
  const share = Math.floor(alarmLimits.rowsPerReadingMax / Math.max(1, how.rowsPerMinute));
  const definitions = metrics.map((metric) => metric.definition);
  const reach = (): number => Math.max(...metrics.map(({ minutes }) => minutes));
  let count = 0;
  let minutesRead = 0;
  for (let back = reach(); back > 0;) {
    const minutes = Math.min(back, Math.max(1, share));
    const fromMs = columns.toMs - back * minuteMs;
    await how.read({ table, definitions, fromMs, toMs: fromMs + minutes * minuteMs }, (rows) => {
      count += rows.count;
      columns.take(rows, metrics);
    });
    minutesRead += minutes;
    back = Math.min(back - minutes, reach());
    await how.pause();
  }
  return minutesRead === 0 ? undefined : count / minutesRead;
}
