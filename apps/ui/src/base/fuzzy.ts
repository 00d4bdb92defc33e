/** A candidate that matched, with the positions of the letters that did, for marking them. */
export interface FuzzyMatch<T> {
  readonly item: T;
  readonly score: number;
  readonly positions: readonly number[];
}

const wordStart = 8;
const consecutive = 5;
const firstLetter = 6;

function isBoundary(text: string, index: number): boolean {
  if (index === 0) return true;
  const before = text.charAt(index - 1);
  if (/[\s/._:\-|]/.test(before)) return true;
  return before === before.toLowerCase() && text.charAt(index) !== text.charAt(index).toLowerCase();
}

/**
 * Scores how well the letters of the query occur in order in the text: word starts and runs count more, late and
 * scattered ones less. A plain substring is always better than letters with gaps. Undefined when they do not occur.
 */
export function matchFuzzy(
  query: string,
  text: string,
): { score: number; positions: number[] } | undefined {
  const wanted = query.toLowerCase();
  const lower = text.toLowerCase();
  const whole = lower.indexOf(wanted);
  if (whole >= 0) {
    const positions = Array.from(wanted, (_, i) => whole + i);
    const bonus = isBoundary(text, whole) ? wordStart : 0;
    return { score: 1000 + bonus - whole * 0.1 - text.length * 0.01, positions };
  }
  const positions: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    const at = lower.indexOf(letter, from);
    if (at < 0) return undefined;
    if (at === 0) score += firstLetter;
    if (isBoundary(text, at)) score += wordStart;
    if (positions.at(-1) === at - 1) score += consecutive;
    score -= (at - from) * 0.2;
    positions.push(at);
    from = at + 1;
  }
  return { score: score - text.length * 0.01, positions };
}

/** The best matches, best first; among equals the order of the input is kept. An empty query matches all. */
export function findFuzzy<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
  limit: number,
): readonly FuzzyMatch<T>[] {
  if (query.trim() === '')
    return items.slice(0, limit).map((item) => ({ item, score: 0, positions: [] }));
  const matches: FuzzyMatch<T>[] = [];
  for (const item of items) {
    const match = matchFuzzy(query.trim(), textOf(item));
    if (match !== undefined) matches.push({ item, ...match });
  }
  return matches.sort((a, b) => b.score - a.score).slice(0, limit);
}
