import { assertNever } from '@stormpetrel/base';
import { createLexer } from '../../kit/index.ts';

export type TokenKind = 'name' | 'integer' | 'decimal' | 'string' | 'symbol';

/** As the language's lexer does, a word may begin with digits: `1a` is a name, `1` is a number. */
export const tokenize = createLexer<TokenKind>({
  skip: /[ \t\r\n]+/,
  rules: [
    { kind: 'decimal', pattern: /[0-9]+\.[0-9]+/ },
    { kind: 'integer', pattern: /[0-9]+(?![A-Za-z0-9_])/ },
    { kind: 'name', pattern: /[A-Za-z0-9_]+/ },
    { kind: 'string', pattern: /'[^']*'|"[^"]*"/ },
    { kind: 'string', pattern: /['"][^]*/, problem: 'the text in quotes is not closed' },
    { kind: 'symbol', pattern: /==|!=|<=|>=|&&|\|\||[-+*/%<>=(){},]/ },
  ],
});

export function describeKind(kind: TokenKind | 'end'): string {
  switch (kind) {
    case 'name':
      return 'a name';
    case 'integer':
      return 'a whole number';
    case 'decimal':
      return 'a number';
    case 'string':
      return 'a text in quotes';
    case 'symbol':
      return 'a symbol';
    case 'end':
      return 'the end of the expression';
    default:
      return assertNever(kind);
  }
}
