/** Events by where they happened: one lane a source, those with errors first. */
import { eventSourceLabel } from './event.ts';
import type { Event } from './event.ts';

export interface EventLane {
  readonly key: string;
  readonly service: string;
  readonly label: string;
  /** Oldest first. */
  readonly events: readonly Event[];
  readonly errors: number;
}

export function eventLanes(events: readonly Event[]): EventLane[] {
  const lanes = new Map<string, Event[]>();
  for (const event of events) {
    const key = eventSourceLabel(event);
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [event]);
    else lane.push(event);
  }
  return [...lanes]
    .map(([label, own]) => ({
      key: label,
      label,
      service: own[0]?.service ?? '',
      events: own.sort((a, b) => a.startMs - b.startMs),
      errors: own.filter((event) => event.isError).length,
    }))
    .sort((a, b) => b.errors - a.errors || (a.label < b.label ? -1 : 1));
}
