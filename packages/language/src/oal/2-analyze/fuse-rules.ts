/*
 * Fusing: all rules of one source, of whatever file, become one table. Columns that mean the same have the same name
 * and are kept once, so a metric that is only another view of columns already there costs nothing when data comes in.
 */
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';

import type { Rule } from './analyze-rule.ts';
import type { OalCatalog } from './catalog.ts';
import type { ColumnPlan } from './column-plan.ts';
import { testText } from './term.ts';

/** One source: its table, its metrics, and what an event does to a row. */
export interface TablePlan {
  readonly source: string;
  readonly table: MetricTable;
  readonly metrics: readonly MetricDefinition[];
  /** One or more for each column, those of a text column under different guards. */
  readonly steps: readonly ColumnPlan[];
  /** The files that its rules are from. */
  readonly files: readonly string[];
}

/** Tables in the order of the catalog's sources; columns and metrics in the order of the rules. */
export function fuseRules(rules: readonly Rule[], catalog: OalCatalog): readonly TablePlan[] {
  const bySource = new Map<string, Rule[]>();
  for (const rule of rules) {
    const group = bySource.get(rule.source);
    if (group === undefined) bySource.set(rule.source, [rule]);
    else group.push(rule);
  }
  const plans: TablePlan[] = [];
  for (const [source, definition] of Object.entries(catalog.sources)) {
    const group = bySource.get(source);
    if (group !== undefined) plans.push(fuseSource(source, definition.scope, group));
  }
  return plans;
}

function fuseSource(
  source: string,
  scope: MetricTable['scope'],
  rules: readonly Rule[],
): TablePlan {
  const steps = new Map<string, ColumnPlan>();
  for (const rule of rules) {
    for (const step of stepsOf(rule)) steps.set(stepId(step), step);
  }
  const kept = [...steps.values()].filter((step) => !isCovered(step, steps));
  const columns = new Map(kept.map((step) => [step.column.name, step.column]));
  return {
    source,
    table: { name: source, scope, columns: [...columns.values()] },
    metrics: rules.map((rule) => metricDefinition(rule, scope)),
    steps: kept,
    files: [...new Set(rules.map((rule) => rule.file))],
  };
}

function stepsOf(rule: Rule): readonly ColumnPlan[] {
  const steps = [rule.presence, ...Object.values(rule.columns)];
  if (rule.decorator !== undefined) {
    const { attribute, layerField } = rule.decorator;
    steps.push({
      column: { name: attribute, kind: 'text' },
      guard: rule.filters,
      key: undefined,
      value: { kind: 'layerName', of: { kind: 'field', field: layerField, type: 'Layer' } },
    });
  }
  return steps;
}

function stepId(step: ColumnPlan): string {
  return `${step.column.name} if ${step.guard.map(testText).join()}`;
}

/** An attribute that is written for every event need not be written under a condition as well. */
function isCovered(step: ColumnPlan, steps: ReadonlyMap<string, ColumnPlan>): boolean {
  return step.guard.length > 0 && steps.has(stepId({ ...step, guard: [] }));
}

function metricDefinition(rule: Rule, scope: MetricTable['scope']): MetricDefinition {
  return {
    name: rule.name,
    table: rule.source,
    scope,
    valueType: rule.function.valueType,
    function: rule.function.name,
    args: rule.args,
    columns: Object.fromEntries(
      Object.entries(rule.columns).map(([role, plan]) => [role, plan.column.name]),
    ),
    presence: rule.presence.column.name,
    labels: rule.function.labels,
  };
}
