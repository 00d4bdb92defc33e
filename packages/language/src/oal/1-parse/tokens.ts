import { assertNever } from '@stormpetrel/base';

import { type Lexer, createLexer } from '../../kit/index.ts';

export type TokenKind = 'word' | 'number' | 'string' | 'cast' | 'symbol' | 'not contain';

/** Tokens of OAL (SkyWalking's OALLexer); keywords are words, told apart by where they stand. */
export const lexOal: Lexer<TokenKind> = createLexer<TokenKind>({
  skip: /\s+|\/\/[^\n\r]*|\/\*[^]*?\*\//,
  rules: [
    { pattern: /\/\*[^]*/, problem: 'this comment is not closed' },
    { kind: 'cast', pattern: /\(\s*(?:str\s*->\s*)?(?:long|int)\s*\)/ },
    { kind: 'not contain', pattern: /not\s+contain(?![\w$])/ },
    { kind: 'word', pattern: /[\p{L}_$][\p{L}\p{Nd}_$]*/u },
    { kind: 'number', pattern: /\d(?:[\d_]*\d)?[lL]?/ },
    { kind: 'string', pattern: /"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"/ },
    { kind: 'string', pattern: /"[^\r\n]*/, problem: 'this string is not closed' },
    { kind: 'symbol', pattern: /==|!=|>=|<=|[.()[\],;=*<>]/ },
  ],
});

export function describeToken(kind: TokenKind | 'end'): string {
  switch (kind) {
    case 'word':
      return 'a name';
    case 'number':
      return 'a number';
    case 'string':
      return 'a string';
    case 'cast':
      return '"(str->long)"';
    case 'symbol':
      return 'a sign';
    case 'not contain':
      return '"not contain"';
    case 'end':
      return 'the end';
    default:
      return assertNever(kind);
  }
}
