/**
 * The search as the address has it. The text `q` is the whole of it; links from other pages may name a service, instance
 * or endpoint by id instead, which is turned into text at once.
 */
import { readParameter, writeParameters } from '../../base/address.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { parseEntityId } from '../../model/entity/entity.ts';
import { EMPTY_SEARCH, formatSearch, parseSearch } from '../../model/trace/search/search-text.ts';
import type { ParsedSearch, TraceSearch } from '../../model/trace/search/search-text.ts';

function textOfIds(): string {
  const service = parseEntityId(readParameter('service') ?? '');
  const endpoint = parseEntityId(readParameter('endpoint') ?? '');
  const instance = parseEntityId(readParameter('instance') ?? '');
  const owner = endpoint ?? instance ?? service;
  if (owner === undefined) return '';
  return formatSearch({
    ...EMPTY_SEARCH,
    service: owner.serviceName,
    ...(endpoint?.name === undefined ? {} : { endpoint: endpoint.name }),
    ...(instance?.name === undefined ? {} : { instance: instance.name }),
    ...(readParameter('state') === 'error' ? { outcome: 'error' as const } : {}),
  });
}

/** The text of the search on screen. */
export const searchText: ReadonlySignal<string> = computed(() => readParameter('q') ?? textOfIds());

/** What it says. */
export const parsedSearch: ReadonlySignal<ParsedSearch> = computed(() =>
  parseSearch(searchText.value),
);

/** Searches for something else. It is a step for the back button. */
export function setSearchText(text: string): void {
  writeParameters(
    {
      q: text.trim(),
      service: undefined,
      endpoint: undefined,
      instance: undefined,
      state: undefined,
    },
    { push: true },
  );
}

export function changeSearch(changes: Partial<TraceSearch>): void {
  setSearchText(formatSearch({ ...parsedSearch.peek().search, ...changes }));
}

/** The search without some of its parts. */
export function withoutParts(
  search: TraceSearch,
  parts: readonly (keyof TraceSearch)[],
): TraceSearch {
  const rest = Object.fromEntries(
    Object.entries(search).filter(([key]) => !parts.some((part) => part === key)),
  );
  return { ...EMPTY_SEARCH, ...rest };
}
