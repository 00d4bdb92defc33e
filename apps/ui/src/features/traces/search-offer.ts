import { findFuzzy } from '../../base/fuzzy.ts';
import { valueOf } from '../../base/loadable.ts';
import { findEndpoints } from '../../model/entity/endpoint-search.ts';
import { graphql } from '../../model/server.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import {
  acceptCompletion,
  completionAt,
  suggestWords,
} from '../../model/trace/search/search-completion.ts';
import type { CompletionPlace } from '../../model/trace/search/search-completion.ts';
import { parseSearch } from '../../model/trace/search/search-text.ts';
import { readTagKeys, readTagValues } from '../../model/trace/search/trace-search.ts';
import type { Suggestion, SuggestionOffer } from '../../widgets/fields/suggest-field.tsx';
import { searchDuration } from './trace-query.ts';

const shownMax = 12;

const hints: Readonly<Record<string, string>> = {
  'service=': 'name of a service',
  'endpoint=': 'name of an endpoint of the service',
  'instance=': 'name of an instance of the service',
  'dur>': 'longer than, as in dur>500ms',
  'dur<': 'shorter than, as in dur<2s',
  error: 'only failed ones',
  ok: 'only good ones',
  'tag:': 'a tag and its value',
  'order=duration': 'slowest first',
  'order=start': 'newest first',
  'limit=': 'how many, up to 1000',
  'id=': 'id of a trace',
};

function named(names: readonly string[]): Suggestion[] {
  return names.map((name) => ({ value: name, label: name, hint: '' }));
}

/** What the server knows for a place; kept while the place stays the same kind. */
async function readNames(
  place: CompletionPlace,
  text: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (place.kind === 'tagKey') return readTagKeys(graphql(), searchDuration.peek(), signal);
  if (place.kind === 'tagValue')
    return readTagValues(graphql(), place.tagKey ?? '', searchDuration.peek(), signal);
  if (place.kind !== 'endpoint') return [];
  const { service } = parseSearch(text).search;
  const owner = valueOf(serviceDirectory().result.peek())?.find((it) => it.name === service);
  if (owner === undefined) return [];
  return (await findEndpoints(place.typed, [owner], signal)).map((hit) => hit.name);
}

/** What can be written at a place of the search. Read while rendering: a list of services that comes later is shown. */
export function offerAt(text: string, cursor: number): SuggestionOffer {
  const place = completionAt(text, cursor);
  const isAsked = place.kind === 'tagKey' || place.kind === 'tagValue' || place.kind === 'endpoint';
  const typed = place.kind === 'endpoint' ? place.typed : '';
  return {
    key: `${place.kind} ${place.tagKey ?? ''} ${typed}`,
    known: knownAt(place),
    ...(isAsked ? { read: async (signal) => named(await readNames(place, text, signal)) } : {}),
    typed: place.typed,
    accept: (value) => acceptCompletion(text, place, value),
  };
}

function knownAt(place: CompletionPlace): readonly Suggestion[] {
  if (place.kind === 'word') {
    return suggestWords(place.typed).map((word) => ({
      value: word,
      label: word,
      hint: hints[word] ?? '',
    }));
  }
  if (place.kind !== 'service') return [];
  const names = (valueOf(serviceDirectory().result.value) ?? []).map((it) => it.name);
  return named(findFuzzy(place.typed, names, (it) => it, shownMax).map(({ item }) => item));
}
