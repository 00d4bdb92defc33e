import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../../base/errors.ts';
import { valueOf } from '../../base/loadable.ts';
import { dayMs } from '../../model/page/time-window.ts';
import { nowMs, timeSpan, zone } from '../../model/page/url-state.ts';
import { logLimits } from '../../model/log/limits.ts';
import type { LogList } from '../../model/log/log-list.ts';
import { openLogContext } from '../../model/log/log-search.ts';
import type { LogRow } from '../../model/log/log-row.ts';
import { Button } from '../../widgets/button.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { Table } from '../../widgets/tables/table.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { logColumns } from './log-columns.tsx';
import { LogPane } from './log-pane.tsx';
import { openedId, parsedLogText, shownColumns } from './log-state.ts';

/** A line of the list is not as high as a row of numbers: it is text, and there are many. */
export const logRowPx = 22;

/** The lines of the window. More are read when the reader comes near the end. */
export function Lines({ list }: { readonly list: LogList }) {
  const { rows, cursor } = list.rows.value;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void list.readMore();
      },
      { rootMargin: '1200px' },
    );
    watch.observe(element);
    return () => watch.disconnect();
    // Observing anew after each page reads on where the end is still in view.
  }, [list, rows.length]);
  return (
    <LineTable rows={rows} loaded={rows.length} hasMore={cursor !== undefined}>
      <div class="logs-page__end" ref={end} role="status">
        <End list={list} />
      </div>
    </LineTable>
  );
}

function End({ list }: { readonly list: LogList }) {
  const { rows, cursor } = list.rows.value;
  const problem = list.problem.value;
  if (problem !== undefined) {
    return (
      <span class="is-error">
        The next lines could not be read: {messageOf(problem)}{' '}
        <Button size="small" onClick={() => void list.readMore()}>
          Try again
        </Button>
      </span>
    );
  }
  if (list.isFull) {
    return (
      <span class="faint">
        {logLimits.linesMax.toLocaleString('en')} lines are as many as are kept here: choose a
        shorter window or a filter.
      </span>
    );
  }
  if (cursor !== undefined) return <span class="faint">Reading more…</span>;
  return <span class="faint">All {rows.length.toLocaleString('en')} lines are here.</span>;
}

interface LineTableProps {
  readonly rows: readonly LogRow[];
  readonly loaded: number;
  readonly hasMore: boolean;
  readonly children: preact.ComponentChildren;
}

/** Lines with the one that is open beside them. */
export function LineTable({ rows, loaded, hasMore, children }: LineTableProps) {
  const { startMs, endMs } = timeSpan.value;
  const at = openedId.value.value;
  const opened = useOpened(rows, at);
  return (
    <div class="with-pane">
      <section class="section logs-page__list" aria-label="Lines">
        <div class="logs-page__tools">
          <span class="faint">
            {loaded.toLocaleString('en')} {hasMore ? 'read so far' : 'read'}
          </span>
          <ColumnMenu rows={rows} />
        </div>
        <Table
          class="logs-table"
          label="Log lines"
          columns={logColumns({
            nowMs: nowMs.value,
            zone: zone.value,
            isLong: endMs - startMs > dayMs,
            shown: shownColumns.value,
            words: parsedLogText.value.filter.include,
          })}
          rows={rows}
          rowKey={({ id }) => id}
          onOpen={({ id }) => openedId.set(id, { push: openedId.value.peek() === '' })}
          rowHeightPx={logRowPx}
          hasKeys
          isPage
        />
        {children}
      </section>
      {opened !== undefined ? (
        <LogPane key={opened.id} row={opened} />
      ) : at === '' ? undefined : (
        <ElsewherePane key={at} id={at} />
      )}
    </div>
  );
}

/** The line that is open. It stays so when the list moves on without it. */
function useOpened(rows: readonly LogRow[], at: string): LogRow | undefined {
  const last = useRef<LogRow | undefined>(undefined);
  const found = at === '' ? undefined : rows.find(({ id }) => id === at);
  if (found !== undefined) last.current = found;
  return last.current?.id === at ? last.current : undefined;
}

/** A line that the address names and the list does not have, or not yet. Nothing where the server has none. */
function ElsewherePane({ id }: { readonly id: string }) {
  const context = useOwned(() =>
    openLogContext(
      id,
      () => 'instance',
      () => 0,
    ),
  );
  const row = valueOf(context.result.value)?.line;
  return row === undefined ? undefined : <LogPane row={row} />;
}
