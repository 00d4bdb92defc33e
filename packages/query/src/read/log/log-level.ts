/**
 * How severe a line is, in one spelling. Agents write what their logging library calls it (`WARNING`, `warn`, `SEVERE`); rows
 * show one word for all of these, and whoever asks for that word finds all of them. What is stored stays as it was sent.
 */

/** The tag that agents put the level into. */
export const levelTag = 'level';

/** Most severe first, each with the other ways in which it is written. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  FATAL: ['CRITICAL', 'CRIT', 'PANIC', 'EMERG', 'EMERGENCY'],
  ERROR: ['ERR', 'SEVERE'],
  WARN: ['WARNING'],
  INFO: ['INFORMATION', 'INFORMATIONAL'],
  DEBUG: ['VERBOSE'],
  TRACE: [],
};

const usual = Object.keys(spellings);
const levelOfSpelling: ReadonlyMap<string, string> = new Map(
  Object.entries(spellings).flatMap(([level, others]) =>
    [level, ...others].map((spelling) => [spelling, level] as const),
  ),
);

/** The level as rows show it: '' for none, words that are not known in capitals. */
export function displayLevel(value: string): string {
  const word = value.trim().toUpperCase();
  return levelOfSpelling.get(word) ?? word;
}

/** What agents may have written for a level: its spellings in capitals, small letters, with a capital, and as given. */
export function writtenLevels(level: string): readonly string[] {
  const shown = displayLevel(level);
  const words = [shown, ...(spellings[shown] ?? [])];
  const written = words.flatMap((word) => [
    word,
    word.toLowerCase(),
    word.slice(0, 1) + word.slice(1).toLowerCase(),
  ]);
  return [...new Set([...written, level])];
}

/** Most severe first, then other words by name, lines without a level last. */
export function compareLevels(a: string, b: string): number {
  const rank = levelRank(a) - levelRank(b);
  if (rank !== 0) return rank;
  return a < b ? -1 : a > b ? 1 : 0;
}

function levelRank(level: string): number {
  if (level === '') return usual.length + 1;
  const at = usual.indexOf(level);
  return at < 0 ? usual.length : at;
}
