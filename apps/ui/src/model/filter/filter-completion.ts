/**
 * What can be written at a place of a filter: which part of the text a suggestion replaces, and what it is about. Where
 * values come from (names of services, tags of the server) is the caller's.
 */
import { quote, termsOf } from './terms.ts';
import type { FilterGrammar } from './filter-text.ts';

export interface FilterPlace {
  /** A key of the grammar, or the beginning of a term, or a tag. */
  readonly kind: 'word' | 'value' | 'tagKey' | 'tagValue';
  /** The key whose value is written, or the tag. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** What of it is written already, without quotes. */
  readonly typed: string;
}

export function filterPlaceAt(text: string, cursor: number, grammar: FilterGrammar): FilterPlace {
  const term = termsOf(text).find((it) => it.from <= cursor && cursor <= it.to);
  if (term === undefined) return { kind: 'word', key: '', from: cursor, to: cursor, typed: '' };
  const equals = term.text.indexOf('=');
  const isBeforeValue = equals < 0 || cursor <= term.from + equals;
  const value = {
    from: term.from + equals + 1,
    to: term.to,
    typed: term.text.slice(equals + 1).replaceAll('"', ''),
  };
  if (grammar.hasTags === true && term.text.startsWith('tag:')) {
    const end = equals < 0 ? term.text.length : equals;
    if (!isBeforeValue) return { kind: 'tagValue', key: term.text.slice(4, end), ...value };
    return {
      kind: 'tagKey',
      key: '',
      from: term.from + 4,
      to: term.from + end,
      typed: term.text.slice(4, end),
    };
  }
  const key = term.text.slice(0, Math.max(0, equals));
  if (!isBeforeValue && Object.hasOwn(grammar.keys, key)) return { kind: 'value', key, ...value };
  return { kind: 'word', key: '', from: term.from, to: term.to, typed: term.text };
}

export interface WordSuggestion {
  readonly value: string;
  readonly hint: string;
}

/** Keys and words of the grammar that begin with what is typed. */
export function suggestFilterWords(typed: string, grammar: FilterGrammar): WordSuggestion[] {
  const words = [
    ...Object.entries(grammar.keys).map(([key, hint]) => ({ value: `${key}=`, hint })),
    ...Object.entries(grammar.words ?? {}).map(([value, to]) => ({
      value,
      hint: `${to.key} ${to.value}`,
    })),
    ...(grammar.hasTags === true ? [{ value: 'tag:', hint: 'a tag and its value' }] : []),
  ];
  return words.filter(({ value }) => value.startsWith(typed) && value !== typed);
}

/** The text and cursor after a suggestion was taken. */
export function acceptAtPlace(
  text: string,
  place: Pick<FilterPlace, 'kind' | 'from' | 'to'>,
  value: string,
): { readonly text: string; readonly cursor: number } {
  const written = place.kind === 'value' || place.kind === 'tagValue' ? quote(value) : value;
  const rest = text.slice(place.to);
  // A word that wants a value is left open; a whole term is closed with a blank.
  const tail = place.kind === 'tagKey' && !rest.startsWith('=') ? '=' : '';
  const isOpen = place.kind === 'tagKey' || /[=:<>]$/u.test(written);
  const blank = isOpen || rest.startsWith(' ') ? '' : ' ';
  const whole = `${written}${tail}${blank}`;
  return {
    text: `${text.slice(0, place.from)}${whole}${rest}`,
    cursor: place.from + whole.length,
  };
}
