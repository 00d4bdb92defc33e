import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { MetricCatalog } from '@stormpetrel/query';
import { topStatementRecords } from '@stormpetrel/model';
import type { AlarmRule } from '../rules/alarm-rule.ts';
import { readAlarmSettings } from '../rules/read-settings.ts';

/** The catalogue of the core metrics. */
export const coreCatalog = new MetricCatalog({
  tables: metricTables.values(),
  definitions: metricDefinitions.values(),
  records: topStatementRecords,
});

/** One rule with an expression; throws where it is refused. */
export async function ruleOf(
  expression: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<AlarmRule> {
  const text = JSON.stringify({ rules: { test_rule: { expression, ...fields } } });
  const settings = await readAlarmSettings(text, coreCatalog);
  if ('refused' in settings) throw new Error(settings.refused.message);
  const [rule] = settings.rules;
  if (rule === undefined) throw new Error(settings.problems.map(({ message }) => message).join());
  return rule;
}
