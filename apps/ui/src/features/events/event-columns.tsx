import { formatAgo, formatClock, formatDay, formatStamp } from '../../base/format-time.ts';
import { eventSourceLabel } from '../../model/event/event.ts';
import type { Event } from '../../model/event/event.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';

/** A diamond for errors, a disc for the rest, and the word. */
export function EventType({ event }: { readonly event: Event }) {
  return (
    <span class={event.isError ? 'event-type is-error' : 'event-type muted'}>
      <span class="event-type__mark" aria-hidden="true">
        {event.isError ? '◆' : '●'}
      </span>
      {event.isError ? 'error' : 'normal'}
    </span>
  );
}

/** @param isLong the window is so long that times need their day. */
export function eventColumns(
  nowMs: number,
  zone: string,
  isLong: boolean,
): readonly TableColumn<Event>[] {
  return [
    {
      key: 'name',
      title: 'Event',
      width: '18%',
      sortValue: (event) => event.name,
      render: (event) => (
        <span class="table__name" title={event.name}>
          <span>{event.name}</span>
        </span>
      ),
    },
    {
      key: 'type',
      title: 'Type',
      width: '90px',
      sortValue: (event) => (event.isError ? 0 : 1),
      render: (event) => <EventType event={event} />,
    },
    {
      key: 'start',
      title: 'Began',
      isNumber: true,
      width: isLong ? '116px' : '84px',
      sortValue: (event) => event.startMs,
      render: (event) => (
        <span title={`${formatStamp(event.startMs, zone)}, ${formatAgo(event.startMs, nowMs)}`}>
          {isLong ? `${formatDay(event.startMs, zone)} ` : ''}
          {formatClock(event.startMs, zone, isLong ? 'minute' : 'second')}
        </span>
      ),
    },
    {
      key: 'length',
      title: 'Lasted',
      isNumber: true,
      width: '84px',
      sortValue: (event) => (event.endMs ?? event.startMs) - event.startMs,
      render: (event) => (
        <QuantityText
          of={event.endMs === undefined ? undefined : event.endMs - event.startMs}
          kind="durationMs"
        />
      ),
    },
    {
      key: 'source',
      title: 'Where',
      isSecondary: true,
      width: '28%',
      sortValue: (event) => eventSourceLabel(event),
      render: (event) => (
        <span class="table__name" title={eventSourceLabel(event)}>
          <HueMark colour={serviceColour(event.service)} />
          <span>{eventSourceLabel(event)}</span>
        </span>
      ),
    },
    {
      key: 'message',
      title: 'Message',
      isSecondary: true,
      render: (event) => (
        <span class="muted" title={event.message}>
          {event.message}
        </span>
      ),
    },
  ];
}
