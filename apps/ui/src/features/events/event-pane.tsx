import { valueOf } from '../../base/loadable.ts';
import { formatAgo, formatStamp, formatStampSpan } from '../../base/format-time.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import { eventSource } from '../../model/event/event.ts';
import type { Event } from '../../model/event/event.ts';
import { quote } from '../../model/filter/terms.ts';
import {
  sourceLabel,
  sourceLogsPath,
  sourcePath,
  sourceTracesPath,
  windowText,
} from '../../model/named-source.ts';
import { serviceColour, serviceDirectory } from '../../model/entity/service-directory.ts';
import { minuteMs } from '../../model/page/time-window.ts';
import { nowMs, zone } from '../../model/page/url-state.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { SidePane } from '../../widgets/panes/side-pane.tsx';
import { changeFilter, openedId } from './event-filter.ts';
import { EventType } from './event-columns.tsx';

const aroundMs = 10 * minuteMs;

/** One event: where and when, what it says, its parameters, and the ways on. */
export function EventPane({ event }: { readonly event: Event }) {
  return (
    <SidePane
      label={`Event ${event.name}`}
      title={event.name}
      onClose={() => openedId.set('', { push: true })}
    >
      <p class="event-pane__when">
        <EventType event={event} />
        <span title={formatAgo(event.startMs, nowMs.value)}>
          {event.endMs === undefined
            ? formatStamp(event.startMs, zone.value)
            : formatStampSpan(event.startMs, event.endMs, zone.value)}
        </span>
        {event.endMs === undefined ? undefined : (
          <span class="faint">{formatQuantityText(event.endMs - event.startMs, 'durationMs')}</span>
        )}
      </p>
      <Ways event={event} />
      {event.message === '' ? undefined : <p class="event-pane__message">{event.message}</p>}
      {event.parameters.length === 0 ? undefined : (
        <section class="side-pane__part">
          <h3>Parameters</h3>
          <dl class="side-pane__pairs">
            {event.parameters.map(({ key, value }) => (
              <div key={key} class="event-pane__parameter">
                <dt>{key}</dt>
                <dd>
                  <code>{value}</code> <CopyButton text={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section class="side-pane__part">
        <dl class="side-pane__pairs">
          <dt>Layer</dt>
          <dd>{event.layer}</dd>
          <dt>Id</dt>
          <dd>
            <code>{event.uuid}</code> <CopyButton text={event.uuid} />
          </dd>
        </dl>
        <button
          type="button"
          class="event-pane__more"
          onClick={() => changeFilter('name', event.name)}
        >
          Only events of this name
        </button>
      </section>
    </SidePane>
  );
}

function Ways({ event }: { readonly event: Event }) {
  const source = eventSource(event, valueOf(serviceDirectory().result.value) ?? []);
  if (source === undefined) return undefined;
  const endMs = event.endMs ?? event.startMs;
  const around = windowText({
    startMs: event.startMs - aroundMs,
    endMs: Math.min(nowMs.value, endMs + aroundMs),
  });
  const alarms = new URLSearchParams({ q: `service=${quote(source.service)}`, t: around });
  return (
    <>
      <p class="event-pane__where">
        <HueMark colour={serviceColour(source.service)} />
        <Link to={`${sourcePath(source)}?t=${around}`} title="Its page at that time">
          {sourceLabel(source)}
        </Link>
      </p>
      <nav class="side-pane__links" aria-label="From here">
        <Link
          to={sourceTracesPath(source, {
            startMs: event.startMs - minuteMs,
            endMs: endMs + minuteMs,
          })}
        >
          Traces around it
        </Link>
        <Link
          to={sourceLogsPath(source, {
            startMs: event.startMs - minuteMs,
            endMs: endMs + minuteMs,
          })}
        >
          Logs around it
        </Link>
        <Link to={`/alarms?${alarms.toString()}`}>Alarms around it</Link>
      </nav>
    </>
  );
}
