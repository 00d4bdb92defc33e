import { valueOf } from '../../base/loadable.ts';
import type { Loadable } from '../../base/loadable.ts';
import { formatAgo, formatClock, formatStamp, formatStampSpan } from '../../base/format-time.ts';
import { sourceOf } from '../../model/alarm/alarm.ts';
import type { Incident } from '../../model/alarm/incident.ts';
import { openIncidentDetail } from '../../model/alarm/read-alarms.ts';
import type { IncidentDetail } from '../../model/alarm/read-alarms.ts';
import { withValue } from '../../model/filter/filter-text.ts';
import { quote } from '../../model/filter/terms.ts';
import {
  sourceLogsPath,
  sourcePath,
  sourceTracesPath,
  windowText,
} from '../../model/named-source.ts';
import type { NamedSource } from '../../model/named-source.ts';
import { minuteMs } from '../../model/page/time-window.ts';
import { metricsIn } from '../../model/mqe/why-empty.ts';
import { nowMs, zone } from '../../model/page/url-state.ts';
import { Button } from '../../widgets/button.tsx';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { Link } from '../../widgets/link.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { SidePane } from '../../widgets/panes/side-pane.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { openedKey, parsedFilter, setFilter } from './alarm-filter.ts';
import { IncidentState } from './incident-columns.tsx';
import { lengthText, scopeText } from './incident-text.ts';
import { SnapshotChart } from './snapshot-chart.tsx';

/** How much around an incident other pages show of it. */
const aroundMs = 10 * minuteMs;

/** One incident: what is the matter, what the rule saw, what happened around it, and the ways on. */
export function IncidentPane({ incident }: { readonly incident: Incident }) {
  const { last } = incident;
  return (
    <SidePane
      label={`Incident of ${last.name}`}
      title={last.name}
      onClose={() => openedKey.set('', { push: true })}
    >
      <p class="incident-pane__when">
        <IncidentState incident={incident} />
        <span title={formatAgo(incident.startMs, nowMs.value)}>
          {incident.endMs === undefined
            ? formatStamp(incident.startMs, zone.value)
            : formatStampSpan(incident.startMs, incident.endMs, zone.value)}
        </span>
        <span class="faint">{lengthText(incident, nowMs.value)}</span>
      </p>
      <p class="incident-pane__message">{last.message}</p>
      <Ways incident={incident} source={sourceOf(last)} />
      <Detail key={incident.key} incident={incident} />
      <Rule incident={incident} />
    </SidePane>
  );
}

/** The window of an incident, with a little of what was before and after. */
function windowOf(incident: Incident): string {
  return windowText({
    startMs: incident.startMs - aroundMs,
    endMs: Math.min(nowMs.value, (incident.endMs ?? nowMs.value) + aroundMs),
  });
}

function Ways({
  incident,
  source,
}: {
  readonly incident: Incident;
  readonly source: NamedSource | undefined;
}) {
  const minuteStartMs = Math.floor(incident.startMs / minuteMs) * minuteMs;
  const around = windowOf(incident);
  if (source === undefined) return undefined;
  const events = new URLSearchParams({ q: `service=${quote(source.service)}`, t: around });
  return (
    <nav class="side-pane__links" aria-label="From here">
      <Link
        to={sourceTracesPath(source, {
          startMs: minuteStartMs - minuteMs,
          endMs: minuteStartMs + minuteMs,
        })}
        title={`From ${formatClock(minuteStartMs - minuteMs, zone.value, 'minute')} to ${formatClock(minuteStartMs + minuteMs, zone.value, 'minute')}`}
      >
        Traces of that minute
      </Link>
      <Link
        to={sourceLogsPath(source, {
          startMs: minuteStartMs - minuteMs,
          endMs: minuteStartMs + minuteMs,
        })}
      >
        Logs of that minute
      </Link>
      <Link to={`${sourcePath(source)}?t=${around}`}>
        {source.endpoint !== undefined
          ? 'Endpoint'
          : source.instance !== undefined
            ? 'Instance'
            : 'Service'}
      </Link>
      <Link to={`/events?${events.toString()}`}>Events around it</Link>
      <Link to={consoleAddress(incident, source, around)}>Expression</Link>
    </nav>
  );
}

/** Metrics of an expression that the console shows beside it. */
const metricsShown = 3;

/** The console gets the expression, and the metrics in it: its yes or no alone says little. */
function consoleAddress(incident: Incident, source: NamedSource, around: string): string {
  const of = [
    `service=${quote(source.service)}`,
    ...(source.instance === undefined ? [] : [`instance=${quote(source.instance)}`]),
    ...(source.endpoint === undefined ? [] : [`endpoint=${quote(source.endpoint)}`]),
  ];
  const { expression } = incident.last;
  const parameters = new URLSearchParams({ t: around });
  for (const [index, each] of [
    expression,
    ...metricsIn(expression).slice(0, metricsShown),
  ].entries()) {
    parameters.set(`e${index + 1}`, each);
    parameters.set(`of${index + 1}`, of.join(' '));
  }
  return `/mqe?${parameters.toString()}`;
}

function Detail({ incident }: { readonly incident: Incident }) {
  const detail = useOwned(() => openIncidentDetail(() => incident));
  return (
    <>
      <section class="side-pane__part">
        <h3>What the rule saw</h3>
        <LoadableView of={detail.result.value} onRetry={detail.refresh}>
          {(value) => <SnapshotChart detail={value} />}
        </LoadableView>
      </section>
      <EventsAround result={detail.result.value} around={windowOf(incident)} />
    </>
  );
}

function EventsAround({
  result,
  around,
}: {
  readonly result: Loadable<IncidentDetail>;
  readonly around: string;
}) {
  const events = valueOf(result)?.events ?? [];
  if (events.length === 0) return undefined;
  return (
    <section class="side-pane__part">
      <h3>Events around it</h3>
      <ul class="incident-pane__events">
        {events.map((event) => (
          <li key={event.uuid}>
            <span class={event.isError ? 'is-error' : 'faint'} aria-hidden="true">
              {event.isError ? '◆' : '●'}
            </span>
            <span class="faint">{formatClock(event.startMs, zone.value)}</span>
            <Link
              to={`/events?${new URLSearchParams({ at: event.uuid, t: around }).toString()}`}
              title={event.message}
            >
              {event.name}
            </Link>
            <span class="muted incident-pane__event-message">{event.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rule({ incident }: { readonly incident: Incident }) {
  const { last, alarms } = incident;
  const { filter } = parsedFilter.value;
  return (
    <section class="side-pane__part">
      <h3>Rule</h3>
      <dl class="side-pane__pairs">
        {last.ruleName === undefined ? undefined : (
          <>
            <dt>Name</dt>
            <dd>
              <button
                type="button"
                class="text-button mono"
                title="Only alarms of this rule"
                onClick={() => setFilter(withValue(filter, 'rule', last.ruleName))}
              >
                {last.ruleName}
              </button>
            </dd>
          </>
        )}
        <dt>Expression</dt>
        <dd class="incident-pane__expression">
          <code>{last.expression}</code>
          <CopyButton text={last.expression} />
        </dd>
        <dt>Scope</dt>
        <dd>{scopeText(last.scope)}</dd>
        <dt>Told</dt>
        <dd>{alarms.length === 1 ? 'once' : `${alarms.length} times`}</dd>
      </dl>
      {last.tags.length === 0 ? undefined : (
        <p class="incident-pane__tags">
          {last.tags.map((tag) => (
            <Button
              key={`${tag.key}=${tag.value}`}
              size="small"
              title="Only alarms with this tag"
              onClick={() =>
                setFilter({
                  ...filter,
                  tags: [...filter.tags.filter(({ key }) => key !== tag.key), tag],
                })
              }
            >
              {tag.key}={tag.value}
            </Button>
          ))}
        </p>
      )}
    </section>
  );
}
