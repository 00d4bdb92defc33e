/** A stretch of a text that was searched for, or that lies between such. */
export interface FoundPart {
  readonly text: string;
  readonly isFound: boolean;
}

/**
 * Cuts a text where words are found, whatever their case; together the parts are the text. Of words that overlap the
 * one that begins first is marked, and of those the longest.
 */
export function foundParts(text: string, words: readonly string[]): readonly FoundPart[] {
  const wanted = words.filter((word) => word !== '').map((word) => word.toLowerCase());
  const folded = text.toLowerCase();
  // Some letters change their length with their case: places would not fit then.
  if (wanted.length === 0 || folded.length !== text.length) return [{ text, isFound: false }];
  const parts: FoundPart[] = [];
  let from = 0;
  while (from < text.length) {
    const next = firstFound(folded, wanted, from);
    if (next === undefined) break;
    if (next.at > from) parts.push({ text: text.slice(from, next.at), isFound: false });
    from = next.at + next.length;
    parts.push({ text: text.slice(next.at, from), isFound: true });
  }
  if (from < text.length || parts.length === 0)
    parts.push({ text: text.slice(from), isFound: false });
  return parts;
}

function firstFound(
  folded: string,
  words: readonly string[],
  from: number,
): { readonly at: number; readonly length: number } | undefined {
  let best: { readonly at: number; readonly length: number } | undefined;
  for (const word of words) {
    const at = folded.indexOf(word, from);
    if (at < 0) continue;
    const isBetter =
      best === undefined || at < best.at || (at === best.at && word.length > best.length);
    if (isBetter) best = { at, length: word.length };
  }
  return best;
}
