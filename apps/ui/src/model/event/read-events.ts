/** Asks for events: those of a filter for the page, those of an entity for the marks on its charts. */
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { emptyFilter } from '../filter/filter-text.ts';
import type { Filter } from '../filter/filter-text.ts';
import { graphql, serverClock } from '../server.ts';
import { wireDuration } from '../page/time-window.ts';
import type { TimeSpan, WireDuration } from '../page/time-window.ts';
import { timeSpan } from '../page/url-state.ts';
import { eventFields, readEvent } from './event.ts';
import type { Event, WireEvent } from './event.ts';

/** Events read at once, newest first; as many as a server gives. With so many the page says that there may be more. */
export const eventsMax = 1000;
/** Marks on charts: more than these are a texture and no marks. */
export const marksMax = 200;

interface Answer {
  readonly queryEvents: { readonly events: readonly WireEvent[] } | null;
}

const document = `query Events($c:EventQueryCondition){queryEvents(condition:$c){events{${eventFields}}}}`;

export function eventCondition(
  filter: Filter,
  time: WireDuration,
  sizeMax: number,
): Readonly<Record<string, unknown>> {
  const { service, instance, endpoint, name, type, layer } = filter.values;
  const source = {
    ...(service === undefined ? {} : { service }),
    ...(instance === undefined ? {} : { serviceInstance: instance }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return {
    time,
    ...(Object.keys(source).length === 0 ? {} : { source }),
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(layer === undefined ? {} : { layer }),
    order: 'DES',
    paging: { pageNum: 1, pageSize: sizeMax },
  };
}

async function ask(
  filter: Filter,
  span: TimeSpan,
  sizeMax: number,
  signal: AbortSignal,
): Promise<{ readonly events: readonly Event[]; readonly isCapped: boolean }> {
  const time = wireDuration(span, 'SECOND', serverClock.peek()?.offsetMs ?? 0);
  const { queryEvents } = await graphql().query<Answer>(
    document,
    { c: eventCondition(filter, time, sizeMax) },
    signal,
  );
  const found = queryEvents?.events ?? [];
  return { events: found.slice(0, sizeMax).map(readEvent), isCapped: found.length >= sizeMax };
}

export interface EventList {
  readonly span: TimeSpan;
  readonly events: readonly Event[];
  readonly isCapped: boolean;
}

/** The events of the window. @param filter read reactively; undefined while it can't be read. */
export function openEvents(filter: () => Filter | undefined): Query<EventList> {
  return createQuery<EventList>({
    key: () => {
      const wanted = filter();
      return wanted === undefined ? undefined : JSON.stringify(wanted);
    },
    read: async (signal) => {
      const wanted = filter();
      const span = timeSpan.value;
      if (wanted === undefined) throw new Error('The filter cannot be read.');
      return { span, ...(await ask(wanted, span, eventsMax, signal)) };
    },
    judge: ({ events }) => (events.length === 0 ? 'empty' : 'ready'),
  });
}

/** One event, wherever it lies in time; empty when the server has none of that id. */
export function openEvent(uuid: () => string | undefined): Query<readonly Event[]> {
  return createQuery<readonly Event[]>({
    key: uuid,
    read: async (signal) => {
      const { queryEvents } = await graphql().query<Answer>(
        document,
        { c: { uuid: uuid() ?? '', paging: { pageNum: 1, pageSize: 1 } } },
        signal,
      );
      return (queryEvents?.events ?? []).map(readEvent);
    },
    judge: (events) => (events.length === 0 ? 'empty' : 'ready'),
  });
}

/**
 * What happened to an entity in the window, for its charts; nothing where a server has no events, for a chart without
 * marks is still a chart.
 */
export function openEntityEvents(
  of: { readonly service: string; readonly instance?: string },
  isWanted: () => boolean,
): Query<readonly Event[]> {
  const values = {
    service: of.service,
    ...(of.instance === undefined ? {} : { instance: of.instance }),
  };
  return createQuery<readonly Event[]>({
    key: () => (isWanted() ? JSON.stringify(values) : undefined),
    read: async (signal) => {
      const span = timeSpan.value;
      const { events } = await ask({ ...emptyFilter, values }, span, marksMax, signal);
      return events;
    },
  });
}
