import '../../widgets/panes/section.css';
import './traces-page.css';
import { hrefTo, navigate, writeParameters } from '../../base/address.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import { dayMs, formatWindow } from '../../model/page/time-window.ts';
import { timeSpan, urlText } from '../../model/page/url-state.ts';
import type { ScatterBox } from '../../model/trace/search/scatter.ts';
import { formatSearch } from '../../model/trace/search/search-text.ts';
import type { TraceSearch } from '../../model/trace/search/search-text.ts';
import type { TraceLine, TraceList } from '../../model/trace/search/trace-search.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { Table } from '../../widgets/tables/table.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { QueryBar } from './query-bar.tsx';
import { Scatter } from './scatter.tsx';
import { changeSearch, parsedSearch, setSearchText, withoutParts } from './search-state.ts';
import { traceColumns } from './trace-columns.tsx';
import { openTraceList } from './trace-query.ts';
import type { TraceListQuery } from './trace-query.ts';

const sort = urlText('sort');

/** Searching for traces: a text, a picture of what it found, and the list. */
export function Page() {
  usePageTitle('Traces');
  const query = useOwned(openTraceList);
  const { problems, search } = parsedSearch.value;
  return (
    <div class="page traces-page">
      <h1 class="visually-hidden">Traces</h1>
      <QueryBar />
      {problems.length > 0 ? (
        <EmptyState
          title="The search can't be read yet"
          detail="What is marked above needs a change; nothing is searched until then."
        />
      ) : (
        <LoadableView
          of={query.result.value}
          emptyTitle="No traces match"
          emptyDetail={<NothingFound search={search} />}
          onRetry={() => query.refresh()}
        >
          {(list: TraceList) => <Found list={list} query={query} search={search} />}
        </LoadableView>
      )}
    </div>
  );
}

/** What could be looser, each as a button that makes it so. */
function NothingFound({ search }: { readonly search: TraceSearch }) {
  const looser: [string, TraceSearch][] = [];
  if (search.tags.length > 0) looser.push(['without the tags', { ...search, tags: [] }]);
  if (search.durationMsMin !== undefined || search.durationMsMax !== undefined) {
    looser.push(['of any duration', withoutParts(search, ['durationMsMin', 'durationMsMax'])]);
  }
  if (search.outcome !== 'all') looser.push(['failed or not', { ...search, outcome: 'all' }]);
  if (search.endpoint !== undefined)
    looser.push(['of any endpoint', withoutParts(search, ['endpoint'])]);
  return (
    <span class="traces-page__looser">
      The server looked and found none in this window.
      {looser.map(([label, next]) => (
        <Button key={label} size="small" onClick={() => setSearchText(formatSearch(next))}>
          Search {label}
        </Button>
      ))}
    </span>
  );
}

interface FoundProps {
  readonly list: TraceList;
  readonly query: TraceListQuery;
  readonly search: TraceSearch;
}

function Found({ list, query, search }: FoundProps) {
  const open = (line: TraceLine): void =>
    navigate(hrefTo(`/trace/${encodeURIComponent(line.traceId)}`));
  const { startMs, endMs } = timeSpan.value;
  const durationMsMax = Math.max(1, ...list.lines.map((it) => it.durationMs));
  return (
    <>
      <section class="section traces-page__picture" aria-label="Duration over time">
        <Scatter
          lines={list.lines}
          isCapped={list.isCapped && search.order === 'start'}
          onOpen={open}
          onBox={(box) => takeBox(box, search)}
        />
      </section>
      <section class="section traces-page__list" aria-label="List">
        <Summary list={list} search={search} isReading={query.isReading.value} />
        <Table
          label="Traces"
          columns={traceColumns(query, durationMsMax, endMs - startMs > dayMs)}
          rows={list.lines}
          rowKey={(line) => line.traceId}
          sort={sort.value.value}
          onSort={(next) => sort.set(next)}
          onOpen={open}
          hasKeys
          isPage
        />
      </section>
    </>
  );
}

/** How many there are, and whether there are more: a capped list must not look like all there is. */
function Summary({
  list,
  search,
  isReading,
}: {
  readonly list: TraceList;
  readonly search: TraceSearch;
  readonly isReading: boolean;
}) {
  const failed = list.lines.filter((it) => it.isError).length;
  const next = [500, 1000].find((it) => it > search.size);
  const bounds = [
    search.durationMsMin === undefined
      ? ''
      : `≥ ${formatQuantityText(search.durationMsMin, 'durationMs')}`,
    search.durationMsMax === undefined
      ? ''
      : `≤ ${formatQuantityText(search.durationMsMax, 'durationMs')}`,
  ].filter((it) => it !== '');
  return (
    <div class="traces-page__summary" role="status">
      <b>
        {list.lines.length.toLocaleString('en')} {list.lines.length === 1 ? 'trace' : 'traces'}
      </b>
      {failed > 0 ? (
        <span class="is-error">! {failed} failed</span>
      ) : (
        <span class="faint">none failed</span>
      )}
      {bounds.length === 0 ? undefined : (
        <Button
          size="small"
          tone="quiet"
          onClick={() =>
            setSearchText(formatSearch(withoutParts(search, ['durationMsMin', 'durationMsMax'])))
          }
        >
          {bounds.join(' and ')} ✕
        </Button>
      )}
      {list.isCapped ? (
        <span class="traces-page__capped">
          Capped at {search.size}: these are the {search.order === 'start' ? 'newest' : 'slowest'},
          there are more.
          {next === undefined ? undefined : (
            <Button size="small" tone="quiet" onClick={() => changeSearch({ size: next })}>
              Read {next}
            </Button>
          )}
        </span>
      ) : undefined}
      {isReading ? <span class="faint">reading…</span> : undefined}
    </div>
  );
}

/** A drawn box is a window and bounds of the duration, in one step of the history. */
function takeBox(box: ScatterBox, search: TraceSearch): void {
  const next = {
    ...withoutParts(search, ['durationMsMin', 'durationMsMax']),
    ...(box.durationMsMin === undefined ? {} : { durationMsMin: box.durationMsMin }),
    ...(box.durationMsMax === undefined ? {} : { durationMsMax: box.durationMsMax }),
  };
  const { startMs, endMs } = timeSpan.peek();
  const isWhole = box.startMs <= startMs && box.endMs >= endMs;
  writeParameters(
    {
      q: formatSearch(next),
      service: undefined,
      endpoint: undefined,
      instance: undefined,
      ...(isWhole
        ? {}
        : { t: formatWindow({ kind: 'absolute', startMs: box.startMs, endMs: box.endMs }) }),
    },
    { push: true },
  );
}
