/**
 * Lines put together by what they say.
 *
 * 1. Lines that are the same once masked (mask-line) are one group.
 * 2. Names of people and things are words like any other; they show by their number. Where groups of as many words differ in one
 *    place only, and there are four of them or more, that place is `<*>` and they are one group; then again, so that several
 *    places come to be one after the other.
 *
 * Which words stand together is found by a sum of hashes: that of a group without its word in one place is the same for all that differ
 * only there. So a pass costs as much as there are words, and what comes out does not depend on the order of the lines.
 */
import { setImmediate } from 'node:timers/promises';
import { queryLimits } from '../../../limits.ts';

export const anyWord = '<*>';

/** So many words in one place make it a place for any. Fewer are states: `accepted`, `declined`, `retried`. */
const variantsMin = 4;
/** Places that become open one after the other; more of them are rare, and what is left then is shown as it is. */
const passesMax = 4;

export interface LineGroup {
  readonly template: string;
  /** Numbers of its lines, as they were given, ascending. */
  readonly lines: readonly number[];
}

interface Group {
  readonly words: readonly string[];
  readonly lines: number[];
}

/**
 * Groups of masked lines, most lines first, equal ones by their template. Each line is in one. Others have their turn every few
 * milliseconds; rejects with the signal's reason.
 */
export async function groupLines(
  masked: readonly string[],
  signal?: AbortSignal,
): Promise<readonly LineGroup[]> {
  let groups = new Map<string, Group>();
  const turns = new Turns(signal);
  for (const [line, text] of masked.entries()) {
    const words = wordsOf(text);
    if (turns.isDue(words)) await turns.pass();
    addTo(groups, words, [line]);
  }
  for (let pass = 0; pass < passesMax; pass++) {
    await setImmediate(undefined, { signal });
    const opened = await openPlaces(groups, turns);
    if (opened.size === groups.size) break;
    groups = opened;
  }
  return [...groups]
    .map(([template, { lines }]) => ({ template, lines: lines.toSorted((a, b) => a - b) }))
    .sort((a, b) => b.lines.length - a.lines.length || (a.template < b.template ? -1 : 1));
}

function wordsOf(text: string): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const { logPatternWordsMax } = queryLimits;
  return words.length <= logPatternWordsMax ? words : [...words.slice(0, logPatternWordsMax), '…'];
}

function addTo(
  groups: Map<string, Group>,
  words: readonly string[],
  lines: readonly number[],
): void {
  const template = words.join(' ');
  const group = groups.get(template);
  if (group === undefined) groups.set(template, { words, lines: [...lines] });
  else for (const line of lines) group.lines.push(line);
}

/** Words that are looked at before others have their turn: a few milliseconds. */
const wordsAtOnce = 2_500;

class Turns {
  readonly #signal: AbortSignal | undefined;
  #words = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  isDue(words: readonly string[]): boolean {
    this.#words += words.length;
    return this.#words > wordsAtOnce;
  }

  async pass(): Promise<void> {
    this.#words = 0;
    await setImmediate(undefined, { signal: this.#signal });
  }
}

/** One pass: each group opens the place in which most others differ from it. */
async function openPlaces(
  groups: ReadonlyMap<string, Group>,
  turns: Turns,
): Promise<Map<string, Group>> {
  const variants = new Map<number, number>();
  const keys = new Map<string, readonly number[]>();
  for (const [template, { words }] of groups) {
    if (turns.isDue(words)) await turns.pass();
    const places = placeKeys(words);
    keys.set(template, places);
    for (const key of places) if (key >= 0) variants.set(key, (variants.get(key) ?? 0) + 1);
  }
  const opened = new Map<string, Group>();
  for (const [template, { words, lines }] of groups) {
    if (turns.isDue(words)) await turns.pass();
    let place = -1;
    let most = variantsMin - 1;
    for (const [i, key] of (keys.get(template) ?? []).entries()) {
      const count = key < 0 ? 0 : (variants.get(key) ?? 0);
      if (count > most) {
        most = count;
        place = i;
      }
    }
    addTo(opened, place < 0 ? words : words.with(place, anyWord), lines);
  }
  return opened;
}

/** For each place what all groups share that differ only there; -1 where it can not be opened. */
function placeKeys(words: readonly string[]): readonly number[] {
  const areTelling = words.map(isTelling);
  const telling = areTelling.filter(Boolean).length;
  const parts = words.map((word, i) => [hashAt(word, i, 0x9e37), hashAt(word, i, 0x85eb)] as const);
  let high = words.length;
  let low = words.length;
  for (const [a, b] of parts) {
    high = (high + a) >>> 0;
    low = (low + b) >>> 0;
  }
  return parts.map(([a, b], i) => {
    const word = words[i] ?? '';
    // Something that says what the line is about has to stay.
    if (word === anyWord || telling - (areTelling[i] === true ? 1 : 0) < 1) return -1;
    const place = Math.imul(i + 1, 0x27d4_eb2f) >>> 0;
    return (((high - a) ^ place) >>> 11) * 0x1_0000_0000 + ((low - b) >>> 0);
  });
}

/** Whether a word has letters of its own; the unit of a number is none. */
function isTelling(word: string): boolean {
  return /\p{L}{2}/u.test(word.replaceAll(/<num>[a-zA-Zµ]{0,3}|<(?:str|time|ip|id|hex|\*)>/g, ' '));
}

/** FNV-1a of a word at its place. */
function hashAt(word: string, place: number, seed: number): number {
  let hash = Math.imul((place + 1) ^ seed, 0x0100_0193) ^ 0x811c_9dc5;
  for (let i = 0; i < word.length; i++) {
    hash = Math.imul(hash ^ word.charCodeAt(i), 0x0100_0193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b_3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
