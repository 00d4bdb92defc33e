import { filterOffer } from '../../model/filter/filter-offer.ts';
import type { FilterOffer } from '../../model/filter/filter-offer.ts';
import { valueOf } from '../../base/loadable.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { logGrammar } from '../../model/log/log-text.ts';
import { askedWindow, graphql } from '../../model/server.ts';

/** Suggestions: services, levels, instances and endpoints of the service, and the tags that the server has. */
export function offerLogWords(text: string, cursor: number): FilterOffer {
  return filterOffer(text, cursor, logGrammar, {
    offersServices: true,
    known: (key) =>
      key === 'service'
        ? (valueOf(serviceDirectory().result.value) ?? []).map(({ name }) => name)
        : undefined,
    tagKeys: async (signal) => {
      const answer = await graphql().query<{ readonly keys: readonly string[] | null }>(
        'query LogTagKeys($d:Duration!){keys:queryLogTagAutocompleteKeys(duration:$d)}',
        { d: askedWindow.peek().duration },
        signal,
      );
      return answer.keys ?? [];
    },
    tagValues: async (key, signal) => {
      const answer = await graphql().query<{ readonly values: readonly string[] | null }>(
        'query LogTagValues($k:String!,$d:Duration!){values:queryLogTagAutocompleteValues(tagKey:$k,duration:$d)}',
        { k: key, d: askedWindow.peek().duration },
        signal,
      );
      return answer.values ?? [];
    },
  });
}
