/**
 * Suggestions for the filters of alarms, events and metrics: names of services at once, instances and endpoints of the
 * service that the text names from the server, and what the page knows besides.
 */
import { findFuzzy } from '../../base/fuzzy.ts';
import { valueOf } from '../../base/loadable.ts';
import { findEndpoints } from '../entity/endpoint-search.ts';
import { askedWindow, graphql } from '../server.ts';
import { serviceDirectory } from '../entity/service-directory.ts';
import { acceptAtPlace, filterPlaceAt, suggestFilterWords } from './filter-completion.ts';
import type { FilterPlace } from './filter-completion.ts';
import { parseFilter } from './filter-text.ts';
import type { FilterGrammar } from './filter-text.ts';
import { quote } from './terms.ts';

export interface OfferedWord {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

export interface FilterOffer {
  readonly key: string;
  readonly known: readonly OfferedWord[];
  readonly read?: (signal: AbortSignal) => Promise<readonly OfferedWord[]>;
  readonly typed: string;
  readonly accept: (value: string) => { readonly text: string; readonly cursor: number };
}

/** What a page knows of its own keys. */
export interface FilterSources {
  /** Values that are known at once, such as the names of events on screen. */
  readonly known?: (key: string) => readonly string[] | undefined;
  readonly tagKeys?: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly tagValues?: (key: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** True where a name alone means a service: it is offered as `service=name`. */
  readonly offersServices?: boolean;
}

const shownMax = 12;

function named(names: readonly string[]): OfferedWord[] {
  return names.map((name) => ({ value: name, label: name, hint: '' }));
}

function best(names: readonly string[], typed: string, max = shownMax): OfferedWord[] {
  return named(findFuzzy(typed, names, (name) => name, max).map(({ item }) => item));
}

function serviceNames(): readonly string[] {
  return (valueOf(serviceDirectory().result.value) ?? []).map(({ name }) => name);
}

/** Read while rendering: services that come later are shown when they are here. */
export function filterOffer(
  text: string,
  cursor: number,
  grammar: FilterGrammar,
  sources: FilterSources,
): FilterOffer {
  const place = filterPlaceAt(text, cursor, grammar);
  const read = readerAt(place, text, grammar, sources);
  // Endpoints are searched for by what is typed; of the rest all are known after one question.
  const typed = /endpoint$/i.test(place.key) ? place.typed : '';
  return {
    key: `${place.kind} ${place.key} ${typed}`,
    known: knownAt(place, grammar, sources),
    typed: place.typed,
    ...(read === undefined ? {} : { read }),
    accept: (value) => acceptAtPlace(text, place, value),
  };
}

function knownAt(
  place: FilterPlace,
  grammar: FilterGrammar,
  sources: FilterSources,
): readonly OfferedWord[] {
  if (place.kind === 'word') {
    const words = suggestFilterWords(place.typed, grammar).map(({ value, hint }) => ({
      value,
      label: value,
      hint,
    }));
    if (sources.offersServices !== true) return words;
    const services = best(serviceNames(), place.typed, 6).map(({ value }) => ({
      value: `service=${quote(value)}`,
      label: value,
      hint: 'service',
    }));
    return place.typed === '' ? [...words, ...services] : [...services, ...words];
  }
  if (place.kind !== 'value') return [];
  if (/^(?:to\.)?service$/.test(place.key)) return best(serviceNames(), place.typed);
  const values = grammar.choices?.[place.key] ?? sources.known?.(place.key);
  return values === undefined ? [] : best(values, place.typed);
}

function readerAt(
  place: FilterPlace,
  text: string,
  grammar: FilterGrammar,
  sources: FilterSources,
): FilterOffer['read'] | undefined {
  const { tagKeys, tagValues } = sources;
  if (place.kind === 'tagKey' && tagKeys !== undefined)
    return async (signal) => named(await tagKeys(signal));
  if (place.kind === 'tagValue' && tagValues !== undefined)
    return async (signal) => named(await tagValues(place.key, signal));
  const part = /^(to\.)?(instance|endpoint)$/.exec(place.key);
  if (place.kind !== 'value' || part === null) return undefined;
  const { filter } = parseFilter(text, grammar);
  const service = filter.values[`${part[1] ?? ''}service`];
  const owner = valueOf(serviceDirectory().result.peek())?.find(({ name }) => name === service);
  if (owner === undefined) return undefined;
  if (part[2] === 'instance') return async (signal) => named(await instanceNames(owner.id, signal));
  return async (signal) =>
    named((await findEndpoints(place.typed, [owner], signal)).map(({ name }) => name));
}

async function instanceNames(serviceId: string, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await graphql().query<{
    readonly listInstances: readonly { readonly name: string }[];
  }>(
    'query InstanceNames($id:ID!,$d:Duration!){listInstances(serviceId:$id,duration:$d){name}}',
    { id: serviceId, d: askedWindow.peek().duration },
    signal,
  );
  return answer.listInstances.map(({ name }) => name);
}
