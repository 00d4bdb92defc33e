/*
 * A lexer is a table of sticky regular expressions, tried in order at each place: the first that matches wins, so longer
 * operators stand before their prefixes and keywords before identifiers. It is total: any text at all gives tokens that
 * end with one of kind `end`; what no rule takes is reported and left out.
 */
import { limits } from '../limits.ts';
import type { Diagnostics } from './diagnostic.ts';
import type { SourceText, Span } from './source-text.ts';

export interface Token<K extends string> extends Span {
  /** `end` stands once, last, with an empty text. */
  readonly kind: K | 'end';
  readonly text: string;
}

export interface TokenRule<K extends string> {
  /** Without one, what matches is reported as the `problem` says and left out. */
  readonly kind?: K;
  /** MUST NOT match the empty string. */
  readonly pattern: RegExp;
  /** Reported where it matches: for texts that are wrong but have a clear end, like a string that is not closed. */
  readonly problem?: string;
}

export interface LexerDefinition<K extends string> {
  /** Spaces and comments. */
  readonly skip: RegExp;
  readonly rules: readonly TokenRule<K>[];
}

export type Lexer<K extends string> = (
  source: SourceText,
  diagnostics: Diagnostics,
) => readonly Token<K>[];

interface StickyRule<K extends string> extends TokenRule<K> {
  readonly sticky: RegExp;
}

export function createLexer<K extends string>(definition: LexerDefinition<K>): Lexer<K> {
  const skip = sticky(definition.skip);
  const rules = definition.rules.map((rule) => ({ ...rule, sticky: sticky(rule.pattern) }));
  return (source, diagnostics) => {
    const tokens: Token<K>[] = [];
    const end = source.text.length;
    if (end > limits.sourceTextLengthMax) {
      const most = limits.sourceTextLengthMax;
      diagnostics.report(
        source,
        { start: 0, end: 0 },
        `the text is longer than ${most} characters`,
      );
      return [{ kind: 'end', text: '', start: 0, end: 0 }];
    }
    let at = 0;
    let unknownFrom = -1;
    while (at < end) {
      const skipped = matchEnd(skip, source.text, at);
      const token = skipped > at ? undefined : matchRule(rules, source.text, at);
      if (unknownFrom >= 0 && (skipped > at || token !== undefined)) {
        reportUnknown(source, diagnostics, unknownFrom, at);
        unknownFrom = -1;
      }
      if (skipped > at) {
        at = skipped;
      } else if (token === undefined) {
        if (unknownFrom < 0) unknownFrom = at;
        at++;
      } else {
        if (token.problem !== undefined) diagnostics.report(source, token, token.problem);
        const { kind, text, start } = token;
        if (kind !== undefined) tokens.push({ kind, text, start, end: token.end });
        at = token.end;
      }
    }
    if (unknownFrom >= 0) reportUnknown(source, diagnostics, unknownFrom, at);
    tokens.push({ kind: 'end', text: '', start: end, end });
    return tokens;
  };
}

function sticky(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}y`);
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

interface Match<K extends string> extends Span {
  readonly kind: K | undefined;
  readonly problem: string | undefined;
  readonly text: string;
}

function matchRule<K extends string>(
  rules: readonly StickyRule<K>[],
  text: string,
  at: number,
): Match<K> | undefined {
  for (const rule of rules) {
    const end = matchEnd(rule.sticky, text, at);
    if (end > at) {
      const { kind, problem } = rule;
      return { kind, text: text.slice(at, end), start: at, end, problem };
    }
  }
  return undefined;
}

function reportUnknown(source: SourceText, diagnostics: Diagnostics, start: number, end: number) {
  const text = source.text.slice(start, end);
  diagnostics.report(source, { start, end }, `cannot read ${JSON.stringify(text)}`);
}
