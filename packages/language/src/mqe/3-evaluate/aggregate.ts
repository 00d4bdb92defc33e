import { assertNever } from '@stormpetrel/base';
import type { AggregateFunction, LabelAggregateFunction } from '../1-parse/expression.ts';
import {
  type Mark,
  type Row,
  type Value,
  type ValueTable,
  blankMark,
  compareNumbers,
} from './value-table.ts';

interface Pick {
  readonly mark: Mark;
  readonly value: Value;
}

/** One value for each row: the function over what there is. Of nothing, `count` and `sum` are 0 and the others nothing. */
export function aggregateRows(table: ValueTable, how: AggregateFunction): ValueTable {
  const rows = table.rows.map((row) => {
    const { mark, value } = aggregateRow(row, how);
    return { labels: row.labels, marks: [mark], values: [value] };
  });
  return { ...table, type: 'SINGLE_VALUE', rows };
}

/** What is picked (`max`, `min`, `latest`) keeps its mark; what is reckoned has none. */
export function aggregateRow(row: Row, how: AggregateFunction): Pick {
  switch (how) {
    case 'avg':
    case 'sum':
    case 'count':
      return { mark: blankMark, value: reckon(row.values, how) };
    case 'latest':
      return pick(row, () => true);
    case 'max':
      return pick(row, (value, best) => compareNumbers(value, best) > 0);
    case 'min':
      return pick(row, (value, best) => compareNumbers(value, best) < 0);
    default:
      return assertNever(how);
  }
}

/** The aggregate of values at the same place of several rows: nothing where none has a value. */
export function aggregateValues(values: readonly Value[], how: LabelAggregateFunction): Value {
  let count = 0;
  let result = 0;
  for (const value of values) {
    if (value === undefined) continue;
    // Adding begins at zero, so that a lone -0 becomes 0: divided by, the two differ.
    if (how === 'sum' || how === 'avg') result += value;
    else if (count === 0) result = value;
    else if (how === 'max') result = compareNumbers(value, result) > 0 ? value : result;
    else result = compareNumbers(value, result) < 0 ? value : result;
    count++;
  }
  if (count === 0) return undefined;
  return how === 'avg' ? result / count : result;
}

function reckon(values: readonly Value[], how: 'avg' | 'sum' | 'count'): Value {
  let count = 0;
  let plain = 0;
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    if (value === undefined) continue;
    count++;
    plain += value;
    // Kahan's: what the addition rounds off is kept and given back.
    const corrected = value - lost;
    const next = sum + corrected;
    lost = next - sum - corrected;
    sum = next;
  }
  // Infinities make a NaN of the correction, though the sum itself is one of them.
  if (Number.isNaN(sum)) sum = plain;
  if (how === 'count') return count;
  if (how === 'sum') return sum;
  return count === 0 ? undefined : sum / count;
}

function pick(row: Row, better: (value: number, best: number) => boolean): Pick {
  let found: { readonly mark: Mark; readonly value: number } | undefined;
  row.values.forEach((value, index) => {
    if (value === undefined) return;
    if (found === undefined || better(value, found.value)) {
      found = { mark: row.marks[index] ?? blankMark, value };
    }
  });
  return found ?? { mark: blankMark, value: undefined };
}
