/*
 * Two results by an operator. What each row and each place meets:
 *
 *     types    single with anything, series with series; nothing else
 *     rows     without labels on both sides: the first of each. Labels on one side: each of its rows with the first row
 *              of the other. Labels on both: rows of the left (of the right where only the left is single), each with
 *              the one of the other side that has the same labels
 *     places   a single value meets every place; otherwise place by place, which is bucket by bucket
 *
 * Nothing with anything is nothing.
 */
import { assertNever } from '@stormpetrel/base';
import type { BinaryOperator } from '../1-parse/expression.ts';
import { operatorFamily } from '../1-parse/expression.ts';
import type { MqeLabel } from '../data-source.ts';
import { compareTexts } from './label-operations.ts';
import { mqeErrors } from '../errors.ts';
import type { ExpressionResultType } from '../result.ts';
import {
  type Mark,
  type Row,
  type Value,
  type ValueTable,
  blankMarks,
  failedTable,
} from './value-table.ts';

const refusals = {
  arithmetic: 'Unsupported binary operation: ',
  compare: 'Unsupported compare operation: ',
  bool: 'Unsupported bool operation: ',
} as const;

export function combineTables(
  left: ValueTable,
  right: ValueTable,
  operator: BinaryOperator,
): ValueTable {
  const refusal = refuse(left, right);
  if (refusal !== undefined) {
    return failedTable(refusals[operatorFamily(operator)] + refusal);
  }
  const pairs = pairRows(left, right);
  if (!isSingle(left) && !isSingle(right) && pairs.some(differInLength)) {
    return failedTable(refusals[operatorFamily(operator)] + sizeRefusal(left, right));
  }
  return {
    type: isSingle(left) ? right.type : left.type,
    labelled: left.labelled || right.labelled,
    rows: pairs.map((pair) => combineRows(left, right, pair, operator)),
    error: undefined,
  };
}

function combineRows(
  left: ValueTable,
  right: ValueTable,
  [leftRow, rightRow]: Pair,
  operator: BinaryOperator,
): Row {
  const rightIsMany = isSingle(left) && !isSingle(right);
  const rightIsLabelled = right.labelled && !left.labelled;
  const many = rightIsMany ? rightRow : leftRow;
  const values: Value[] = [];
  for (let i = 0; i < (many?.values.length ?? 0); i++) {
    const a = leftRow?.values[isSingle(left) ? 0 : i];
    const b = rightRow?.values[isSingle(right) ? 0 : i];
    values.push(a === undefined || b === undefined ? undefined : apply(a, b, operator));
  }
  const labels = (rightIsLabelled ? rightRow : (leftRow ?? rightRow))?.labels ?? [];
  return {
    labels,
    marks: chooseMarks(left, right, many, rightIsLabelled ? rightRow : leftRow),
    values,
  };
}

/** The marks of the many; of two single values those of the labelled one, and none where neither has labels. */
function chooseMarks(
  left: ValueTable,
  right: ValueTable,
  many: Row | undefined,
  labelled: Row | undefined,
): readonly Mark[] {
  if (!isSingle(left) || !isSingle(right)) return many?.marks ?? [];
  return left.labelled || right.labelled ? (labelled?.marks ?? []) : blankMarks;
}

function isSingle(table: ValueTable): boolean {
  return table.type === 'SINGLE_VALUE';
}

function differInLength([left, right]: Pair): boolean {
  return left !== undefined && right !== undefined && left.values.length !== right.values.length;
}

/** Why the two cannot meet at all, in the protocol's words (mqe-rt, LROp). */
function refuse(left: ValueTable, right: ValueTable): string | undefined {
  const leftSingle = isSingle(left);
  const rightSingle = isSingle(right);
  const bothSeries = left.type === 'TIME_SERIES_VALUES' && right.type === 'TIME_SERIES_VALUES';
  if (bothSeries) {
    const lacking = (table: ValueTable) => !table.labelled && table.rows.length === 0;
    if (!lacking(left) && !lacking(right)) return undefined;
    return `${seriesCase(left, right)}, ${left.labelled || right.labelled ? 'no labeled' : 'left or right'} result is empty.`;
  }
  if (!(leftSingle && isKnown(right.type)) && !(rightSingle && isKnown(left.type))) {
    return mqeErrors.unsupported;
  }
  const lacking = (table: ValueTable) => !table.labelled && table.rows[0]?.values.length !== 1;
  const tail = 'is empty or has more than one value.';
  if (leftSingle && rightSingle && !left.labelled && !right.labelled) {
    if (lacking(left)) return `Single to Single, left result ${tail}`;
    return lacking(right) ? `Single to Single, right result ${tail}` : undefined;
  }
  if (rightSingle && lacking(right)) return `Many to One, single result ${tail}`;
  return leftSingle && lacking(left) ? `One to Many, single result ${tail}` : undefined;
}

function isKnown(type: ExpressionResultType): boolean {
  return type !== 'UNKNOWN';
}

function seriesCase(left: ValueTable, right: ValueTable): string {
  if (left.labelled)
    return right.labelled ? 'Series Labeled with Labeled' : 'Series Labeled with No Labeled';
  return right.labelled ? 'Series No Labeled with Labeled' : 'Series No Labeled';
}

function sizeRefusal(left: ValueTable, right: ValueTable): string {
  return `${seriesCase(left, right)}, left and right series value size not equal.`;
}

type Pair = readonly [left: Row | undefined, right: Row | undefined];

function pairRows(left: ValueTable, right: ValueTable): readonly Pair[] {
  const [leftFirst] = left.rows;
  const [rightFirst] = right.rows;
  if (left.labelled && right.labelled) {
    if (isSingle(left) && !isSingle(right)) {
      const byLabels = new Map(left.rows.map((row) => [labelKey(row.labels), row]));
      return right.rows.map((row) => [byLabels.get(labelKey(row.labels)), row]);
    }
    const byLabels = new Map(right.rows.map((row) => [labelKey(row.labels), row]));
    return left.rows.map((row) => [row, byLabels.get(labelKey(row.labels))]);
  }
  if (left.labelled) return left.rows.map((row) => [row, rightFirst]);
  if (right.labelled) return right.rows.map((row) => [leftFirst, row]);
  return [[leftFirst, rightFirst]];
}

/** Equal for equal sets of labels, in whatever order they stand. */
function labelKey(labels: readonly MqeLabel[]): string {
  const texts = labels.map(({ key, value }) => JSON.stringify([key, value]));
  return texts.sort(compareTexts).join();
}

function apply(a: number, b: number, operator: BinaryOperator): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    case '&&':
      return Number(a === 1 && b === 1);
    case '||':
      return Number(a === 1 || b === 1);
    default:
      return assertNever(operator);
  }
}
