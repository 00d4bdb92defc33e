import type { Selection } from '../analysis/selection.ts';

/** Names that are written out; of more the number is told. */
const namesMax = 3;
/** Times before this are counted from a zero of their own. */
const epochMsMin = 946_684_800_000;

/** What of a profile is shown, for people: event and value, threads, states, times. Empty where it is all of it. */
export function describeSelection({ events, type, threads, states, ranges }: Selection): string {
  const value = type === undefined ? [] : [type];
  const parts = [
    [...(events ?? []), ...value].join(', '),
    names('thread', threads),
    names('state', states),
    windows(ranges),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function names(what: string, all: readonly string[] | undefined): string {
  if (all === undefined) return '';
  const shown = all.slice(0, namesMax).map((name) => (name === '' ? '(none)' : name));
  const more = all.length - shown.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `${what}${all.length === 1 ? '' : 's'} ${shown.join(', ')}${rest}`;
}

function windows(ranges: Selection['ranges']): string {
  const [first] = ranges ?? [];
  if (ranges === undefined || first === undefined) return '';
  const hull = ranges.reduce(([start, end], [from, to]) => [
    Math.min(start, from),
    Math.max(end, to),
  ]);
  const many = ranges.length === 1 ? '' : ` (${ranges.length} windows)`;
  return `${window(hull)}${many}`;
}

function window([startMs, endMs]: readonly [number, number]): string {
  if (startMs === -Infinity) return `until ${time(endMs)}`;
  if (endMs === Infinity) return `from ${time(startMs)}`;
  const end = time(endMs);
  // The day is not said twice.
  const sameDay = startMs >= epochMsMin && end.slice(0, 10) === time(startMs).slice(0, 10);
  return `${time(startMs)} – ${sameDay ? end.slice(11) : end}`;
}

function time(ms: number): string {
  if (ms < epochMsMin || ms > 8.64e15) return `${Number((ms / 1e3).toFixed(3))} s`;
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
