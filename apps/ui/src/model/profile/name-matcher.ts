/** A pattern for names of functions: a part of the name in any case, or `/a regular expression/`, also in any case. */
export interface NameMatcher {
  readonly matches: (name: string) => boolean;
}

/** What is wrong with a pattern, for people. */
export interface PatternProblem {
  readonly problem: string;
}

/** Undefined for an empty pattern. */
export function matcherOf(pattern: string): NameMatcher | PatternProblem | undefined {
  const text = pattern.trim();
  if (text === '' || text === '/') return undefined;
  const body = /^\/(.*?)\/?$/s.exec(text)?.[1];
  if (body !== undefined && text.length > 1) return regexOf(body);
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
