import { must } from '@stormpetrel/base';
import type { MetricValueType } from '@stormpetrel/model';

import {
  type ColumnPlan,
  bucketsColumn,
  countColumn,
  extremeColumn,
  labelsColumn,
  sumColumn,
} from '../2-analyze/column-plan.ts';
import { type Term, type Test, one } from '../2-analyze/term.ts';
import type { MetricValueReader } from '../metric-value.ts';

/**
 * An aggregation function of OAL: which columns it needs, what one event does to them, and how its value is read from
 * a merged row. To add one, write a file that exports one of these and name it in `index.ts`.
 */
export interface OalFunction {
  readonly name: string;
  readonly valueType: MetricValueType;
  /** Names of the labels of its values, where it has any. */
  readonly labels: readonly string[];
  /** What it reads from the source; a fraction is cut off for `whole`. */
  readonly attribute: 'none' | 'whole' | 'number';
  readonly parameters: readonly Parameter[];
  /** The columns by role. The roles are those that `read` asks for. */
  readonly accumulate: (call: FunctionCall) => Readonly<Record<string, ColumnPlan>>;
  readonly read: MetricValueReader;
}

export interface Parameter {
  readonly name: string;
  readonly type: 'condition' | 'count' | 'text' | 'boolean' | 'whole';
  /** The value of a `count` that may be left out. */
  readonly default?: number;
}

export type BoundArgument =
  | { readonly kind: 'condition'; readonly test: Test }
  /** A whole number from 1. */
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'term'; readonly term: Term };

/** A call of a function in a rule, checked against its parameters. The columns that it makes are under its filters. */
export class FunctionCall {
  readonly #filters: readonly Test[];
  readonly #attribute: Term | undefined;
  readonly #args: readonly BoundArgument[];

  constructor(
    filters: readonly Test[],
    attribute: Term | undefined,
    args: readonly BoundArgument[],
  ) {
    this.#filters = filters;
    this.#attribute = attribute;
    this.#args = args;
  }

  /** The attribute after `from`. */
  get attribute(): Term {
    return must(this.#attribute, 'this function has no attribute');
  }

  test(index: number): Test {
    const arg = this.#args[index];
    return must(arg?.kind === 'condition' ? arg.test : undefined, 'no such condition');
  }

  term(index: number): Term {
    const arg = this.#args[index];
    return must(arg?.kind === 'term' ? arg.term : undefined, 'no such attribute');
  }

  number(index: number): number {
    const arg = this.#args[index];
    return must(arg?.kind === 'count' ? arg.value : undefined, 'no such number');
  }

  count(...when: readonly Test[]): ColumnPlan {
    return countColumn([...this.#filters, ...when]);
  }

  sum(value: Term): ColumnPlan {
    return sumColumn(value, this.#filters);
  }

  min(value: Term): ColumnPlan {
    return extremeColumn('min', value, this.#filters);
  }

  max(value: Term): ColumnPlan {
    return extremeColumn('max', value, this.#filters);
  }

  /** How often each bucket of `width` was met; numbers beyond bucket `last` count in it. */
  buckets(of: Term, width: number, last?: number): ColumnPlan {
    return bucketsColumn({ kind: 'bucket', of, width, last }, this.#filters);
  }

  /** How often each label was met, or the sum of `value` by label. */
  labels(label: Term, labelsMax: number, value: Term = one): ColumnPlan {
    return labelsColumn(label, value, labelsMax, this.#filters);
  }
}
