import { useEffect, useState } from 'preact/hooks';
import { findFuzzy } from '../../base/fuzzy.ts';
import { valueOf } from '../../base/loadable.ts';
import { findEndpoints } from '../../model/endpoint-search.ts';
import { graphql } from '../../model/server.ts';
import { serviceDirectory } from '../../model/service-directory.ts';
import { suggestWords } from '../../model/trace/search-completion.ts';
import type { CompletionPlace } from '../../model/trace/search-completion.ts';
import { parseSearch } from '../../model/trace/search-text.ts';
import { readTagKeys, readTagValues } from '../../model/trace/trace-search.ts';
import { searchDuration } from './trace-query.ts';

export interface Suggestion {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

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

function plain(values: readonly string[], typed: string, hint = ''): Suggestion[] {
  return findFuzzy(typed, values, (it) => it, shownMax).map(({ item }) => ({
    value: item,
    label: item,
    hint,
  }));
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

/** Suggestions for a place in the search; none while there is no place. */
export function useSuggestions(
  place: CompletionPlace | undefined,
  text: string,
): readonly Suggestion[] {
  const [names, setNames] = useState<{ readonly key: string; readonly values: readonly string[] }>({
    key: '',
    values: [],
  });
  const isAsked =
    place?.kind === 'tagKey' || place?.kind === 'tagValue' || place?.kind === 'endpoint';
  const key = isAsked
    ? `${place.kind} ${place.tagKey ?? ''} ${place.kind === 'endpoint' ? place.typed : ''}`
    : '';
  useEffect(() => {
    if (place === undefined || key === '') return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      readNames(place, text, controller.signal).then(
        (values) => setNames({ key, values }),
        () => undefined,
      );
    }, 80);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key]);
  if (place === undefined) return [];
  if (place.kind === 'word') {
    return suggestWords(place.typed).map((word) => ({
      value: word,
      label: word,
      hint: hints[word] ?? '',
    }));
  }
  if (place.kind === 'service') {
    return plain(
      (valueOf(serviceDirectory().result.value) ?? []).map((it) => it.name),
      place.typed,
    );
  }
  return names.key === key ? plain(names.values, place.typed) : [];
}
