import { limits } from '../limits.ts';
import type { Diagnostics } from './diagnostic.ts';
import type { Token } from './lexer.ts';
import type { SourceText, Span } from './source-text.ts';

class SyntaxFailure extends Error {
  override readonly name = 'SyntaxFailure';
}

/**
 * Thrown by `fail` once the diagnostic is reported, caught by `attempt`; never leaves a parser. There is only one: a
 * text of a million faults would otherwise make a million stack traces.
 */
const failure = new SyntaxFailure('the text is wrong');

/**
 * Tokens with a place among them. It remembers what was looked for at the current token (`at`, `accept`, `expect`), so
 * that a failure names everything that would have been right there.
 */
export class TokenStream<K extends string> {
  readonly source: SourceText;
  readonly diagnostics: Diagnostics;
  readonly #tokens: readonly Token<K>[];
  readonly #expected = new Set<string>();
  readonly #describeKind: (kind: K | 'end') => string;
  #index = 0;
  #depth = 0;

  /** `tokens` MUST end with the `end` token, as those of a lexer do. `describeKind` names a kind: `a number`. */
  constructor(
    source: SourceText,
    tokens: readonly Token<K>[],
    diagnostics: Diagnostics,
    describeKind: (kind: K | 'end') => string,
  ) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.#tokens = tokens;
    this.#describeKind = describeKind;
  }

  get current(): Token<K> {
    return this.#tokens[this.#index] as Token<K>;
  }

  /** The token that was last taken, or the current one where none was. */
  get previous(): Token<K> {
    return this.#tokens[Math.max(0, this.#index - 1)] as Token<K>;
  }

  /** The token `ahead` places on; the `end` token beyond the end. */
  peek(ahead: number): Token<K> {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] as Token<K>;
  }

  /** Takes the current token; stays at the end. */
  advance(): Token<K> {
    const token = this.current;
    if (token.kind !== 'end') this.#index++;
    this.#expected.clear();
    return token;
  }

  /** Is the current token of that kind, and of that text where one is given? */
  at(kind: K | 'end', text?: string): boolean {
    if (this.is(kind, text)) return true;
    this.#expected.add(text === undefined ? this.#describeKind(kind) : JSON.stringify(text));
    return false;
  }

  /** Like `at`, but not remembered as something expected. */
  is(kind: K | 'end', text?: string): boolean {
    const { current } = this;
    return current.kind === kind && (text === undefined || current.text === text);
  }

  accept(kind: K, text?: string): Token<K> | undefined {
    return this.at(kind, text) ? this.advance() : undefined;
  }

  /** Takes the token or fails. */
  expect(kind: K, text?: string): Token<K> {
    return this.at(kind, text) ? this.advance() : this.failExpected();
  }

  /** Fails, naming what was looked for at this token and `more`. */
  failExpected(...more: readonly string[]): never {
    for (const word of more) this.#expected.add(word);
    const { current } = this;
    const found =
      current.kind === 'end' ? 'unexpected end of the text' : `unexpected ${quote(current.text)}`;
    return this.fail(current, found, [...this.#expected]);
  }

  /** Reports, then leaves the parse up to the nearest `attempt`. */
  fail(span: Span, message: string, expected: readonly string[] = []): never {
    this.diagnostics.report(this.source, span, message, expected);
    throw failure;
  }

  /** What `parse` gives, or undefined where it failed; the place stays where the failure was. */
  attempt<T>(parse: () => T): T | undefined {
    const depth = this.#depth;
    try {
      return parse();
    } catch (thrown) {
      if (thrown !== failure) throw thrown;
      this.#depth = depth;
      return undefined;
    }
  }

  /** Runs `parse` one level deeper, and fails where that is too deep. Every recursion of a parser MUST pass here. */
  nested<T>(parse: () => T): T {
    if (this.#depth >= limits.nestingDepthMax) {
      return this.fail(this.current, `nested deeper than ${limits.nestingDepthMax} levels`);
    }
    this.#depth++;
    const result = parse();
    this.#depth--;
    return result;
  }

  /** Skips to the first token for which `stop` holds, or to the end: the start of the next statement, say. */
  skipUntil(stop: (token: Token<K>) => boolean): void {
    while (this.current.kind !== 'end' && !stop(this.current)) this.advance();
  }
}

const quotedLengthMax = 40;

function quote(text: string): string {
  return JSON.stringify(
    text.length > quotedLengthMax ? `${text.slice(0, quotedLengthMax)}…` : text,
  );
}
