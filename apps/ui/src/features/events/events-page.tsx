import '../../widgets/panes/section.css';
import './events-page.css';
import { valueOf } from '../../base/loadable.ts';
import { eventsMax, openEvent, openEvents } from '../../model/event/read-events.ts';
import type { EventList } from '../../model/event/read-events.ts';
import type { Event } from '../../model/event/event.ts';
import { parseFilter } from '../../model/filter/filter-text.ts';
import { dayMs } from '../../model/page/time-window.ts';
import { nowMs, urlText, zone } from '../../model/page/url-state.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { LinkNote } from '../../widgets/link-note.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { QueryLine } from '../../widgets/fields/query-line.tsx';
import { Table } from '../../widgets/tables/table.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { eventColumns } from './event-columns.tsx';
import {
  changeFilter,
  eventGrammar,
  filterText,
  offerEventWords,
  openedId,
  parsedFilter,
  setFilterText,
  shownType,
} from './event-filter.ts';
import type { ShownType } from './event-filter.ts';
import { EventPane } from './event-pane.tsx';
import { EventSwimlane } from './event-swimlane.tsx';

const sort = urlText('sort');

/** What happened to services and instances: starts, deployments, restarts, and whatever else was told. */
export function Page() {
  usePageTitle('Events');
  const query = useOwned(() =>
    openEvents(() => {
      const { filter, problems } = parsedFilter.value;
      return problems.length > 0 ? undefined : filter;
    }),
  );
  const names = (): readonly string[] => [
    ...new Set((valueOf(query.result.value)?.events ?? []).map(({ name }) => name)),
  ];
  return (
    <div class="page events-page">
      <h1 class="visually-hidden">Events</h1>
      <QueryLine
        label="Filter events"
        placeholder="service=cart name=Start error"
        verb="Filter"
        value={filterText.value}
        problemsOf={(text) => parseFilter(text, eventGrammar).problems}
        offer={offerEventWords(names)}
        onSubmit={setFilterText}
      >
        <Segments<ShownType>
          label="Type"
          choices={[
            { value: 'all', label: 'All' },
            { value: 'Normal', label: 'Normal' },
            { value: 'Error', label: 'Errors' },
          ]}
          value={shownType.value}
          onChoose={(value) => changeFilter('type', value === 'all' ? undefined : value)}
        />
      </QueryLine>
      {parsedFilter.value.problems.length > 0 ? (
        <EmptyState
          title="The filter can't be read yet"
          detail="What is marked above needs a change; nothing is asked until then."
        />
      ) : query.result.value.state === 'empty' ? (
        <div class="with-pane">
          <div>
            <NoEvents />
          </div>
          <OpenedEvent known={[]} />
        </div>
      ) : (
        <LoadableView of={query.result.value} onRetry={query.refresh}>
          {(list: EventList) => <Found list={list} />}
        </LoadableView>
      )}
    </div>
  );
}

function NoEvents() {
  if (filterText.value !== '') {
    return (
      <EmptyState
        title="No event of this window matches the filter"
        detail={<Button onClick={() => setFilterText('')}>Without the filter</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="Nothing happened in this window"
      detail={
        <>
          Agents tell when they start and stop; pipelines and the Kubernetes event exporter tell the
          rest over gRPC or by a POST to <code>/v3/events</code>.
        </>
      }
    />
  );
}

/** The event that the address names: of the list, or else asked for by its id, for a link may be older than the window. */
function OpenedEvent({ known }: { readonly known: readonly Event[] }) {
  const id = openedId.value.value;
  const listed = known.find((event) => event.uuid === id);
  if (id === '') return undefined;
  return listed === undefined ? <EventById key={id} id={id} /> : <EventPane event={listed} />;
}

function EventById({ id }: { readonly id: string }) {
  const query = useOwned(() => openEvent(() => id));
  const event = valueOf(query.result.value)?.[0];
  if (event !== undefined) return <EventPane event={event} />;
  if (query.result.value.state === 'loading') return undefined;
  return (
    <LinkNote>
      {query.result.value.state === 'empty'
        ? 'No event has the id that the address names. It may have expired.'
        : 'The event that the address names could not be read.'}
    </LinkNote>
  );
}

function Found({ list }: { readonly list: EventList }) {
  const { events, span } = list;
  const errors = events.filter((event) => event.isError).length;
  return (
    <>
      <p class="events-page__summary" role="status">
        <b>
          {events.length.toLocaleString('en')} {events.length === 1 ? 'event' : 'events'}
        </b>
        {errors > 0 ? (
          <span class="is-error">
            ! {errors} {errors === 1 ? 'error' : 'errors'}
          </span>
        ) : (
          <span class="faint">no errors</span>
        )}
        {list.isCapped ? (
          <span class="faint">
            These are the newest {eventsMax.toLocaleString('en')}; there may be more: choose a
            shorter window or filter.
          </span>
        ) : undefined}
      </p>
      <div class="with-pane">
        <div>
          <section class="section events-page__lanes" aria-label="Timeline">
            <EventSwimlane events={events} span={span} />
          </section>
          <section class="section events-page__list" aria-label="List">
            <Table
              label="Events"
              columns={eventColumns(nowMs.value, zone.value, span.endMs - span.startMs > dayMs)}
              rows={events}
              rowKey={(event) => event.uuid}
              sort={sort.value.value}
              onSort={(next) => sort.set(next)}
              onOpen={(event) => openedId.set(event.uuid, { push: true })}
              hasKeys
              isPage
            />
          </section>
        </div>
        <OpenedEvent known={events} />
      </div>
    </>
  );
}
