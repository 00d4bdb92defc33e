import type { UnitKind } from '../../base/format-number.ts';

/** Endings of names that say what a metric counts; whatever else is a plain number, as the server sent it. */
const endings: readonly (readonly [RegExp, UnitKind])[] = [
  [/_(?:resp_time|response_time|latency|percentile|duration|gc_time)$/, 'durationMs'],
  [/_cpm$/, 'perMinute'],
  [/_memory_\w+$|_bytes$|_memory$/, 'bytes'],
];

/** The unit of a metric by its name: the catalogue has none. */
export function unitOfMetric(name: string): UnitKind {
  return endings.find(([pattern]) => pattern.test(name))?.[1] ?? 'count';
}

/** How the values of one metric are shown to people: shares are kept in ten-thousandths. */
export function displayOf(metric: string): { readonly kind: UnitKind; readonly divisor: number } {
  const name = metric.replace(/\{[^]*$/, '');
  return name.endsWith('_sla')
    ? { kind: 'percent', divisor: 100 }
    : { kind: unitOfMetric(name), divisor: 1 };
}

/** The unit of an expression: that of its metric, where what is done to it keeps units. */
export function unitOfExpression(expression: string): UnitKind {
  const plain = expression.replaceAll(/\{[^}]*\}/g, '');
  const isKept =
    !/[-+*/%<>=&|]/.test(plain) && !/\b(?:count|rate|is_present|increase)\s*\(/.test(plain);
  const metrics = new Set(plain.match(/\b[a-z]\w*_\w+\b(?!\s*\()/g));
  const [metric] = metrics;
  return isKept && metrics.size === 1 && metric !== undefined ? unitOfMetric(metric) : 'count';
}
