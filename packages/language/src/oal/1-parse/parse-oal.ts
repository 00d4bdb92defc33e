/*
 * The parser of OAL: recursive descent, one function per rule of the grammar (SkyWalking's OALParser), no recursion
 * that the text could deepen. A statement that is wrong is reported and left out; the parse goes on after its `;`, or
 * at the next `name = from(` where the `;` itself is missing.
 */
import { type Diagnostics, type SourceText, TokenStream } from '../../kit/index.ts';
import { limits } from '../../limits.ts';
import type {
  Argument,
  Attribute,
  Condition,
  Literal,
  MetricStatement,
  OalSyntax,
  Operator,
  ScalarLiteral,
  Statement,
  Word,
} from './syntax.ts';
import { operators } from './syntax.ts';
import { type TokenKind, describeToken, lexOal } from './tokens.ts';

type Stream = TokenStream<TokenKind>;

/** The statements of a file that are sound; what is not goes to `diagnostics`. Never throws. */
export function parseOal(source: SourceText, diagnostics: Diagnostics): OalSyntax {
  const stream = new TokenStream(source, lexOal(source, diagnostics), diagnostics, describeToken);
  const statements: Statement[] = [];
  // Whoever has made so many mistakes has given us the wrong file.
  while (stream.current.kind !== 'end' && diagnostics.count < limits.diagnosticsMax) {
    const first = stream.current;
    const statement = stream.attempt(() => parseStatement(stream));
    if (statement !== undefined) statements.push(statement);
    else resume(stream, first.start);
  }
  return { source, statements };
}

function resume(stream: Stream, failedFrom: number): void {
  stream.skipUntil((token) => {
    if (token.kind === 'symbol' && token.text === ';') return true;
    return token.kind === 'word' && token.start > failedFrom && startsMetric(stream);
  });
  stream.accept('symbol', ';');
}

function startsMetric(stream: Stream): boolean {
  return stream.peek(1).text === '=' && stream.peek(2).text === 'from';
}

function parseStatement(stream: Stream): Statement {
  const name = parseWord(stream, 'a metric name');
  if (name.text === 'disable' && stream.is('symbol', '(')) {
    stream.advance();
    const disabled = parseWord(stream, 'a metric name');
    stream.expect('symbol', ')');
    endStatement(stream);
    return { kind: 'disable', name: disabled };
  }
  stream.expect('symbol', '=');
  const statement = parseMetric(stream, name);
  endStatement(stream);
  return statement;
}

function endStatement(stream: Stream): void {
  if (stream.at('symbol', ';')) stream.advance();
  else if (!stream.at('end')) stream.failExpected();
}

function parseMetric(stream: Stream, name: Word): MetricStatement {
  stream.expect('word', 'from');
  stream.expect('symbol', '(');
  const cast = parseCast(stream);
  const source = parseWord(stream, 'a source');
  stream.expect('symbol', '.');
  const all = stream.accept('symbol', '*') !== undefined;
  const attribute = all ? undefined : parsePath(stream, stream.current.start, cast);
  stream.expect('symbol', ')');
  const filters: Condition[] = [];
  for (;;) {
    stream.expect('symbol', '.');
    if (!(stream.is('word', 'filter') && stream.peek(1).text === '(')) break;
    stream.advance();
    stream.advance();
    filters.push(parseCondition(stream));
    stream.expect('symbol', ')');
  }
  const called = parseWord(stream, filters.length === 0 ? 'filter or a function' : 'a function');
  const args = parseArguments(stream);
  const decorator = parseDecorator(stream);
  return {
    kind: 'metric',
    name,
    source,
    attribute,
    filters,
    function: called,
    arguments: args,
    decorator,
  };
}

function parseDecorator(stream: Stream): Word | undefined {
  if (stream.accept('symbol', '.') === undefined) return undefined;
  stream.expect('word', 'decorator');
  stream.expect('symbol', '(');
  const decorator = parseString(stream);
  stream.expect('symbol', ')');
  return decorator;
}

function parseArguments(stream: Stream): readonly Argument[] {
  stream.expect('symbol', '(');
  const args: Argument[] = [];
  if (stream.accept('symbol', ')') !== undefined) return args;
  do args.push(parseArgument(stream));
  while (stream.accept('symbol', ',') !== undefined);
  stream.expect('symbol', ')');
  return args;
}

function parseArgument(stream: Stream): Argument {
  const literal = parsePlainLiteral(stream);
  if (literal !== undefined) return { kind: 'literal', literal };
  const attribute = parseAttribute(stream);
  if (findOperator(stream) === undefined) return { kind: 'attribute', attribute };
  return { kind: 'condition', condition: parseComparison(stream, attribute) };
}

function parseCondition(stream: Stream): Condition {
  return parseComparison(stream, parseAttribute(stream));
}

function parseComparison(stream: Stream, attribute: Attribute): Condition {
  const operator = findOperator(stream);
  if (operator === undefined) return stream.failExpected(...operators.map((o) => `"${o}"`));
  stream.advance();
  const value = parseLiteral(stream);
  return { attribute, operator, value, start: attribute.start, end: value.end };
}

function findOperator(stream: Stream): Operator | undefined {
  const { kind, text } = stream.current;
  if (kind === 'not contain') return 'not contain';
  if (kind === 'symbol' || kind === 'word') return operators.find((word) => word === text);
  return undefined;
}

function parseAttribute(stream: Stream): Attribute {
  const { start } = stream.current;
  return parsePath(stream, start, parseCast(stream));
}

function parseCast(stream: Stream): 'long' | 'int' | undefined {
  const token = stream.accept('cast');
  if (token === undefined) return undefined;
  return token.text.includes('long') ? 'long' : 'int';
}

function parsePath(stream: Stream, start: number, cast: Attribute['cast']): Attribute {
  const names = [parseWord(stream, 'an attribute').text];
  let key: string | undefined;
  while (key === undefined) {
    if (stream.accept('symbol', '[') !== undefined) {
      key = parseString(stream).text;
      stream.expect('symbol', ']');
    } else if (stream.is('symbol', '.')) {
      stream.advance();
      names.push(parseWord(stream, 'an attribute').text);
    } else {
      break;
    }
  }
  return { path: names.join('.'), key, cast, start, end: stream.previous.end };
}

function parseLiteral(stream: Stream): Literal {
  const open = stream.accept('symbol', '[');
  if (open === undefined) return parseScalar(stream);
  const items = [parseScalar(stream)];
  while (stream.accept('symbol', ',') !== undefined) items.push(parseScalar(stream));
  const close = stream.expect('symbol', ']');
  return { kind: 'list', items, start: open.start, end: close.end };
}

function parseScalar(stream: Stream): ScalarLiteral {
  const plain = parsePlainLiteral(stream);
  if (plain !== undefined) return plain;
  const { current: token } = stream;
  if (token.kind === 'word' && token.text === 'null') {
    stream.advance();
    return { kind: 'null', start: token.start, end: token.end };
  }
  const type = parseWord(stream, 'a value');
  stream.expect('symbol', '.');
  const value = parseWord(stream, 'a value of the enum');
  return { kind: 'enum', type: type.text, value: value.text, start: type.start, end: value.end };
}

/** A number, string or boolean, or undefined where there is none. */
function parsePlainLiteral(stream: Stream): ScalarLiteral | undefined {
  const { current: token } = stream;
  const span = { start: token.start, end: token.end };
  if (stream.at('number')) {
    const value = Number(token.text.replaceAll(/[_lL]/g, ''));
    if (!Number.isSafeInteger(value)) stream.fail(token, 'this number is too large');
    stream.advance();
    return { kind: 'number', value, ...span };
  }
  if (stream.at('string')) return { kind: 'string', value: parseString(stream).text, ...span };
  if (token.kind !== 'word' || (token.text !== 'true' && token.text !== 'false')) return undefined;
  stream.advance();
  return { kind: 'boolean', value: token.text === 'true', ...span };
}

function parseWord(stream: Stream, what: string): Word {
  const { current: token } = stream;
  if (token.kind !== 'word') return stream.failExpected(what);
  stream.advance();
  return { text: token.text, start: token.start, end: token.end };
}

function parseString(stream: Stream): Word {
  const { text, start, end } = stream.expect('string');
  const closed = text.length > 1 && text.endsWith('"');
  return { text: unescape(text.slice(1, closed ? -1 : undefined)), start, end };
}

const escapes: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r' };

/** Java's escapes: `\n` and the like, `\123` octal, `\u0041`. */
function unescape(text: string): string {
  return text.replaceAll(
    /\\(?:u+([\da-fA-F]{4})|([0-3]?[0-7]{1,2})|(.))/gu,
    (_, hex: string | undefined, octal: string | undefined, other: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return escapes[other ?? ''] ?? other ?? '';
    },
  );
}
