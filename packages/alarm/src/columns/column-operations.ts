/*
 * The steps of an expression over columns. Each does for all entities what the evaluator of the language does for one
 * (language, mqe/3-evaluate), to the last digit; a property test holds the two together.
 */
import { assertNever } from '@stormpetrel/base';
import type { ColumnArena } from './column-arena.ts';
import { type ColumnRow, type ColumnTable, missing } from './column-table.ts';
import type { AggregateName, BinaryOperator, CompareOperator } from './operators.ts';
import { applyRun } from './operator-runs.ts';
import { isCompare, isGreater } from './operators.ts';

/** What all steps work with. */
export interface ColumnWork {
  readonly arena: ColumnArena;
  /** Entities. */
  readonly size: number;
}

export function constantTable(value: number): ColumnTable {
  const row = { labels: [], values: Float64Array.of(value), stride: 0, offset: 0, has: undefined };
  return { single: true, labelled: false, width: 1, whole: Number.isInteger(value), rows: [row] };
}

export function mapColumns(
  work: ColumnWork,
  table: ColumnTable,
  change: (value: number) => number,
): ColumnTable {
  const { width } = table;
  const rows = table.rows.map((row) => {
    const values = work.arena.take(work.size * width);
    for (let entity = 0; entity < work.size; entity++) {
      const from = entity * row.stride + row.offset;
      for (let i = 0; i < width; i++) {
        const value = row.values[from + i] as number;
        values[entity * width + i] = value === missing ? missing : change(value);
      }
    }
    return { labels: row.labels, has: row.has, values, stride: width, offset: 0 };
  });
  return { ...table, rows, whole: false };
}

/** `increase` (divisor 1) and `rate`: each value less the one `range` minutes before. */
export function trendColumns(
  work: ColumnWork,
  table: ColumnTable,
  range: number,
  divisor: number,
): ColumnTable {
  const { width } = table;
  const rows = table.rows.map((row) => {
    const values = work.arena.take(work.size * width);
    for (let entity = 0; entity < work.size; entity++) {
      const from = entity * row.stride + row.offset;
      for (let i = 0; i < width; i++) {
        const before = row.values[from + i - range] as number;
        const now = row.values[from + i] as number;
        values[entity * width + i] =
          before === missing || now === missing ? missing : (now - before) / divisor;
      }
    }
    return { labels: row.labels, has: row.has, values, stride: width, offset: 0 };
  });
  return { ...table, rows, whole: false };
}

export function aggregateColumns(
  work: ColumnWork,
  table: ColumnTable,
  how: AggregateName,
): ColumnTable {
  const { width } = table;
  const rows = table.rows.map((row) => {
    const values = work.arena.take(work.size);
    for (let entity = 0; entity < work.size; entity++) {
      const from = entity * row.stride + row.offset;
      values[entity] =
        row.has?.[entity] === 0 ? missing : aggregate(row.values, from, width, how, table.whole);
    }
    return { labels: row.labels, values, stride: 1, offset: 0, has: row.has };
  });
  const whole = table.whole && how !== 'avg';
  return { single: true, labelled: table.labelled, width: 1, whole, rows };
}

function aggregate(
  values: Float64Array,
  from: number,
  width: number,
  how: AggregateName,
  whole: boolean,
): number {
  switch (how) {
    case 'sum':
    case 'avg':
      return whole ? plainSum(values, from, width, how) : exactSum(values, from, width, how);
    case 'count': {
      let count = 0;
      for (let i = from; i < from + width; i++) if (values[i] !== missing) count++;
      return count;
    }
    case 'latest': {
      for (let i = from + width - 1; i >= from; i--) {
        if (values[i] !== missing) return values[i] as number;
      }
      return missing;
    }
    case 'max':
    case 'min': {
      let best = missing;
      for (let i = from; i < from + width; i++) {
        const value = values[i] as number;
        if (value === missing) continue;
        const better = how === 'max' ? isGreater(value, best) : isGreater(best, value);
        if (best === missing || better) best = value;
      }
      return best;
    }
    default:
      return assertNever(how);
  }
}

function plainSum(values: Float64Array, from: number, width: number, how: 'sum' | 'avg'): number {
  let sum = 0;
  let count = 0;
  for (let i = from; i < from + width; i++) {
    if (values[i] === missing) continue;
    sum += values[i] as number;
    count++;
  }
  if (how === 'sum') return sum;
  return count === 0 ? missing : sum / count;
}

/** Kahan's summation, and the plain sum where infinities make a NaN of the correction. */
function exactSum(values: Float64Array, from: number, width: number, how: 'sum' | 'avg'): number {
  let count = 0;
  let plain = 0;
  let sum = 0;
  let lost = 0;
  for (let i = from; i < from + width; i++) {
    const value = values[i] as number;
    if (value === missing) continue;
    count++;
    plain += value;
    const corrected = value - lost;
    const next = sum + corrected;
    lost = next - sum - corrected;
    sum = next;
  }
  if (Number.isNaN(sum)) sum = plain;
  if (how === 'sum') return sum;
  return count === 0 ? missing : sum / count;
}

/**
 * `sum(x > k)` in one go, without a table of outcomes in between: the form of most rules. `missing` is below all that `k`
 * can be (there are no negative numbers in the language), so `>`, `>=` and `==` need not look for it.
 */
export function countWhere(
  work: ColumnWork,
  table: ColumnTable,
  operator: CompareOperator,
  k: number,
): ColumnTable {
  const { width } = table;
  const rows = table.rows.map((row) => {
    const counts = work.arena.take(work.size);
    countRow(row, width, operator, k, counts, work.size);
    if (row.has !== undefined) {
      for (let i = 0; i < work.size; i++) if (row.has[i] === 0) counts[i] = missing;
    }
    return { labels: row.labels, values: counts, stride: 1, offset: 0, has: row.has };
  });
  return { single: true, labelled: table.labelled, width: 1, whole: true, rows };
}

function countRow(
  { values, stride, offset, bounds }: ColumnRow,
  width: number,
  operator: CompareOperator,
  k: number,
  counts: Float64Array,
  size: number,
): void {
  // Mostly all is well, and the extremes of an entity say so for any threshold.
  const extremes = bounds?.();
  for (let e = 0, at = offset; e < size; e++, at += stride) {
    if (
      extremes !== undefined &&
      isNever(extremes.min[e] as number, extremes.max[e] as number, operator, k)
    ) {
      counts[e] = 0;
      continue;
    }
    counts[e] = countPlaces(values, at, at + width, operator, k);
  }
}

function isNever(min: number, max: number, operator: CompareOperator, k: number): boolean {
  switch (operator) {
    case '>':
      return max <= k;
    case '>=':
      return max < k;
    case '<':
      return min >= k;
    case '<=':
      return min > k;
    case '==':
      return max < k || min > k;
    default:
      return false;
  }
}

function countPlaces(
  values: Float64Array,
  from: number,
  to: number,
  operator: CompareOperator,
  k: number,
): number {
  let count = 0;
  switch (operator) {
    case '>':
      for (let i = from; i < to; i++) count += (values[i] as number) > k ? 1 : 0;
      return count;
    case '>=':
      for (let i = from; i < to; i++) count += (values[i] as number) >= k ? 1 : 0;
      return count;
    case '<':
      for (let i = from; i < to; i++) {
        count += (values[i] as number) < k && values[i] !== missing ? 1 : 0;
      }
      return count;
    case '<=':
      for (let i = from; i < to; i++) {
        count += (values[i] as number) <= k && values[i] !== missing ? 1 : 0;
      }
      return count;
    case '==':
      for (let i = from; i < to; i++) count += values[i] === k ? 1 : 0;
      return count;
    case '!=':
      for (let i = from; i < to; i++) count += values[i] !== k && values[i] !== missing ? 1 : 0;
      return count;
    default:
      return assertNever(operator);
  }
}

/** Two results by an operator; which rows and places meet is told in the language's combine.ts. */
export function combineColumns(
  work: ColumnWork,
  left: ColumnTable,
  right: ColumnTable,
  operator: BinaryOperator,
): ColumnTable {
  const width = Math.max(left.width, right.width);
  const rows = pairRows(left, right).map(({ a, b, giver, both }) =>
    combineRow(work, { a, b, width }, [left.single ? 0 : 1, right.single ? 0 : 1], operator, {
      labels: giver.labels,
      has: both ? bothHave(a?.has, b?.has) : giver.has,
    }),
  );
  return {
    single: left.single && right.single,
    labelled: left.labelled || right.labelled,
    width,
    whole: isCompare(operator) || operator === '&&' || operator === '||',
    rows,
  };
}

interface RowPair {
  readonly a: ColumnRow | undefined;
  readonly b: ColumnRow | undefined;
  /** Whose labels the outcome has, and without whom there is none. */
  readonly giver: ColumnRow;
  /** There is no outcome without the other either. */
  readonly both: boolean;
}

function pairRows(left: ColumnTable, right: ColumnTable): readonly RowPair[] {
  const [leftFirst] = left.rows;
  const [rightFirst] = right.rows;
  const rightGives = left.single && !right.single;
  if (left.labelled && right.labelled) {
    if (rightGives) {
      const byLabels = new Map(left.rows.map((row) => [labelKey(row), row]));
      return right.rows.map((b) => ({ a: byLabels.get(labelKey(b)), b, giver: b, both: false }));
    }
    const byLabels = new Map(right.rows.map((row) => [labelKey(row), row]));
    return left.rows.map((a) => ({ a, b: byLabels.get(labelKey(a)), giver: a, both: false }));
  }
  if (left.labelled) {
    return left.rows.map((a) => ({ a, b: rightFirst, giver: a, both: false }));
  }
  // Unlabelled results without a row are those of `aggregate_labels` of nothing, which the evaluator keeps as labelled.
  if (right.labelled) {
    return right.rows.map((b) => ({ a: leftFirst, b, giver: b, both: !rightGives }));
  }
  if (leftFirst === undefined || rightFirst === undefined) return [];
  return [{ a: leftFirst, b: rightFirst, giver: leftFirst, both: true }];
}

function labelKey({ labels }: ColumnRow): string {
  return labels
    .map(({ key, value }) => JSON.stringify([key, value]))
    .sort()
    .join();
}

function bothHave(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.map((has, i) => has & (b[i] as number));
}

function combineRow(
  { arena, size }: ColumnWork,
  pair: {
    readonly a: ColumnRow | undefined;
    readonly b: ColumnRow | undefined;
    readonly width: number;
  },
  [stepA, stepB]: readonly [number, number],
  operator: BinaryOperator,
  head: Pick<ColumnRow, 'labels' | 'has'>,
): ColumnRow {
  const { a, b, width } = pair;
  const values = arena.take(size * width);
  if (a === undefined || b === undefined) values.fill(missing);
  else if (width === 1) {
    const runA = { values: a.values, from: a.offset, step: a.stride };
    const runB = { values: b.values, from: b.offset, step: b.stride };
    applyRun(operator, runA, runB, values, 0, size);
  } else {
    const runA = { values: a.values, from: a.offset, step: stepA };
    const runB = { values: b.values, from: b.offset, step: stepB };
    for (let entity = 0; entity < size; entity++) {
      applyRun(operator, runA, runB, values, entity * width, width);
      runA.from += a.stride;
      runB.from += b.stride;
    }
  }
  return { ...head, values, stride: width, offset: 0 };
}

/** Puts rows together that agree in the labels that are kept. */
export function aggregateLabelColumns(
  { arena, size }: ColumnWork,
  table: ColumnTable,
  how: 'avg' | 'sum' | 'max' | 'min',
  wanted: readonly string[],
): ColumnTable {
  const { width } = table;
  const [first] = table.rows;
  if (first === undefined) return table;
  const keep = wanted.filter((name) => first.labels.some((label) => label.key === name));
  const valueOf = (row: ColumnRow, key: string): string =>
    row.labels.find((label) => label.key === key)?.value ?? '';
  const groups = Map.groupBy(table.rows, (row) =>
    JSON.stringify(keep.map((key) => valueOf(row, key))),
  );
  const rows = [...groups.values()].map((group) => {
    const [head] = group;
    const values = arena.take(size * width);
    for (let entity = 0, to = 0; entity < size; entity++) {
      for (let i = 0; i < width; i++, to++) values[to] = aggregatePlace(group, entity, i, how);
    }
    const labels = keep.map((key) => ({
      key,
      value: head === undefined ? '' : valueOf(head, key),
    }));
    return { labels, values, stride: width, offset: 0, has: anyHas(group, size) };
  });
  return { ...table, labelled: keep.length > 0, whole: table.whole && how !== 'avg', rows };
}

function aggregatePlace(
  group: readonly ColumnRow[],
  entity: number,
  place: number,
  how: 'avg' | 'sum' | 'max' | 'min',
): number {
  let count = 0;
  let result = 0;
  for (const row of group) {
    const value = row.values[entity * row.stride + row.offset + place] as number;
    if (value === missing) continue;
    if (how === 'sum' || how === 'avg') result += value;
    else if (count === 0) result = value;
    else if (how === 'max') result = isGreater(value, result) ? value : result;
    else result = isGreater(result, value) ? value : result;
    count++;
  }
  if (count === 0) return missing;
  return how === 'avg' ? result / count : result;
}

function anyHas(rows: readonly ColumnRow[], size: number): Uint8Array | undefined {
  if (rows.some((row) => row.has === undefined)) return undefined;
  const any = new Uint8Array(size);
  for (const { has } of rows) {
    for (let i = 0; i < size; i++) if (has?.[i] === 1) any[i] = 1;
  }
  return any;
}

/** 1 for each entity that has a value anywhere in the tables, otherwise 0. */
export function presentColumns(
  { arena, size }: ColumnWork,
  tables: readonly ColumnTable[],
): ColumnTable {
  const values = arena.take(size).fill(0);
  for (const { rows, width } of tables) {
    for (const row of rows) {
      for (let entity = 0; entity < size; entity++) {
        if (values[entity] === 1) continue;
        const from = entity * row.stride + row.offset;
        for (let i = from; i < from + width; i++) {
          if (row.values[i] !== missing) values[entity] = 1;
        }
      }
    }
  }
  const rows = [{ labels: [], values, stride: 1, offset: 0, has: undefined }];
  return { single: true, labelled: false, width: 1, whole: true, rows };
}
