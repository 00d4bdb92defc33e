/*
 * The calls of the language. `expr` is any expression, `metric` only a metric, `n` a whole number, `order` asc or des
 * (in any case), `l='v'` a label.
 *
 *     avg count latest sum max min (expr)        abs ceil floor (expr)          round(expr, n)
 *     increase rate (metric, n)                  view_as_seq is_present (expr, …)
 *     top_n(metric, n, order [, attrI = 'v' | attrI != 'v'] …)                  top_n_of(top_n(…), …, n, order)
 *     relabels(expr, l='a,b', k='c,d')           aggregate_labels(expr, sum avg max min [(l, …)])
 *     sort_values(expr, n, order, aggregate)     sort_label_values(expr, order, l, …)
 *     baseline(metric, value upper lower)
 */
import { assertNever } from '@stormpetrel/base';
import type { Span, TokenStream } from '../../kit/index.ts';
import type { MqeOrder } from '../data-source.ts';
import type { AttributeFilter, Expression, LabelText, MetricNode, TopNode } from './expression.ts';
import type { FunctionName } from './function-names.ts';
import type { TokenKind } from './tokens.ts';

export type Tokens = TokenStream<TokenKind>;
export type ExpressionParser = (power?: number) => Expression;

/** At the call's name. */
export function parseCall(stream: Tokens, name: FunctionName, parse: ExpressionParser): Expression {
  const { start } = stream.advance();
  open(stream);
  switch (name) {
    case 'avg':
    case 'count':
    case 'latest':
    case 'sum':
    case 'max':
    case 'min': {
      const of = parse();
      return { kind: 'aggregate', function: name, of, ...close(stream, start) };
    }
    case 'abs':
    case 'ceil':
    case 'floor': {
      const of = parse();
      return { kind: 'math', function: name, of, ...close(stream, start) };
    }
    case 'round': {
      const of = parse();
      const places = nextInteger(stream);
      return { kind: 'round', of, places, ...close(stream, start) };
    }
    case 'increase':
    case 'rate': {
      const metric = parseMetric(stream);
      const range = nextInteger(stream);
      return { kind: 'trend', function: name, metric, range, ...close(stream, start) };
    }
    case 'view_as_seq':
    case 'is_present': {
      const parts = [parse()];
      while (stream.accept('symbol', ',')) parts.push(parse());
      return { kind: 'choice', function: name, parts, ...close(stream, start) };
    }
    case 'baseline': {
      const metric = parseMetric(stream);
      comma(stream);
      const bound = parseWord(stream, ['value', 'upper', 'lower']);
      return { kind: 'baseline', metric, bound, ...close(stream, start) };
    }
    case 'top_n':
      return parseTop(stream, start);
    case 'top_n_of':
      return parseTopOf(stream, start);
    case 'relabels':
    case 'aggregate_labels':
    case 'sort_values':
    case 'sort_label_values':
      return parseLabelCall(stream, name, start, parse);
    default:
      return assertNever(name);
  }
}

/** After `name(`. */
function parseLabelCall(
  stream: Tokens,
  name: 'relabels' | 'aggregate_labels' | 'sort_values' | 'sort_label_values',
  start: number,
  parse: ExpressionParser,
): Expression {
  const of = parse();
  comma(stream);
  switch (name) {
    case 'relabels': {
      const target = parseLabel(stream);
      comma(stream);
      const replacement = parseLabel(stream);
      return { kind: 'relabels', of, target, replacement, ...close(stream, start) };
    }
    case 'aggregate_labels': {
      const how = parseWord(stream, ['sum', 'avg', 'max', 'min']);
      let keep: readonly string[] = [];
      if (stream.accept('symbol', '(')) {
        keep = parseNames(stream);
        stream.expect('symbol', ')');
      }
      return { kind: 'aggregateLabels', of, function: how, keep, ...close(stream, start) };
    }
    case 'sort_values': {
      const count = parseInteger(stream);
      comma(stream);
      const order = parseOrder(stream);
      comma(stream);
      const how = parseWord(stream, ['avg', 'count', 'latest', 'sum', 'max', 'min']);
      return { kind: 'sortValues', of, count, order, function: how, ...close(stream, start) };
    }
    case 'sort_label_values': {
      const order = parseOrder(stream);
      comma(stream);
      const names = parseNames(stream);
      return { kind: 'sortLabelValues', of, order, names, ...close(stream, start) };
    }
    default:
      return assertNever(name);
  }
}

function parseTop(stream: Tokens, start: number): TopNode {
  const metric = parseMetric(stream);
  const count = nextInteger(stream);
  comma(stream);
  const order = parseOrder(stream);
  const attributes: AttributeFilter[] = [];
  while (stream.accept('symbol', ',')) attributes.push(parseAttribute(stream));
  return { kind: 'top', metric, count, order, attributes, ...close(stream, start) };
}

function parseTopOf(stream: Tokens, start: number): Expression {
  const lists: TopNode[] = [];
  do {
    const inner = stream.expect('name', 'top_n').start;
    open(stream);
    lists.push(parseTop(stream, inner));
    comma(stream);
  } while (!stream.at('integer'));
  const count = parseInteger(stream);
  comma(stream);
  const order = parseOrder(stream);
  return { kind: 'topOf', lists, count, order, ...close(stream, start) };
}

/** A name with its labels, which are written in braces. */
export function parseMetric(stream: Tokens): MetricNode {
  const { text: name, start, end } = stream.expect('name');
  // Labels may follow any metric: to name them in every error after one would say nothing.
  if (!stream.is('symbol', '{')) return { kind: 'metric', name, labels: [], start, end };
  stream.advance();
  const labels: LabelText[] = [];
  if (!stream.at('symbol', '}')) {
    do labels.push(parseLabel(stream));
    while (stream.accept('symbol', ','));
  }
  return { kind: 'metric', name, labels, start, end: stream.expect('symbol', '}').end };
}

function parseLabel(stream: Tokens): LabelText {
  const name = stream.expect('name').text;
  stream.expect('symbol', '=');
  return { name, text: parseText(stream) };
}

function parseNames(stream: Tokens): readonly string[] {
  const names = [stream.expect('name').text];
  while (stream.accept('symbol', ',')) names.push(stream.expect('name').text);
  return names;
}

function parseAttribute(stream: Tokens): AttributeFilter {
  const name = parseWord(stream, ['attr0', 'attr1', 'attr2', 'attr3', 'attr4', 'attr5']);
  const equals = stream.accept('symbol', '=') !== undefined;
  if (!equals) stream.expect('symbol', '!=');
  return { name, equals, value: parseText(stream) };
}

function parseOrder(stream: Tokens): MqeOrder {
  const order = stream.current.text.toLowerCase();
  if (order !== 'asc' && order !== 'des') return stream.failExpected('asc', 'des');
  stream.advance();
  return order;
}

function parseWord<W extends string>(stream: Tokens, words: readonly W[]): W {
  const word = words.find((each) => stream.is('name', each));
  if (word === undefined) return stream.failExpected(...words);
  stream.advance();
  return word;
}

function parseText(stream: Tokens): string {
  return stream.expect('string').text.slice(1, -1);
}

function nextInteger(stream: Tokens): number {
  comma(stream);
  return parseInteger(stream);
}

/** Counts and ranges are Java's `int` in the protocol's own server, so nothing greater ever was an expression. */
const integerMax = 2_147_483_647;

function parseInteger(stream: Tokens): number {
  const token = stream.expect('integer');
  const value = Number(token.text);
  return value <= integerMax ? value : stream.fail(token, `${token.text} is too great a number`);
}

function open(stream: Tokens): void {
  stream.expect('symbol', '(');
}

function comma(stream: Tokens): void {
  stream.expect('symbol', ',');
}

function close(stream: Tokens, start: number): Span {
  return { start, end: stream.expect('symbol', ')').end };
}
