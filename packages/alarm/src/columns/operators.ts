import type { Expression } from '@stormpetrel/language/mqe';

type BinaryNode = Extract<Expression, { readonly kind: 'binary' }>;
export type BinaryOperator = BinaryNode['operator'];
export type CompareOperator = Extract<BinaryOperator, '==' | '!=' | '<' | '<=' | '>' | '>='>;
export type AggregateName = Extract<Expression, { readonly kind: 'aggregate' }>['function'];

export function isCompare(operator: BinaryOperator): operator is CompareOperator {
  return /^[=!<>]=?$/.test(operator);
}

/** `k < x` asks what `x > k` asks. */
export const mirrored: Readonly<Record<CompareOperator, CompareOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** NaN is greater than all, as in the language. */
export function isGreater(a: number, b: number): boolean {
  return a > b || (Number.isNaN(a) && !Number.isNaN(b));
}
