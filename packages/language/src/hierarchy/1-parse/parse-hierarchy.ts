/*
 * Parser of the hierarchy's rules.
 *
 *     statement  = 'rule' name ':' comparison { 'and' comparison } ';'
 *                | 'layer' name 'at' number [ 'above' name 'by' name { ',' name 'by' name } ] ';'
 *     comparison = text '==' text
 *     text       = term { '+' term }
 *     term       = "quoted" | ( 'upper' | 'lower' ) '.' ( 'name' | 'shortName' ) { '.' 'beforeLast' '(' "quoted" ')' }
 *
 * Names may have hyphens. A statement that is wrong is reported and left out; the parse goes on after its `;`.
 */
import { assertNever } from '@stormpetrel/base';
import {
  type Diagnostics,
  type Lexer,
  type SourceText,
  TokenStream,
  createLexer,
} from '../../kit/index.ts';
import { limits } from '../../limits.ts';
import type {
  Comparison,
  HierarchySyntax,
  LayerSyntax,
  RuleSyntax,
  TermSyntax,
  TextSyntax,
  Word,
} from './syntax.ts';

type TokenKind = 'word' | 'number' | 'string' | 'symbol';
type Stream = TokenStream<TokenKind>;

const lex: Lexer<TokenKind> = createLexer<TokenKind>({
  skip: /\s+|\/\/[^\n\r]*/,
  rules: [
    { kind: 'number', pattern: /\d+(?![\w-])/ },
    { kind: 'word', pattern: /\w[\w-]*/ },
    { kind: 'string', pattern: /"[^"\r\n]*"/ },
    { kind: 'string', pattern: /"[^\r\n]*/, problem: 'this text is not closed' },
    { kind: 'symbol', pattern: /==|[.()+,:;]/ },
  ],
});

function describeKind(kind: TokenKind | 'end'): string {
  switch (kind) {
    case 'word':
      return 'a name';
    case 'number':
      return 'a whole number';
    case 'string':
      return 'a text in quotes';
    case 'symbol':
      return 'a sign';
    case 'end':
      return 'the end';
    default:
      return assertNever(kind);
  }
}

/** The statements that are sound; what is not goes to `diagnostics`. Never throws. */
export function parseHierarchy(source: SourceText, diagnostics: Diagnostics): HierarchySyntax {
  const stream = new TokenStream(source, lex(source, diagnostics), diagnostics, describeKind);
  const statements: (RuleSyntax | LayerSyntax)[] = [];
  while (stream.current.kind !== 'end' && diagnostics.count < limits.diagnosticsMax) {
    const statement = stream.attempt(() => parseStatement(stream));
    if (statement !== undefined) {
      statements.push(statement);
      continue;
    }
    stream.skipUntil((token) => token.kind === 'symbol' && token.text === ';');
    stream.accept('symbol', ';');
  }
  return { source, statements };
}

function parseStatement(stream: Stream): RuleSyntax | LayerSyntax {
  const isRule = stream.accept('word', 'rule') !== undefined;
  if (!isRule) stream.expect('word', 'layer');
  const statement = isRule ? parseRule(stream) : parseLayer(stream);
  stream.expect('symbol', ';');
  return statement;
}

function parseRule(stream: Stream): RuleSyntax {
  const name = stream.expect('word');
  stream.expect('symbol', ':');
  const comparisons = [parseComparison(stream)];
  while (stream.accept('word', 'and')) comparisons.push(parseComparison(stream));
  return { kind: 'rule', name, comparisons };
}

function parseComparison(stream: Stream): Comparison {
  const left = parseText(stream);
  stream.expect('symbol', '==');
  return { left, right: parseText(stream) };
}

function parseText(stream: Stream): TextSyntax {
  const terms = [parseTerm(stream)];
  while (stream.accept('symbol', '+')) terms.push(parseTerm(stream));
  return terms;
}

function parseTerm(stream: Stream): TermSyntax {
  const quoted = stream.accept('string');
  if (quoted !== undefined) return { kind: 'text', value: unquote(quoted) };
  const side = stream.expect('word');
  stream.expect('symbol', '.');
  const field = stream.expect('word');
  const cuts: string[] = [];
  while (stream.accept('symbol', '.')) {
    stream.expect('word', 'beforeLast');
    stream.expect('symbol', '(');
    cuts.push(unquote(stream.expect('string')));
    stream.expect('symbol', ')');
  }
  return { kind: 'field', side, field, cuts };
}

function parseLayer(stream: Stream): LayerSyntax {
  const name = stream.expect('word');
  stream.expect('word', 'at');
  const level = stream.expect('number');
  const lowers: LayerSyntax['lowers'][number][] = [];
  if (stream.accept('word', 'above')) {
    do {
      const layer = stream.expect('word');
      stream.expect('word', 'by');
      lowers.push({ layer, rule: stream.expect('word') });
    } while (stream.accept('symbol', ','));
  }
  return { kind: 'layer', name, level, lowers };
}

function unquote({ text }: Word): string {
  return text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined);
}
