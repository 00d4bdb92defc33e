/** Where just what is seen of a profile can be had as a file (docs/reference/profile-api.md), and what that is in words. */
import { chosenOf, eventLabel } from './profile-facts.ts';
import type { ProfileFacts } from './profile-facts.ts';
import { timesOf } from './selection.ts';
import type { SideSelection } from './selection.ts';
import { apiPath } from './tasks/reference.ts';
import type { ProfileReference } from './tasks/reference.ts';

export type ExportFormat = 'pprof' | 'collapsed' | 'speedscope' | 'svg';

/** A profile, and what of it is looked at. */
export interface ExportedSide {
  readonly reference: ProfileReference;
  readonly facts: ProfileFacts;
  readonly selection: SideSelection;
  /** Times of a span, which take the place of the selection's range. */
  readonly ranges: readonly (readonly [number, number])[] | undefined;
}

export interface Exported {
  readonly side: ExportedSide;
  /** What it is compared with. */
  readonly before: ExportedSide | undefined;
  readonly isRaw: boolean;
}

export function exportUrl({ side, before, isRaw }: Exported, format: ExportFormat): string {
  const parameters = new URLSearchParams({ format });
  addSide(parameters, side, (name) => name);
  if (before !== undefined) {
    parameters.set('against', apiPath(before.reference));
    addSide(parameters, before, (name) => `against${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    if (isRaw) parameters.set('raw', '1');
  }
  return `/api/profiling/export/${apiPath(side.reference)}?${parameters.toString()}`;
}

function addSide(
  parameters: URLSearchParams,
  { reference, facts, selection, ranges }: ExportedSide,
  nameOf: (name: string) => string,
): void {
  const { event, type } = chosenOf(facts, selection);
  if (event !== undefined) parameters.set(nameOf('event'), event.event);
  if (type !== undefined) parameters.set(nameOf('type'), type.name);
  for (const name of selection.threads) parameters.append(nameOf('thread'), name);
  for (const name of selection.states) parameters.append(nameOf('state'), name);
  const own = selection.range === undefined ? [] : [timesOf(selection.range, facts)];
  for (const [from, to] of ranges ?? own) {
    parameters.append(nameOf('from'), timeText(from));
    if (to < Infinity) parameters.append(nameOf('to'), timeText(to));
  }
  if (reference.kind === 'trace')
    for (const id of reference.segments) parameters.append(nameOf('segment'), id);
}

/** Milliseconds, to the nanosecond. */
function timeText(timeMs: number): string {
  return timeMs.toFixed(6).replace(/\.?0+$/, '');
}

/** What of a side goes into the file: the event, and what narrows it down. */
export function exportWords({ facts, selection }: ExportedSide, window: string): readonly string[] {
  const { event, type } = chosenOf(facts, selection);
  const words: string[] = [];
  if (event !== undefined) words.push(eventLabel(event.event, type?.name, event.types.length > 1));
  const named = (kind: string, names: readonly string[]): void => {
    if (names.length === 0) return;
    const [first = ''] = names;
    words.push(names.length > 1 ? `${names.length} ${kind}s` : `${kind} ${first || 'not known'}`);
  };
  named('thread', selection.threads);
  named('state', selection.states);
  if (window !== '') words.push(window);
  return words;
}
