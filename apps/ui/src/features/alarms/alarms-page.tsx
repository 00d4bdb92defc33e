import '../../widgets/panes/section.css';
import './alarms-page.css';
import { findIncident, incidentStartMs } from '../../model/alarm/incident.ts';
import type { Incident, IncidentRow } from '../../model/alarm/incident.ts';
import { alarmLimits } from '../../model/alarm/limits.ts';
import { openAlarms } from '../../model/alarm/read-alarms.ts';
import type { AlarmList } from '../../model/alarm/read-alarms.ts';
import { writeParameters } from '../../base/address.ts';
import { formatStamp } from '../../base/format-time.ts';
import { valueOf } from '../../base/loadable.ts';
import { windowText } from '../../model/named-source.ts';
import { dayMs, minuteMs } from '../../model/page/time-window.ts';
import { nowMs, timeSpan, urlText, zone } from '../../model/page/url-state.ts';
import { parseFilter } from '../../model/filter/filter-text.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { LinkNote } from '../../widgets/link-note.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { QueryLine } from '../../widgets/fields/query-line.tsx';
import { Table } from '../../widgets/tables/table.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import {
  alarmGrammar,
  filterText,
  offerAlarmWords,
  openedKey,
  parsedFilter,
  setFilterText,
  shownState,
} from './alarm-filter.ts';
import { incidentColumns } from './incident-columns.tsx';
import { IncidentPane } from './incident-pane.tsx';
import { IncidentTimeline } from './incident-timeline.tsx';
import { NoAlarms } from './no-alarms.tsx';

const sort = urlText('sort');

/** What fires and what fired: incidents on a timeline, the same as a list, and one of them in detail. */
export function Page() {
  usePageTitle('Alarms');
  const query = useOwned(() =>
    openAlarms(
      () => {
        const { filter, problems } = parsedFilter.value;
        return problems.length > 0 ? undefined : filter;
      },
      () => openedKey.value.value,
    ),
  );
  const ruleNames = (): readonly string[] => [
    ...new Set(
      (valueOf(query.result.value)?.rows ?? []).flatMap(({ last }) => last.ruleName ?? []),
    ),
  ];
  return (
    <div class="page alarms-page">
      <h1 class="visually-hidden">Alarms</h1>
      <QueryLine
        label="Filter alarms"
        placeholder="service=cart rule=service_sla_rule tag:level=CRITICAL words of the message"
        verb="Filter"
        value={filterText.value}
        problemsOf={(text) => parseFilter(text, alarmGrammar).problems}
        offer={offerAlarmWords(ruleNames)}
        onSubmit={setFilterText}
      >
        <Segments
          label="State"
          choices={[
            { value: 'all', label: 'All' },
            { value: 'firing', label: 'Firing' },
            { value: 'over', label: 'Over' },
          ]}
          value={shownState.value.value}
          onChoose={(value) => shownState.set(value)}
        />
      </QueryLine>
      {parsedFilter.value.problems.length > 0 ? (
        <EmptyState
          title="The filter can't be read yet"
          detail="What is marked above needs a change; nothing is asked until then."
        />
      ) : query.result.value.state === 'empty' ? (
        <>
          <IncidentNotFound />
          <NoAlarms />
        </>
      ) : (
        <LoadableView of={query.result.value} onRetry={query.refresh}>
          {(list: AlarmList) => <Found list={list} />}
        </LoadableView>
      )}
    </div>
  );
}

function isShown(incident: Incident): boolean {
  const state = shownState.value.value;
  return state === 'all' || (state === 'firing') === (incident.endMs === undefined);
}

function Found({ list }: { readonly list: AlarmList }) {
  const rows: IncidentRow[] = list.rows.flatMap((row) => {
    const incidents = row.incidents.filter(isShown);
    return incidents.length === 0 ? [] : [{ ...row, incidents }];
  });
  const incidents = rows.flatMap((row) => row.incidents).sort(byUrgency);
  const opened = findIncident(list.everyRow, openedKey.value.value);
  return (
    <>
      {opened === undefined ? <IncidentNotFound /> : undefined}
      {list.rows.length === 0 ? undefined : <Summary list={list} />}
      <div class="with-pane">
        <div>
          {list.rows.length === 0 ? (
            <NoAlarms />
          ) : incidents.length === 0 ? (
            <EmptyState
              title={shownState.value.value === 'firing' ? 'Nothing fires' : 'Nothing is over yet'}
              detail={`${list.rows.length} ${list.rows.length === 1 ? 'row is' : 'rows are'} hidden by the choice above.`}
            />
          ) : (
            <>
              <section class="section alarms-page__timeline" aria-label="Timeline">
                <IncidentTimeline rows={rows} span={list.span} />
              </section>
              <section class="section alarms-page__list" aria-label="List">
                <Table
                  label="Incidents"
                  class="incidents-table"
                  columns={incidentColumns(
                    nowMs.value,
                    zone.value,
                    list.span.endMs - list.span.startMs > dayMs,
                    opened !== undefined,
                  )}
                  rows={incidents}
                  rowKey={(incident) => incident.key}
                  sort={sort.value.value}
                  onSort={(next) => sort.set(next)}
                  onOpen={(incident) => openedKey.set(incident.key, { push: true })}
                  hasKeys
                  isPage
                />
              </section>
            </>
          )}
        </div>
        {opened === undefined ? undefined : <IncidentPane incident={opened} />}
      </div>
    </>
  );
}

/** Around the start of an incident that is looked for. */
const aroundMs = 15 * minuteMs;

/** A link names an incident that is not here: says so, and where it may be. Silence would look like none. */
function IncidentNotFound() {
  const key = openedKey.value.value;
  if (key === '') return undefined;
  const startMs = incidentStartMs(key);
  if (startMs === undefined)
    return <LinkNote>The address names an incident in a way that cannot be read.</LinkNote>;
  const goThere = (): void =>
    writeParameters(
      {
        q: undefined,
        state: undefined,
        t: windowText({ startMs: startMs - aroundMs, endMs: startMs + aroundMs }),
      },
      { push: true },
    );
  const isThere = startMs >= timeSpan.value.startMs && startMs < timeSpan.value.endMs;
  const isFiltered = filterText.value !== '' || shownState.value.value !== 'all';
  return (
    <LinkNote>
      The incident of this link began {formatStamp(startMs, zone.value)} and is not among the alarms
      that were read{isThere && !isFiltered ? '; they may have expired.' : '.'}
      {isThere && !isFiltered ? undefined : (
        <Button size="small" onClick={goThere}>
          Alarms of that time
        </Button>
      )}
    </LinkNote>
  );
}

/** What fires first, then the latest. */
function byUrgency(a: Incident, b: Incident): number {
  return (
    Number(b.endMs === undefined) - Number(a.endMs === undefined) ||
    b.startMs - a.startMs ||
    (a.key < b.key ? -1 : 1)
  );
}

function Summary({ list }: { readonly list: AlarmList }) {
  const incidents = list.rows.flatMap((row) => row.incidents);
  const firing = incidents.filter(({ endMs }) => endMs === undefined).length;
  const flapping = list.rows.filter((row) => row.isFlapping).length;
  return (
    <p class="alarms-page__summary" role="status">
      <b>
        {incidents.length.toLocaleString('en')} {incidents.length === 1 ? 'incident' : 'incidents'}
      </b>
      {firing > 0 ? (
        <span class="is-error">! {firing} firing</span>
      ) : (
        <span class="faint">none is firing</span>
      )}
      {flapping > 0 ? <span class="is-warn">{flapping} flapping</span> : undefined}
      {list.isCapped ? (
        <span class="faint">
          The newest {alarmLimits.alarmsMax.toLocaleString('en')} alarms were read; there may be
          more: choose a shorter window or filter.
        </span>
      ) : undefined}
    </p>
  );
}
