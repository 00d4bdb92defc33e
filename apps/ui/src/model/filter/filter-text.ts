/**
 * A filter as one line of text, so that it can be typed, shared and kept in the address.
 *
 *   filter = term*                    terms stand between blanks
 *   term   = key '=' value            the keys of the grammar
 *          | word                     one of the grammar's words, short for a key and a value
 *          | 'tag:' name '=' value    where the grammar has tags
 *          | anything else            searched for in the message, where the grammar has a message
 *   value  = word | '"' text '"'      with `\"` and `\\` inside of quotes
 *
 * `parseFilter` never throws: what it can't read becomes a problem with its place, and the rest still counts.
 */
import { quote, termsOf, unquote } from './terms.ts';
import type { Term, TextProblem } from './terms.ts';

export interface FilterGrammar {
  /** Each key with what it stands for, as the hint of its suggestion. */
  readonly keys: Readonly<Record<string, string>>;
  /** Keys whose values are a closed list. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** Words that stand for `key=value`. */
  readonly words?: Readonly<Record<string, { readonly key: string; readonly value: string }>>;
  readonly hasTags?: boolean;
  /** True when words that mean nothing else are looked for in messages. */
  readonly hasMessage?: boolean;
}

export interface FilterTag {
  readonly key: string;
  readonly value: string;
}

/** What a filter asks for. */
export interface Filter {
  readonly values: Readonly<Record<string, string>>;
  readonly tags: readonly FilterTag[];
  /** Looked for in messages, in this order; empty for any. */
  readonly message: string;
}

export interface ParsedFilter {
  readonly filter: Filter;
  readonly problems: readonly TextProblem[];
}

export const emptyFilter: Filter = { values: {}, tags: [], message: '' };

/** More tags than this help nobody and each costs the server a look-up. */
export const filterTagsMax = 20;

export function parseFilter(text: string, grammar: FilterGrammar): ParsedFilter {
  const values: Record<string, string> = {};
  const tags: FilterTag[] = [];
  const message: string[] = [];
  const problems: TextProblem[] = [];
  const complain = (term: Term, words: string, offset = 0): void => {
    problems.push({ from: Math.min(term.from + offset, term.to - 1), to: term.to, message: words });
  };
  for (const term of termsOf(text)) {
    const word = lookUp(grammar.words, term.text);
    const tag = grammar.hasTags === true && term.text.startsWith('tag:');
    const equals = term.text.startsWith('"') ? -1 : term.text.indexOf('=');
    const key = term.text.slice(tag ? 4 : 0, Math.max(0, equals));
    if (word !== undefined) {
      values[word.key] = word.value;
    } else if (tag || (equals > 0 && Object.hasOwn(grammar.keys, key))) {
      const value = unquote(term.text.slice(equals + 1));
      if (equals < 0 || key === '')
        complain(term, 'A tag needs a name and a value, as in tag:level=CRITICAL.');
      else if (value === undefined) complain(term, 'The quote is not closed.', equals + 1);
      else if (value === '') complain(term, `${key} needs a value.`);
      else if (!tag) readValue(grammar, values, key, value, (words) => complain(term, words));
      else if (tags.length >= filterTagsMax) complain(term, `At most ${filterTagsMax} tags.`);
      else tags.push({ key, value });
    } else if (equals > 0 && /^\w+=/.test(term.text)) {
      complain(term, `“${key}” is not known; try ${Object.keys(grammar.keys).join(', ')}.`);
    } else {
      readMessage(grammar, message, term, complain);
    }
  }
  return { filter: { values, tags, message: message.join(' ') }, problems };
}

function lookUp<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

function readValue(
  grammar: FilterGrammar,
  values: Record<string, string>,
  key: string,
  value: string,
  complain: (words: string) => void,
): void {
  const choices = lookUp(grammar.choices, key);
  const chosen = choices?.find((each) => each.toLowerCase() === value.toLowerCase());
  if (choices !== undefined && chosen === undefined)
    complain(`${key} is one of ${choices.join(', ')}.`);
  else values[key] = chosen ?? value;
}

function readMessage(
  grammar: FilterGrammar,
  message: string[],
  term: Term,
  complain: (term: Term, words: string) => void,
): void {
  const value = unquote(term.text);
  if (value === undefined) complain(term, 'The quote is not closed.');
  else if (grammar.hasMessage === true) message.push(...(value === '' ? [] : [value]));
  else complain(term, `“${value}” alone says nothing; did you mean ${firstKey(grammar)}=${value}?`);
}

function firstKey(grammar: FilterGrammar): string {
  return Object.keys(grammar.keys)[0] ?? 'name';
}

/** Writes a filter so that `parseFilter` reads the same one. */
export function formatFilter(filter: Filter, grammar: FilterGrammar): string {
  const terms: string[] = [];
  const words = Object.entries(grammar.words ?? {});
  const keys = new Set([...Object.keys(grammar.keys), ...words.map(([, word]) => word.key)]);
  for (const key of keys) {
    const value = filter.values[key];
    if (value === undefined) continue;
    const word = words.find(([, each]) => each.key === key && each.value === value)?.[0];
    terms.push(word ?? `${key}=${quote(value)}`);
  }
  for (const tag of filter.tags) terms.push(`tag:${tag.key}=${quote(tag.value)}`);
  if (filter.message !== '') {
    // Words that could be read as something else have to stand in quotes.
    const isPlain = filter.message
      .split(' ')
      .every(
        (word) =>
          /^[^\s="\\]+$/.test(word) && !word.startsWith('tag:') && !lookUp(grammar.words, word),
      );
    terms.push(isPlain ? filter.message : quoteWhole(filter.message));
  }
  return terms.join(' ');
}

function quoteWhole(text: string): string {
  return `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

/** The filter with one key set to another value, or without it. */
export function withValue(filter: Filter, key: string, value: string | undefined): Filter {
  const { [key]: _, ...rest } = filter.values;
  return { ...filter, values: value === undefined ? rest : { ...rest, [key]: value } };
}
