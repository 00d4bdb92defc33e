/**
 * Expressions around metrics for the mock: operators with numbers, the functions that change or sum up a series, and the
 * errors of the language with their places. Far less than the server knows, but what it answers looks the same.
 */
import type { MockResult, MockSeries } from './mock-metrics.ts';

interface Token {
  readonly text: string;
  readonly at: number;
}

const aggregates: Readonly<Record<string, (values: readonly number[]) => number>> = {
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  count: (values) => values.length,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  latest: (values) => values.at(-1) ?? 0,
};

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '>': (a, b) => Number(a > b),
  '<': (a, b) => Number(a < b),
  '>=': (a, b) => Number(a >= b),
  '<=': (a, b) => Number(a <= b),
};

class ExpressionError extends Error {}

/** @param ask answers for a metric with or without labels, and for `top_n`. */
export function evaluateExpression(
  expression: string,
  ask: (metric: string) => MockResult,
): MockResult {
  const tokens: Token[] = [
    ...expression.matchAll(
      /top_n\([^()]*\)|\w+\{[^}]*\}|\d+(?:\.\d+)?(?!\w)|\w+|[<>]=?|[-+*/(),]|\S/g,
    ),
  ].map((match) => ({ text: match[0], at: match.index }));
  let next = 0;
  const peek = (): Token => tokens[next] ?? { text: '', at: expression.length };
  const fail = (token: Token, expected: string): never => {
    const lines = expression.slice(0, token.at).split('\n');
    const what = token.text === '' ? 'the expression ends here' : `unexpected "${token.text}"`;
    throw new ExpressionError(
      `line ${lines.length}:${lines.at(-1)?.length ?? 0} ${what}, expected ${expected}`,
    );
  };
  const take = (text: string): void => {
    if (peek().text !== text) fail(peek(), `"${text}"`);
    next++;
  };
  const operand = (): MockResult => {
    const token = peek();
    next++;
    if (token.text === '(') {
      const inner = chain();
      take(')');
      return inner;
    }
    if (/^\d/.test(token.text)) return single(Number(token.text));
    if (!/^\w/.test(token.text)) {
      next--;
      return fail(token, 'a metric, a number or a function');
    }
    if (peek().text !== '(') return asked(token.text);
    take('(');
    const inner = chain();
    const numbers: number[] = [];
    while (peek().text === ',') {
      next++;
      numbers.push(Number(peek().text));
      next++;
    }
    take(')');
    return call(token.text, inner, numbers[0] ?? 0);
  };
  const asked = (metric: string): MockResult => {
    const result = ask(metric);
    if (result.error !== null) throw new ExpressionError(result.error);
    return result;
  };
  const chain = (): MockResult => {
    let left = operand();
    for (;;) {
      const operate = operators[peek().text];
      if (operate === undefined) return left;
      next++;
      left = combine(left, operand(), operate);
    }
  };
  try {
    const result = chain();
    if (peek().text !== '') fail(peek(), 'an operator or the end of the expression');
    return result;
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return { type: 'UNKNOWN', error: thrown.message, results: [] };
  }
}

function single(value: number): MockResult {
  return {
    type: 'SINGLE_VALUE',
    error: null,
    results: [{ metric: { labels: [] }, values: [{ id: null, value: String(value) }] }],
  };
}

function numberIn(result: MockResult): number {
  return Number(result.results[0]?.values[0]?.['value'] ?? 0);
}

function mapValues(of: MockResult, change: (value: number) => number): MockResult {
  return {
    ...of,
    results: of.results.map((series) => ({
      ...series,
      values: series.values.map((value) => ({
        ...value,
        value:
          value['value'] === null || value['value'] === undefined
            ? null
            : String(Math.round(change(Number(value['value'])) * 1000) / 1000),
      })),
    })),
  };
}

function combine(
  left: MockResult,
  right: MockResult,
  operate: (a: number, b: number) => number,
): MockResult {
  if (right.type === 'SINGLE_VALUE') {
    const by = numberIn(right);
    return mapValues(left, (value) => operate(value, by));
  }
  if (left.type === 'SINGLE_VALUE') {
    const by = numberIn(left);
    return mapValues(right, (value) => operate(by, value));
  }
  const other = right.results[0]?.values ?? [];
  return {
    ...left,
    results: left.results.map((series) => ({
      ...series,
      values: series.values.map((value, index) => {
        const a = value['value'];
        const b = other[index]?.['value'];
        const isKnown = typeof a === 'string' && typeof b === 'string';
        return { ...value, value: isKnown ? String(operate(Number(a), Number(b))) : null };
      }),
    })),
  };
}

function valuesOf(series: MockSeries): readonly number[] {
  return series.values.flatMap((value) =>
    typeof value['value'] === 'string' ? [Number(value['value'])] : [],
  );
}

function call(name: string, of: MockResult, argument: number): MockResult {
  const aggregate = aggregates[name];
  if (aggregate !== undefined) {
    return {
      type: 'SINGLE_VALUE',
      error: null,
      results: of.results.map((series) => {
        const values = valuesOf(series);
        const value =
          values.length === 0 ? null : String(Math.round(aggregate(values) * 100) / 100);
        return { metric: series.metric, values: [{ id: null, value }] };
      }),
    };
  }
  if (name === 'increase') {
    return {
      ...of,
      results: of.results.map((series) => ({
        ...series,
        values: series.values.map((value, index) => {
          const a = value['value'];
          const b = series.values[index - argument]?.['value'];
          const isKnown = typeof a === 'string' && typeof b === 'string';
          return { ...value, value: isKnown ? String(Number(a) - Number(b)) : null };
        }),
      })),
    };
  }
  if (name === 'round') return mapValues(of, (value) => Number(value.toFixed(argument)));
  if (name === 'abs') return mapValues(of, Math.abs);
  throw new ExpressionError(`Metric: [${name}] does not exist.`);
}

const families: readonly (readonly [
  prefix: string,
  catalog: string,
  metrics: readonly string[],
])[] = [
  ['service', 'SERVICE', ['cpm', 'resp_time', 'sla', 'apdex']],
  ['service_instance', 'SERVICE_INSTANCE', ['cpm', 'resp_time', 'sla']],
  ['endpoint', 'ENDPOINT', ['cpm', 'resp_time', 'sla']],
  ['database_access', 'SERVICE', ['cpm', 'resp_time', 'sla']],
  ['cache_access', 'SERVICE', ['cpm', 'resp_time', 'sla']],
  ['service_relation_client', 'SERVICE_RELATION', ['cpm', 'resp_time', 'call_sla']],
  ['service_relation_server', 'SERVICE_RELATION', ['cpm', 'resp_time', 'call_sla']],
  ['endpoint_relation', 'ENDPOINT_RELATION', ['cpm', 'resp_time', 'sla']],
  [
    'instance_jvm',
    'SERVICE_INSTANCE',
    ['cpu', 'memory_heap', 'young_gc_time', 'old_gc_time', 'thread_live_count'],
  ],
];

/** What `listMetrics` tells of the made-up shop. */
export const mockCatalogue: readonly {
  readonly name: string;
  readonly type: string;
  readonly catalog: string;
}[] = [
  ...families.flatMap(([prefix, catalog, metrics]) =>
    metrics.map((metric) => ({ name: `${prefix}_${metric}`, type: 'REGULAR_VALUE', catalog })),
  ),
  { name: 'service_percentile', type: 'LABELED_VALUE', catalog: 'SERVICE' },
  { name: 'endpoint_percentile', type: 'LABELED_VALUE', catalog: 'ENDPOINT' },
  { name: 'database_access_percentile', type: 'LABELED_VALUE', catalog: 'SERVICE' },
  { name: 'top_n_database_statement', type: 'SAMPLED_RECORD', catalog: 'SERVICE' },
];
