/**
 * What the texts of all query bars are made of: terms between blanks, with quotes around what holds blanks. The search
 * for traces and the filters of alarms and events read their own meaning into them.
 */

/** A stretch of the text without blanks (other than in quotes). */
export interface Term {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Something in a text that can't be read: its place, and what would do. */
export interface TextProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** Cuts the text into terms. A quote that is not closed runs to the end. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  let from = -1;
  let isQuoted = false;
  for (let i = 0; i <= text.length; i += 1) {
    const char = text[i];
    if (char === undefined || (!isQuoted && /\s/u.test(char))) {
      if (from !== -1) terms.push({ from, to: i, text: text.slice(from, i) });
      from = -1;
      continue;
    }
    if (from === -1) from = i;
    if (isQuoted && char === '\\') i += 1;
    else if (char === '"') isQuoted = !isQuoted;
  }
  // A backslash at the very end, inside a quote, skips over the end; what was begun is a term all the same.
  if (from !== -1 && terms.at(-1)?.from !== from)
    terms.push({ from, to: text.length, text: text.slice(from) });
  return terms;
}

/** The inside of quotes, or the text itself; undefined when a quote is not closed. */
export function unquote(raw: string): string | undefined {
  if (!raw.startsWith('"')) return raw;
  return /^"((?:[^"\\]|\\.)*)"$/su.exec(raw)?.[1]?.replaceAll(/\\(.)/gsu, '$1');
}

/** A value as it has to be written to be read back as one term. */
export function quote(value: string): string {
  return value === '' || /[\s"\\]/u.test(value)
    ? `"${value.replaceAll(/["\\]/gu, String.raw`\$&`)}"`
    : value;
}
