/*
 * From the settings of a rule to a rule that can run. The expression is
 *
 *     1. parsed and analysed as any expression, so that what is wrong has its place
 *     2. held against what alarms allow: its root compares and gives one value, all metrics are of one scope, none is
 *        ranked or predicted
 *     3. evaluated once over entities without values, which finds what only evaluation would (relabels, trends)
 */
import {
  type Expression,
  type MqeDataSource,
  type ParsedMqe,
  analyzeMqe,
  evaluateMqe,
  parseMqe,
} from '@stormpetrel/language/mqe';
import type { ScopeName } from '@stormpetrel/model';
import { describe } from '@stormpetrel/language/kit';
import { expressionNodes, metricNodeOf } from '../columns/expression-nodes.ts';
import { alarmLimits } from '../limits.ts';
import type { AlarmCatalog, AlarmRule, RuleMetric } from './alarm-rule.ts';
import type { RuleSettings } from './rule-settings.ts';
import { parseMessageTemplate } from './message-template.ts';
import { NameFilter } from './name-filter.ts';
import type { PatternCompiler } from '@stormpetrel/language/pattern';
import { RuleRefusal } from './read-rule.ts';
import type { RawRule } from './settings-text.ts';

/** Scopes whose entities can raise alarms (server-alarm-plugin, NotifyHandler). */
const scopes: ReadonlySet<ScopeName> = new Set<ScopeName>([
  'Service',
  'ServiceInstance',
  'Endpoint',
  'ServiceRelation',
  'ServiceInstanceRelation',
  'EndpointRelation',
]);

/** Throws `RuleRefusal`. */
export async function compileRule(
  settings: RuleSettings,
  raw: RawRule,
  catalog: AlarmCatalog,
  compilePattern: PatternCompiler,
): Promise<AlarmRule> {
  const parsed = parseMqe(settings.expression);
  const names = [...catalog.metrics()].map((metric) => metric.name);
  const analysis = analyzeMqe(parsed, catalog, names);
  const [problem] = analysis.problems;
  const expression = parsed.expression;
  // Expressions have one line mostly; in those that have more the column is that of the field.
  const refuseAt = (offset: number, message: string): never => {
    throw new RuleRefusal(raw.placeIn('expression', offset), message);
  };
  if (problem !== undefined || expression === undefined) {
    const offset = problem?.line === 1 ? problem.column - 1 : 0;
    return refuseAt(offset, problem === undefined ? 'is no expression' : describe(problem));
  }
  const metrics = expressionNodes(expression).flatMap((node) => {
    if (node.kind === 'top')
      refuseAt(node.start, 'Unsupported operation: [top_n] in alarm expression.');
    if (node.kind === 'baseline')
      refuseAt(node.start, 'baseline() needs predictions, and there are none');
    const found = metricOf(node, parsed, catalog, refuseAt);
    return found === undefined ? [] : [found];
  });
  const scope = theScope(metrics, refuseAt);
  if (!isComparison(expression))
    refuseAt(expression.start, 'the outermost operation must be a comparison, or && or || of them');
  if (analysis.type !== 'SINGLE_VALUE') {
    refuseAt(
      expression.start,
      'the expression must give a single value: sum(metric > 1) > 2 does, metric > 1 does not',
    );
  }
  const trendMinutes = Math.max(0, ...metrics.map((metric) => metric.trendMinutes));
  if (settings.period + trendMinutes > alarmLimits.windowMinutesMax) {
    refuseAt(0, `period and trend look back more than ${alarmLimits.windowMinutesMax} minutes`);
  }
  const error = await emptyError(parsed, metrics, catalog);
  if (error !== undefined) refuseAt(expression.start, error);
  const message = parseMessageTemplate(settings.message);
  if ('unknown' in message) throw new RuleRefusal(raw.place, 'message is not right');
  const filter = new NameFilter(settings, compilePattern);
  return { settings, parsed, scope, metrics: distinct(metrics), trendMinutes, filter, message };
}

function metricOf(
  node: Expression,
  parsed: ParsedMqe,
  catalog: AlarmCatalog,
  refuseAt: (offset: number, message: string) => never,
): RuleMetric | undefined {
  const named = metricNodeOf(node);
  if (named === undefined) return undefined;
  const metric = catalog.findMetric(named.name);
  if (
    metric === undefined ||
    metric.origin.kind !== 'table' ||
    (metric.valueType !== 'REGULAR_VALUE' && metric.valueType !== 'LABELED_VALUE')
  ) {
    return refuseAt(
      named.start,
      `Metric does not supported in alarm, metric: [${named.name}] is not a common or labeled metric.`,
    );
  }
  const text = parsed.source.slice(named).replaceAll(/('[^']*'|"[^"]*")|\s+/g, '$1');
  const trendMinutes = node.kind === 'trend' ? node.range : 0;
  return { metric, origin: metric.origin, text, trendMinutes };
}

function theScope(
  metrics: readonly RuleMetric[],
  refuseAt: (offset: number, message: string) => never,
): ScopeName {
  const found = [...new Set(metrics.map(({ metric }) => metric.scope))];
  const [scope] = found;
  if (scope === undefined) return refuseAt(0, 'the expression reads no metric');
  if (found.length > 1) {
    return refuseAt(0, `all metrics must be of one scope, these are of ${found.join(', ')}`);
  }
  if (!scopes.has(scope)) return refuseAt(0, `metrics of ${scope} raise no alarms`);
  return scope;
}

function isComparison(expression: Expression): boolean {
  return expression.kind === 'binary' && !/^[-+*/%]$/.test(expression.operator);
}

/** Of uses that are alike the one that reaches back furthest. */
function distinct(metrics: readonly RuleMetric[]): readonly RuleMetric[] {
  const byText = new Map<string, RuleMetric>();
  for (const each of metrics) {
    const known = byText.get(each.text);
    if (known === undefined || known.trendMinutes < each.trendMinutes) byText.set(each.text, each);
  }
  return [...byText.values()];
}

/** What evaluation finds wrong whatever the values are. */
async function emptyError(
  parsed: ParsedMqe,
  metrics: readonly RuleMetric[],
  catalog: AlarmCatalog,
): Promise<string | undefined> {
  const labelsOf = new Map(
    metrics.map(({ metric, origin }) => [metric.name, origin.definition.labels]),
  );
  const source: MqeDataSource = {
    readSeries: async (readings) =>
      readings.map(({ metric, window }) => {
        const labels = (labelsOf.get(metric.name) ?? []).map((key) => ({ key, value: 'x' }));
        return [{ labels, values: window.buckets.map(() => undefined) }];
      }),
    readTop: async () => [],
    readRecords: async () => [],
  };
  const window = { step: 'minute', buckets: [60_000] } as const;
  return (await evaluateMqe(parsed, { catalog, source, window })).error;
}
