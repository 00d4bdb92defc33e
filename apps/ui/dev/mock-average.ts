/**
 * `avg(metric)` and `avg(metric)/100` over what the mock answers for the metric: the single numbers of the map. Services
 * of the made-up map of 300 are in no list, so theirs are functions of their names.
 */
import type { MockEntity, MockResult } from './mock-metrics.ts';
import { unitHash } from './mock-world.ts';

/** Undefined when the expression is no average. */
export function evaluateAverage(
  expression: string,
  entity: MockEntity,
  evaluate: (inner: string) => MockResult,
): MockResult | undefined {
  const match = /^avg\((\w+)\)(?:\s*\/\s*(\d+))?$/.exec(expression);
  if (match === null) return undefined;
  const metric = match[1] ?? '';
  const divisor = Number(match[2] ?? 1);
  const inner = evaluate(metric);
  if (inner.error !== null && inner.error !== undefined) return inner;
  const values = (inner.results[0]?.values ?? []).flatMap(({ value }) =>
    value === null ? [] : [Number(value)],
  );
  const mean =
    values.length > 0
      ? values.reduce((sum, it) => sum + it, 0) / values.length
      : inventedValue(metric, entity);
  const text = mean === undefined ? null : String(Math.round((mean / divisor) * 100) / 100);
  return {
    ...inner,
    type: 'SINGLE_VALUE',
    results: [{ metric: { labels: [] }, values: [{ id: null, value: text }] }],
  };
}

function inventedValue(metric: string, entity: MockEntity): number | undefined {
  const key = `${entity.serviceName ?? ''}>${entity.destServiceName ?? ''}`;
  const name = entity.destServiceName ?? entity.serviceName ?? '';
  if (
    !/^(?:checkout|catalog|billing|search|identity|shipping|media|report|risk|支付|mysql|postgres|redis|kafka|mongo)-/.test(
      name,
    )
  ) {
    return undefined;
  }
  const luck = unitHash(key);
  if (metric.endsWith('_cpm')) return Math.round(10 ** (1 + luck * 3.5));
  if (metric.endsWith('_resp_time')) return Math.round(10 ** (0.5 + unitHash(`${key}l`) * 2.4));
  return luck > 0.93
    ? 10_000 - Math.round(unitHash(`${key}e`) * 1800)
    : 9990 + Math.round(luck * 10);
}
