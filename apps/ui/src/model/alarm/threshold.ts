/** The bounds that an expression of a rule compares metrics with, so that a chart can show them. */

export interface Threshold {
  readonly metric: string;
  readonly operator: string;
  readonly value: number;
}

/** Aggregates that keep the unit of the metric: what they are compared with can be drawn beside its values. */
const keepsUnit = new Set(['avg', 'max', 'min', 'latest']);

/**
 * `service_resp_time > 1000` wherever it stands, and `avg(metric) > 1000`. A bound of how many minutes it was so, as in
 * `sum(service_resp_time > 1000) >= 3`, is none of the metric's.
 */
export function thresholdsOf(expression: string): Threshold[] {
  const found: Threshold[] = [];
  const pattern =
    /(?:([a-z_]\w*)\s*\(\s*)?([A-Za-z_]\w*)\s*(?:\{[^}]*\})?\s*(\))?\s*(>=|<=|==|!=|>|<)\s*(?:bool\s+)?(\d+(?:\.\d+)?)/g;
  for (const [, call, metric, closed, operator, value] of expression.matchAll(pattern)) {
    if (metric === undefined || operator === undefined) continue;
    if (closed !== undefined && (call === undefined || !keepsUnit.has(call))) continue;
    found.push({ metric, operator, value: Number(value) });
  }
  return found;
}
