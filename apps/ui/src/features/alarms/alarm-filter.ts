/** The filter of the page as the address has it. */
import { writeParameters } from '../../base/address.ts';
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { readAlarmTagKeys, readAlarmTagValues } from '../../model/alarm/read-alarms.ts';
import { filterOffer } from '../../model/filter/filter-offer.ts';
import type { FilterOffer } from '../../model/filter/filter-offer.ts';
import { formatFilter, parseFilter } from '../../model/filter/filter-text.ts';
import type { Filter, FilterGrammar, ParsedFilter } from '../../model/filter/filter-text.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { urlChoice, urlText } from '../../model/page/url-state.ts';

export const alarmGrammar: FilterGrammar = {
  keys: {
    service: 'name of a service',
    instance: 'name of an instance of the service',
    endpoint: 'name of an endpoint of the service',
    scope: 'what kind of entity',
    layer: 'GENERAL, VIRTUAL_DATABASE, …',
    rule: 'name of a rule',
  },
  choices: {
    scope: [
      'Service',
      'ServiceInstance',
      'Endpoint',
      'Process',
      'ServiceRelation',
      'ServiceInstanceRelation',
      'EndpointRelation',
    ],
  },
  hasTags: true,
  hasMessage: true,
};

const text = urlText('q');
const state = urlChoice<'all' | 'firing' | 'over'>('state', ['all', 'firing', 'over'], 'all');
const at = urlText('at');

export const filterText: ReadonlySignal<string> = text.value;
export const parsedFilter: ReadonlySignal<ParsedFilter> = computed(() =>
  parseFilter(text.value.value, alarmGrammar),
);
/** What is shown of what was found: all, what fires, what is over. */
export const shownState = state;
/** The key of the incident that is open. */
export const openedKey = at;

/** A filter is a step of the history; the incident that was open may not be among what it finds. */
export function setFilterText(next: string): void {
  writeParameters({ q: next.trim(), at: undefined }, { push: true });
}

export function setFilter(filter: Filter): void {
  setFilterText(formatFilter(filter, alarmGrammar));
}

/** Suggestions; `ruleNames` are those of the alarms on screen. */
export function offerAlarmWords(
  ruleNames: () => readonly string[],
): (text: string, cursor: number) => FilterOffer {
  const known = (key: string): readonly string[] | undefined => {
    if (key === 'rule') return ruleNames();
    if (key !== 'layer') return undefined;
    const services = valueOf(serviceDirectory().result.value) ?? [];
    return [...new Set(services.flatMap(({ layers }) => layers))].sort();
  };
  return (written, cursor) =>
    filterOffer(written, cursor, alarmGrammar, {
      known,
      tagKeys: readAlarmTagKeys,
      tagValues: readAlarmTagValues,
    });
}
