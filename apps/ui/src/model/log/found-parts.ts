import { logLimits } from './limits.ts';

/** A stretch of a text that was searched for, or that lies between such. */
export interface FoundPart {
  readonly text: string;
  readonly isFound: boolean;
}

/**
 * Cuts a text where words are found, whatever their case; together the parts are the text. Of words that overlap the
 * one that begins first is marked, and of those the longest. Past `logLimits.marksMax` marks the rest is one part.
 */
export function foundParts(text: string, words: readonly string[]): readonly FoundPart[] {
  const folded = folding(text);
  const sought = words.filter((word) => word !== '').map((word) => new Sought(folded, word));
  const parts: FoundPart[] = [];
  let from = 0;
  for (let marks = 0; marks < logLimits.marksMax; marks++) {
    const next = firstFound(sought, from);
    if (next === undefined) break;
    if (next.at > from) parts.push({ text: text.slice(from, next.at), isFound: false });
    from = next.at + next.length;
    parts.push({ text: text.slice(next.at, from), isFound: true });
  }
  if (from < text.length || parts.length === 0)
    parts.push({ text: text.slice(from), isFound: false });
  return parts;
}

/**
 * As the server folds: each letter by itself (Σ is σ at the end of a word too), İ stays as it is because it would become two.
 * So what stands at a place of the folded text stands there in the text.
 */
function folding(text: string): string {
  const plain = text.toWellFormed();
  if (!/[Σİ]/u.test(plain)) return plain.toLowerCase();
  const parts = plain.replaceAll('Σ', 'σ').split('İ');
  return parts.map((part) => part.toLowerCase()).join('İ');
}

/** A word on its way through a text: where it is found next, looked for once only. */
class Sought {
  readonly #text: string;
  readonly #word: string;
  #at: number;

  constructor(folded: string, word: string) {
    this.#text = folded;
    this.#word = folding(word);
    this.#at = folded.indexOf(this.#word);
  }

  get length(): number {
    return this.#word.length;
  }

  /** Infinity where it is not found any more. `from` never goes back. */
  place(from: number): number {
    if (this.#at >= 0 && this.#at < from) this.#at = this.#text.indexOf(this.#word, from);
    return this.#at < 0 ? Infinity : this.#at;
  }
}

function firstFound(
  sought: readonly Sought[],
  from: number,
): { readonly at: number; readonly length: number } | undefined {
  let best = { at: Infinity, length: 0 };
  for (const word of sought) {
    const at = word.place(from);
    const { length } = word;
    if (at < best.at || (at === best.at && length > best.length)) best = { at, length };
  }
  return best.at === Infinity ? undefined : best;
}
