import type { MqeLabel, MqeOwner } from '../data-source.ts';
import type { ExpressionResultType } from '../result.ts';

/** What stands beside a value: it stays where it is while arithmetic changes the value. */
export interface Mark {
  readonly id: string | undefined;
  readonly owner: MqeOwner | undefined;
  readonly traceId: string | undefined;
}

export const blankMark: Mark = { id: undefined, owner: undefined, traceId: undefined };
export const blankMarks: readonly Mark[] = [blankMark];

export type Value = number | undefined;

/** `marks` and `values` are of one length. */
export interface Row {
  readonly labels: readonly MqeLabel[];
  readonly marks: readonly Mark[];
  readonly values: readonly Value[];
}

/** The value of an expression while it is worked out. Never changed once made: steps share rows and marks. */
export interface ValueTable {
  readonly type: ExpressionResultType;
  /** Rows are told apart by labels, even if there is none or only one. */
  readonly labelled: boolean;
  readonly rows: readonly Row[];
  readonly error: string | undefined;
}

export function failedTable(error: string): ValueTable {
  return { type: 'UNKNOWN', labelled: false, rows: [], error };
}

export function singleValue(value: Value): ValueTable {
  const rows = [{ labels: [], marks: blankMarks, values: [value] }];
  return { type: 'SINGLE_VALUE', labelled: false, rows, error: undefined };
}

export function mapValues(table: ValueTable, change: (value: number) => number): ValueTable {
  const rows = table.rows.map((row) => ({
    ...row,
    values: row.values.map((value) => (value === undefined ? undefined : change(value))),
  }));
  return { ...table, rows };
}

/** Ascending; as Java's `Double.compare` has it, NaN is greater than all. */
export function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
