/*
 * Parser of the Metrics Query Expression language.
 *
 *     expression = operand { operator expression }
 *     operand    = number | metric | '(' expression ')' | call
 *     metric     = name [ '{' [ label { ',' label } ] '}' ]
 *     label      = name '=' text
 *
 * Powers, loosest first: `&& ||`, comparisons (each may be followed by the word `bool`, which changes nothing), `+ -`,
 * `* / %`; all lean to the left. There is no sign: `-5` is not an expression. The forms of the calls are in `calls.ts`.
 */
import { closestWords } from '@stormpetrel/base';
import {
  type Diagnostic,
  Diagnostics,
  type InfixOperator,
  type PrattGrammar,
  SourceText,
  type Token,
  TokenStream,
  describe,
  parseExpression,
} from '../../kit/index.ts';
import { mqeLimits } from '../limits.ts';
import { type ExpressionParser, type Tokens, parseCall, parseMetric } from './calls.ts';
import type { BinaryOperator, Expression } from './expression.ts';
import { functionNames, isFunctionName } from './function-names.ts';
import { type TokenKind, describeKind, tokenize } from './tokens.ts';

export interface ParsedMqe {
  /** undefined exactly where there are diagnostics. */
  readonly expression: Expression | undefined;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  /** The name of the call that is none of the language's, where that is what ended the parse. */
  readonly unknownFunction: string | undefined;
}

/** Never throws, whatever the text is. */
export function parseMqe(text: string): ParsedMqe {
  const source = new SourceText('', text);
  const diagnostics = new Diagnostics();
  if (text.length > mqeLimits.expressionLengthMax) {
    const most = mqeLimits.expressionLengthMax;
    const start = { start: 0, end: 0 };
    diagnostics.report(source, start, `the expression is longer than ${most} characters`);
    const { list } = diagnostics;
    return { expression: undefined, source, diagnostics: list, unknownFunction: undefined };
  }
  const tokens = tokenize(source, diagnostics);
  const parser = new MqeParser(new TokenStream(source, tokens, diagnostics, describeKind));
  const expression = parser.parseWhole();
  const failed = diagnostics.count > 0;
  return {
    expression: failed ? undefined : expression,
    source,
    diagnostics: diagnostics.list,
    unknownFunction: failed ? parser.unknownFunction : undefined,
  };
}

class MqeParser {
  unknownFunction: string | undefined;
  readonly #stream: Tokens;
  readonly #parse: ExpressionParser;

  constructor(stream: Tokens) {
    this.#stream = stream;
    const grammar: PrattGrammar<TokenKind, Expression> = {
      operand: () => this.#parseOperand(),
      operator: (token) => this.#findOperator(token),
    };
    this.#parse = (power = 0) => parseExpression(stream, grammar, power);
  }

  /** undefined where it failed, which is then reported. */
  parseWhole(): Expression | undefined {
    const stream = this.#stream;
    return stream.attempt(() => {
      const whole = this.#parse();
      if (!stream.at('end')) stream.failExpected('an operator');
      return whole;
    });
  }

  #parseOperand(): Expression {
    const stream = this.#stream;
    const token = stream.current;
    if (token.kind === 'integer' || token.kind === 'decimal') {
      stream.advance();
      return { kind: 'scalar', value: Number(token.text), start: token.start, end: token.end };
    }
    if (stream.is('symbol', '(')) {
      stream.advance();
      const inner = this.#parse();
      const { end } = stream.expect('symbol', ')');
      return { ...inner, start: token.start, end };
    }
    if (token.kind !== 'name') stream.failExpected('a metric', 'a number', 'a function', '"("');
    if (isFunctionName(token.text)) return parseCall(stream, token.text, this.#parse);
    const next = stream.peek(1);
    if (next.kind === 'symbol' && next.text === '(') {
      this.unknownFunction = token.text;
      const near = closestWords(token.text, functionNames);
      stream.fail(token, `there is no function ${token.text}`, near);
    }
    return parseMetric(stream);
  }

  #findOperator(token: Token<TokenKind>): InfixOperator<TokenKind, Expression> | undefined {
    const power = token.kind === 'symbol' ? powers.get(token.text) : undefined;
    if (power === undefined) return undefined;
    const stream = this.#stream;
    return {
      power,
      build: (left, operator, parseRight) => {
        if (power === comparePower && /^bool$/i.test(stream.current.text)) stream.advance();
        const right = parseRight();
        return {
          kind: 'binary',
          operator: operator.text as BinaryOperator,
          left,
          right,
          start: left.start,
          end: right.end,
        };
      },
    };
  }
}

const comparePower = 2;

const powers: ReadonlyMap<string, number> = new Map([
  ['&&', 1],
  ['||', 1],
  ['==', comparePower],
  ['!=', comparePower],
  ['<', comparePower],
  ['<=', comparePower],
  ['>', comparePower],
  ['>=', comparePower],
  ['+', 3],
  ['-', 3],
  ['*', 4],
  ['/', 4],
  ['%', 4],
]);

/**
 * The first thing that is wrong, in the form `line 1:5 unexpected …` that clients know syntax errors by: lines count
 * from 1, columns from 0 (mqe-rt, ParseErrorListener).
 */
export function syntaxError(diagnostics: readonly Diagnostic[]): string {
  let first = diagnostics[0];
  // The lexer has read the whole text before the parser begins, so what comes first in the list need not in the text.
  for (const each of diagnostics) {
    if (first === undefined || each.line < first.line) first = each;
    else if (each.line === first.line && each.column < first.column) first = each;
  }
  if (first === undefined) return 'line 1:0 the expression cannot be read';
  return `line ${first.line}:${first.column - 1} ${describe(first)}`;
}
