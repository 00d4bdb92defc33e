import type { BaselineBound, MqeOrder } from '../data-source.ts';
import type { Span } from '../../kit/index.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type BoolOperator = '&&' | '||';
export type BinaryOperator = ArithmeticOperator | CompareOperator | BoolOperator;

export type AggregateFunction = 'avg' | 'count' | 'latest' | 'sum' | 'max' | 'min';
export type LabelAggregateFunction = 'avg' | 'sum' | 'max' | 'min';

/** `p='50,75'`: the text between the quotes as it stands. */
export interface LabelText {
  readonly name: string;
  readonly text: string;
}

export interface AttributeFilter {
  readonly name: string;
  readonly equals: boolean;
  readonly value: string;
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly value: number;
}

export interface MetricNode extends Span {
  readonly kind: 'metric';
  readonly name: string;
  readonly labels: readonly LabelText[];
}

/** Chains of equal power lean to the left, so `left` may be thousands deep: walk it in a loop. */
export interface BinaryNode extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface AggregateNode extends Span {
  readonly kind: 'aggregate';
  readonly function: AggregateFunction;
  readonly of: Expression;
}

export interface MathNode extends Span {
  readonly kind: 'math';
  readonly function: 'abs' | 'ceil' | 'floor';
  readonly of: Expression;
}

export interface RoundNode extends Span {
  readonly kind: 'round';
  readonly of: Expression;
  readonly places: number;
}

export interface TrendNode extends Span {
  readonly kind: 'trend';
  readonly function: 'increase' | 'rate';
  readonly metric: MetricNode;
  /** In steps of the query. */
  readonly range: number;
}

export interface ChoiceNode extends Span {
  readonly kind: 'choice';
  readonly function: 'view_as_seq' | 'is_present';
  readonly parts: readonly Expression[];
}

export interface TopNode extends Span {
  readonly kind: 'top';
  readonly metric: MetricNode;
  readonly count: number;
  readonly order: MqeOrder;
  readonly attributes: readonly AttributeFilter[];
}

export interface TopOfNode extends Span {
  readonly kind: 'topOf';
  readonly lists: readonly TopNode[];
  readonly count: number;
  readonly order: MqeOrder;
}

export interface RelabelsNode extends Span {
  readonly kind: 'relabels';
  readonly of: Expression;
  readonly target: LabelText;
  readonly replacement: LabelText;
}

export interface AggregateLabelsNode extends Span {
  readonly kind: 'aggregateLabels';
  readonly of: Expression;
  readonly function: LabelAggregateFunction;
  /** Labels that stay apart. */
  readonly keep: readonly string[];
}

export interface SortValuesNode extends Span {
  readonly kind: 'sortValues';
  readonly of: Expression;
  readonly count: number;
  readonly order: MqeOrder;
  readonly function: AggregateFunction;
}

export interface SortLabelValuesNode extends Span {
  readonly kind: 'sortLabelValues';
  readonly of: Expression;
  readonly order: MqeOrder;
  readonly names: readonly string[];
}

export interface BaselineNode extends Span {
  readonly kind: 'baseline';
  readonly metric: MetricNode;
  readonly bound: BaselineBound;
}

/** A parsed expression. Parentheses leave no node, but the span of what they enclose includes them. */
export type Expression =
  | ScalarNode
  | MetricNode
  | BinaryNode
  | AggregateNode
  | MathNode
  | RoundNode
  | TrendNode
  | ChoiceNode
  | TopNode
  | TopOfNode
  | RelabelsNode
  | AggregateLabelsNode
  | SortValuesNode
  | SortLabelValuesNode
  | BaselineNode;

export type OperatorFamily = 'arithmetic' | 'compare' | 'bool';

export function operatorFamily(operator: BinaryOperator): OperatorFamily {
  if (operator === '&&' || operator === '||') return 'bool';
  return /^[-+*/%]$/.test(operator) ? 'arithmetic' : 'compare';
}

/** Is the expression's value the outcome of a comparison, which is what `&&` and `||` join? */
export function isComparison(expression: Expression): boolean {
  return expression.kind === 'binary' && operatorFamily(expression.operator) !== 'arithmetic';
}
