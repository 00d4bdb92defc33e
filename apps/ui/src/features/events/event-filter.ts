/** The filter of the page as the address has it. */
import { writeParameters } from '../../base/address.ts';
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { filterOffer } from '../../model/filter/filter-offer.ts';
import type { FilterOffer } from '../../model/filter/filter-offer.ts';
import { formatFilter, parseFilter, withValue } from '../../model/filter/filter-text.ts';
import type { FilterGrammar, ParsedFilter } from '../../model/filter/filter-text.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { urlText } from '../../model/page/url-state.ts';

export const eventGrammar: FilterGrammar = {
  keys: {
    service: 'name of a service',
    instance: 'name of an instance of the service',
    endpoint: 'name of an endpoint of the service',
    name: 'Start, Shutdown, Killing, …',
    layer: 'GENERAL, K8S, …',
  },
  words: {
    error: { key: 'type', value: 'Error' },
    normal: { key: 'type', value: 'Normal' },
  },
};

const text = urlText('q');

export const filterText: ReadonlySignal<string> = text.value;
export const parsedFilter: ReadonlySignal<ParsedFilter> = computed(() =>
  parseFilter(text.value.value, eventGrammar),
);
/** The id of the event that is open. */
export const openedId = urlText('at');

export type ShownType = 'all' | 'Normal' | 'Error';
export const shownType: ReadonlySignal<ShownType> = computed(() => {
  const type = parsedFilter.value.filter.values['type'];
  return type === 'Normal' || type === 'Error' ? type : 'all';
});

export function setFilterText(next: string): void {
  writeParameters({ q: next.trim(), at: undefined }, { push: true });
}

/** Sets one key of the filter, or takes it out. */
export function changeFilter(key: string, value: string | undefined): void {
  const { filter } = parsedFilter.peek();
  setFilterText(formatFilter(withValue(filter, key, value), eventGrammar));
}

/** Suggestions; `names` are those of the events on screen. */
export function offerEventWords(
  names: () => readonly string[],
): (text: string, cursor: number) => FilterOffer {
  const known = (key: string): readonly string[] | undefined => {
    if (key === 'name') return names();
    if (key !== 'layer') return undefined;
    const services = valueOf(serviceDirectory().result.value) ?? [];
    return [...new Set(services.flatMap(({ layers }) => layers))].sort();
  };
  return (written, cursor) => filterOffer(written, cursor, eventGrammar, { known });
}
