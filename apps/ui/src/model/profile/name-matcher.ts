/** A pattern for names of functions: a part of the name in any case, or `/a regular expression/`, also in any case. */
export interface NameMatcher {
  readonly matches: (name: string) => boolean;
}

/** What is wrong with a pattern, for people. */
export interface PatternProblem {
  readonly problem: string;
}

/** The expression of `/an expression/`, whose end may not have been typed yet; undefined for a part of a name. */
export function expressionOf(pattern: string): string | undefined {
  return /^\/(.*?)\/?$/s.exec(pattern.trim())?.[1];
}

/** Undefined for an empty pattern. */
export function matcherOf(pattern: string): NameMatcher | PatternProblem | undefined {
  const text = pattern.trim();
  if (text === '') return undefined;
  const body = expressionOf(text);
  if (body !== undefined) return regexOf(body);
  const wanted = text.toLowerCase();
  return { matches: (name) => name.toLowerCase().includes(wanted) };
}

function regexOf(body: string): NameMatcher | PatternProblem | undefined {
  if (body === '') return undefined;
  try {
    const regex = new RegExp(body, 'iu');
    return { matches: (name) => regex.test(name) };
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : 'This is no regular expression.' };
  }
}

/** The pattern that matches what it matched before, and a function of exactly this name. */
export function withName(pattern: string, name: string): string {
  const before = expressionOf(pattern) ?? literally(pattern.trim());
  const exact = `^${literally(name)}$`;
  return before === '' ? `/${exact}/` : `/${before}|${exact}/`;
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
