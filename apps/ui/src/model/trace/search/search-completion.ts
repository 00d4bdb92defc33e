/**
 * What can be written at a place of a search: which part of the text a suggestion replaces, and of which kind it is.
 * Where the suggestions come from (words of the language, names of services, tags of the server) is the caller's.
 */
import { termsOf } from '../../filter/terms.ts';
import { SEARCH_WORDS } from './search-text.ts';

export type CompletionKind =
  | 'word'
  | 'service'
  | 'endpoint'
  | 'instance'
  | 'tagKey'
  | 'tagValue'
  | 'none';

export interface CompletionPlace {
  readonly kind: CompletionKind;
  /** The part of the text that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  /** What of it is written already, without quotes. */
  readonly typed: string;
  /** The tag whose value is being written. */
  readonly tagKey?: string;
}

/** The place at a cursor. */
export function completionAt(text: string, cursor: number): CompletionPlace {
  const term = termsOf(text).find((it) => it.from <= cursor && cursor <= it.to);
  if (term === undefined) return { kind: 'word', from: cursor, to: cursor, typed: '' };
  const after = (offset: number): { from: number; to: number; typed: string } => ({
    from: term.from + offset,
    to: term.to,
    typed: term.text.slice(offset).replaceAll('"', ''),
  });
  const equals = term.text.indexOf('=');
  if (term.text.startsWith('tag:')) {
    if (equals === -1 || cursor <= term.from + equals) {
      return {
        kind: 'tagKey',
        ...after(4),
        to: equals === -1 ? term.to : term.from + equals,
        typed: term.text.slice(4, equals === -1 ? undefined : equals),
      };
    }
    return { kind: 'tagValue', ...after(equals + 1), tagKey: term.text.slice(4, equals) };
  }
  const key = equals === -1 ? '' : term.text.slice(0, equals);
  if (key === 'service' || key === 'endpoint' || key === 'instance')
    return { kind: key, ...after(equals + 1) };
  if (key !== '' || term.text.startsWith('dur')) return { kind: 'none', ...after(0) };
  return { kind: 'word', ...after(0) };
}

/** The text and cursor after a suggestion was taken. */
export function acceptCompletion(
  text: string,
  place: CompletionPlace,
  value: string,
): { readonly text: string; readonly cursor: number } {
  const isValue =
    place.kind === 'service' ||
    place.kind === 'endpoint' ||
    place.kind === 'instance' ||
    place.kind === 'tagValue';
  const quoted =
    isValue && /[\s"\\]/u.test(value) ? `"${value.replaceAll(/["\\]/gu, String.raw`\$&`)}"` : value;
  // A word that wants a value is left open; a whole term is closed with a blank.
  const isOpen = place.kind === 'tagKey' || /[=:<>]$/u.test(quoted);
  const tail = place.kind === 'tagKey' && text[place.to] !== '=' ? '=' : '';
  const rest = text.slice(place.to);
  const blank = isOpen || rest.startsWith(' ') ? '' : ' ';
  const written = `${quoted}${tail}${blank}`;
  return {
    text: `${text.slice(0, place.from)}${written}${rest}`,
    cursor: place.from + written.length,
  };
}

/** Words of the language that begin with what is typed. */
export function suggestWords(typed: string): string[] {
  return SEARCH_WORDS.filter((word) => word.startsWith(typed) && word !== typed);
}
