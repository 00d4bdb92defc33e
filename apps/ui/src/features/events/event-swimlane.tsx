import { formatQuantityText } from '../../base/format-number.ts';
import { eventLanes } from '../../model/event/event-lanes.ts';
import type { EventLane } from '../../model/event/event-lanes.ts';
import type { Event } from '../../model/event/event.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { windowOfDrag } from '../../model/page/time-window.ts';
import type { TimeSpan } from '../../model/page/time-window.ts';
import { setTimeWindow, zone } from '../../model/page/url-state.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { TimeLanes } from '../../widgets/time-lanes.tsx';
import type { NamedLane } from '../../widgets/time-lanes.tsx';
import { openedId } from './event-filter.ts';

interface EventSwimlaneProps {
  readonly events: readonly Event[];
  readonly span: TimeSpan;
}

/** One lane for each service and instance: marks for moments, bars for what lasted. */
export function EventSwimlane({ events, span }: EventSwimlaneProps) {
  const lanes = eventLanes(events);
  return (
    <TimeLanes
      label={`Events of ${lanes.length} ${lanes.length === 1 ? 'source' : 'sources'}`}
      lanes={lanes.map(toNamedLane)}
      startMs={span.startMs}
      endMs={span.endMs}
      zone={zone.value}
      selected={openedId.value.value === '' ? undefined : openedId.value.value}
      onSelect={(key) => openedId.set(key, { push: true })}
      onBrush={(startMs, endMs) => setTimeWindow(windowOfDrag({ startMs, endMs }, 'MINUTE'))}
    />
  );
}

function toNamedLane(lane: EventLane): NamedLane {
  return {
    key: lane.key,
    label: lane.label,
    name: (
      <>
        <HueMark colour={serviceColour(lane.service)} />
        <span>
          {lane.label}
          {lane.errors > 0 ? <span class="is-error"> ! {lane.errors}</span> : undefined}
        </span>
      </>
    ),
    items: lane.events.map((event) => ({
      key: event.uuid,
      startMs: event.startMs,
      endMs: event.endMs,
      tone: event.isError ? 'error' : 'plain',
      label: event.message === '' ? event.name : `${event.name}: ${event.message}`,
      ...(event.endMs === undefined
        ? {}
        : { note: formatQuantityText(event.endMs - event.startMs, 'durationMs') }),
    })),
  };
}
