import { CodedError } from '@stormpetrel/base';
import { type Selection, sampleFilter, visitSamples } from '../analysis/selection.ts';
import { profileErrors } from '../errors.ts';
import { type SampleTable, type StackProfile, none } from '../stack-profile.ts';

/**
 * The selection with the event that is meant where none is named: the one with the most samples, of those that have the type.
 * Values of several events cannot be added up: bytes and nanoseconds make no sum.
 */
export function completeSelection(
  { samples }: StackProfile,
  selection: Selection,
  severalEvents: boolean,
): Selection {
  if (severalEvents || selection.events !== undefined) return selection;
  const { type } = selection;
  const fit = samples.filter((table) => type === undefined || hasType(table, type));
  const [first] = fit.toSorted((a, b) => b.count - a.count);
  return first === undefined ? selection : { ...selection, events: [first.event] };
}

/** The selection with the event and the type of another one where none is named, as far as the profile has them. */
export function likeSelection(
  profile: StackProfile,
  selection: Selection,
  { events, type }: Selection,
): Selection {
  const { samples } = profile;
  const hasAll = events?.every((event) => samples.some((table) => table.event === event)) === true;
  const own = selection.events ?? (hasAll ? events : undefined);
  const named = own === undefined ? selection : { ...selection, events: own };
  const complete = named.events === undefined ? completeSelection(profile, named, false) : named;
  if (type === undefined || complete.type !== undefined) return complete;
  const tables = samples.filter(({ event }) => complete.events?.includes(event) ?? true);
  return tables.some((table) => hasType(table, type)) ? { ...complete, type } : complete;
}

/** Throws where something is selected that is not there, or nothing is: an empty file would look like an idle program. */
export function checkSelected({
  profile,
  selection,
}: {
  readonly profile: StackProfile;
  readonly selection: Selection;
}): void {
  const { events, type, threads, states, ranges } = selection;
  for (const event of events ?? []) {
    if (!profile.samples.some((table) => table.event === event)) throw absent('event', event);
  }
  const tables = profile.samples.filter(({ event }) => events?.includes(event) ?? true);
  if (type !== undefined && !tables.some((table) => hasType(table, type))) {
    throw absent('value type', type);
  }
  checkNames('thread', threads, namesIn(profile, tables, 'thread'));
  checkNames('state', states, namesIn(profile, tables, 'state'));
  if (ranges !== undefined && tables.every(({ timeMs }) => timeMs.length === 0)) {
    throw emptySelection('its samples have no times');
  }
  if (!selectsAny(profile, selection)) throw emptySelection('no sample is selected');
}

function hasType({ types }: SampleTable, type: string): boolean {
  return types.some(({ name }) => name === type);
}

function namesIn(
  { strings }: StackProfile,
  tables: readonly SampleTable[],
  column: 'thread' | 'state',
): ReadonlySet<string> {
  const found = new Set<number>();
  for (const table of tables) {
    if (table[column].length < table.count) found.add(none);
    for (const string of table[column]) found.add(string);
  }
  return new Set(Array.from(found, (string) => strings[string] ?? ''));
}

function checkNames(
  what: string,
  wanted: readonly string[] | undefined,
  known: ReadonlySet<string>,
): void {
  for (const name of wanted ?? []) if (!known.has(name)) throw absent(what, name);
}

function selectsAny(profile: StackProfile, selection: Selection): boolean {
  let any = false;
  visitSamples(profile, selection, (table) => {
    const takes = sampleFilter(profile, table, selection);
    for (let row = 0; row < table.count && !any; row++) any = takes === undefined || takes(row);
  });
  return any;
}

function absent(what: string, name: string): CodedError {
  return emptySelection(`it has no ${what} ${JSON.stringify(name)}`);
}

function emptySelection(why: string): CodedError {
  return new CodedError(profileErrors.absent.code, `the profile cannot be exported so: ${why}`);
}
