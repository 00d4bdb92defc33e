/*
 * Pratt's expression parser: an operand, then every operator that binds at least as tightly as asked for, each taking
 * its right side with its own power. Powers are numbers, higher binds tighter.
 */
import type { Token } from './lexer.ts';
import type { TokenStream } from './token-stream.ts';

/** Parses an operand and the operators after it that bind at least as tightly as `power`. */
export type OperandParser<N> = (power: number) => N;

export interface InfixOperator<K extends string, N> {
  readonly power: number;
  /** `a ^ b ^ c` is `a ^ (b ^ c)`. */
  readonly rightAssociative?: boolean;
  /**
   * Called with the operator taken. `parseRight()` gives the right side; an operator that has none (postfix, call,
   * index) reads from the stream by itself.
   */
  readonly build: (left: N, operator: Token<K>, parseRight: () => N) => N;
}

export interface PrattGrammar<K extends string, N> {
  /** Parses one operand, prefix operators and parentheses included, or fails by the stream. */
  readonly operand: (stream: TokenStream<K>, parse: OperandParser<N>) => N;
  /** The operator that the token is after an operand, or undefined: then the expression ends before it. */
  readonly operator: (token: Token<K>) => InfixOperator<K, N> | undefined;
}

/** The expression at the stream's place. Fails (see `TokenStream.attempt`) on anything else. */
export function parseExpression<K extends string, N>(
  stream: TokenStream<K>,
  grammar: PrattGrammar<K, N>,
  power = 0,
): N {
  const parse: OperandParser<N> = (least) => parseExpression(stream, grammar, least);
  return stream.nested(() => {
    let left = grammar.operand(stream, parse);
    for (;;) {
      const operator = grammar.operator(stream.current);
      if (operator === undefined || operator.power < power) return left;
      const token = stream.advance();
      const rightPower = operator.rightAssociative === true ? operator.power : operator.power + 1;
      left = operator.build(left, token, () => parse(rightPower));
    }
  });
}
