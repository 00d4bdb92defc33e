import type { MetricColumn } from '@stormpetrel/model';

import { type Term, type Test, one, sortTests, termText, testText } from './term.ts';

/** A column of accumulators, and what one event does to it. */
export interface ColumnPlan {
  readonly column: MetricColumn;
  /** All MUST hold for the event to count. */
  readonly guard: readonly Test[];
  /** Which entry of a map; only for maps. */
  readonly key: Term | undefined;
  /** Added, or compared; for text columns the text. */
  readonly value: Term;
}

export function countColumn(guard: readonly Test[]): ColumnPlan {
  return scalarColumn('sum', 'count', one, guard);
}

export function sumColumn(value: Term, guard: readonly Test[]): ColumnPlan {
  return scalarColumn('sum', `sum(${termText(value)})`, value, guard);
}

export function extremeColumn(
  kind: 'min' | 'max',
  value: Term,
  guard: readonly Test[],
): ColumnPlan {
  return scalarColumn(kind, `${kind}(${termText(value)})`, value, guard);
}

function scalarColumn(
  kind: 'sum' | 'min' | 'max',
  what: string,
  value: Term,
  guard: readonly Test[],
): ColumnPlan {
  const tests = sortTests(guard);
  return { column: { name: columnName(what, tests), kind }, guard: tests, key: undefined, value };
}

/** How often each bucket of a number was met. */
export function bucketsColumn(bucket: Term, guard: readonly Test[]): ColumnPlan {
  const tests = sortTests(guard);
  const name = columnName(`buckets(${termText(bucket)})`, tests);
  return { column: { name, kind: 'map', keys: 'int' }, guard: tests, key: bucket, value: one };
}

/** The sum of `value`, or how often, by the text of `label`; at most `keysMax` labels in a row. */
export function labelsColumn(
  label: Term,
  value: Term,
  keysMax: number,
  guard: readonly Test[],
): ColumnPlan {
  const tests = sortTests(guard);
  const labels = `labels(${termText(label)},${keysMax})`;
  const what = value === one ? labels : `${labels}:sum(${termText(value)})`;
  return {
    column: { name: columnName(what, tests), kind: 'map', keys: 'string', keysMax },
    guard: tests,
    key: { kind: 'textIndex', of: label },
    value,
  };
}

/** The name of a column says what it holds, so that it stays the same however rules are added around it. */
function columnName(what: string, tests: readonly Test[]): string {
  return tests.length === 0 ? what : `${what}{${tests.map(testText).join()}}`;
}
