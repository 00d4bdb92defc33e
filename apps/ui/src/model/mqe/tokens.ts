/** Cuts an expression into tokens. It may be half written: nothing is refused, what is no token is `unknown`. */
export type TokenKind = 'name' | 'number' | 'string' | 'symbol' | 'unknown';

export interface Token {
  readonly kind: TokenKind;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const pattern =
  /(?<string>'[^']*'?|"[^"]*"?)|(?<number>\d+(?:\.\d+)?(?!\w))|(?<name>\w+)|(?<symbol>==|!=|<=|>=|&&|\|\||[-+*/%<>=(){},])|(?<unknown>\S)/g;

const kinds: readonly TokenKind[] = ['string', 'number', 'name', 'symbol', 'unknown'];

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const kind = kinds.find((each) => match.groups?.[each] !== undefined) ?? 'unknown';
    tokens.push({ kind, from: match.index, to: match.index + match[0].length, text: match[0] });
  }
  return tokens;
}
