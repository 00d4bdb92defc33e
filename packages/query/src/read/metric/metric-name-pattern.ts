import { CodedError, messageOf } from '@stormpetrel/base';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';

/** What one request may spend on patterns in all. */
export class PatternTime {
  leftMs: number = queryLimits.patternMsMax;
}

/**
 * Those of the names that match a regular expression from outside as a whole, as Java's `matches`; all of them without one. The
 * engine takes a time that is linear in the name, whatever the pattern. It is not the quickest, and a request may have many:
 * when the request's time for patterns is over, further ones are refused. Rejects with `QUERY_PATTERN_REFUSED`.
 */
export async function matchNames(
  pattern: string | null | undefined,
  names: readonly string[],
  time: PatternTime,
): Promise<ReadonlySet<string>> {
  if (pattern === undefined || pattern === null || pattern === '') return new Set(names);
  if (pattern.length > queryLimits.patternLengthMax) throw refused('is too long');
  // The engine is large, and few ask.
  const { compilePattern } = await import('@stormpetrel/language/pattern');
  const startMs = performance.now();
  try {
    const expression = compile(compilePattern, pattern);
    const wanted = new Set<string>();
    for (const name of names) {
      if (performance.now() - startMs >= time.leftMs) throw refused('takes too long to match');
      if (expression.matches(name)) wanted.add(name);
    }
    return wanted;
  } finally {
    time.leftMs -= performance.now() - startMs;
  }
}

function compile<Expression>(
  compilePattern: (text: string) => Expression,
  pattern: string,
): Expression {
  try {
    return compilePattern(pattern);
  } catch (cause) {
    throw refused(`cannot be used: ${messageOf(cause)}`, cause);
  }
}

function refused(why: string, cause?: unknown): CodedError {
  const { code } = queryErrors.patternRefused;
  return new CodedError(code, `the regular expression ${why}`, { cause });
}
