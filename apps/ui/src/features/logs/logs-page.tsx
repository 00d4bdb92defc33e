import '../../widgets/panes/section.css';
import './logs-page.css';
import {
  logText,
  order,
  parsedLogText,
  setLogText,
  view,
  follows,
  wantedLogs,
} from './log-state.ts';
import { messageOf } from '../../base/errors.ts';
import { openLogHistogram, openLogLines, openLogPatterns } from '../../model/log/log-search.ts';
import { parseLogText } from '../../model/log/log-text.ts';
import type { LogOrder } from '../../model/log/read-logs.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { QueryLine } from '../../widgets/fields/query-line.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { useKeys } from '../../widgets/hooks/use-keys.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { Histogram } from './log-histogram.tsx';
import { Lines } from './log-lines.tsx';
import { LevelChips } from './level-chips.tsx';
import { NoLogs } from './no-logs.tsx';
import { offerLogWords } from './log-offer.ts';
import { Patterns } from './log-patterns.tsx';
import { Tail } from './log-tail-view.tsx';

/** What services say: how much of it when, line by line, or grouped by what the lines have in common. */
export function Page() {
  usePageTitle('Logs');
  useKeys('Logs', [{ keys: 'f', label: 'Follow new lines', run: toggleFollow }]);
  const isReadable = parsedLogText.value.problems.length === 0;
  return (
    <div class="page logs-page">
      <h1 class="visually-hidden">Logs</h1>
      <QueryLine
        label="Search logs"
        placeholder={
          'service=cart level=error,warn "timed out" -heartbeat tag:http.status_code=500'
        }
        verb="Search"
        value={logText.value}
        problemsOf={(text) => parseLogText(text).problems}
        offer={offerLogWords}
        onSubmit={setLogText}
      >
        <Segments
          label="View"
          choices={[
            { value: 'lines', label: 'Lines' },
            { value: 'patterns', label: 'Patterns' },
          ]}
          value={view.value.value}
          onChoose={(next) => view.set(next, { push: true })}
        />
        {view.value.value === 'lines' ? <LineChoices /> : undefined}
      </QueryLine>
      {isReadable ? (
        <>
          <Overview />
          {view.value.value === 'patterns' ? (
            <PatternsView />
          ) : follows.value.value ? (
            <Tail key={logText.value} />
          ) : (
            <LinesView />
          )}
        </>
      ) : (
        <EmptyState
          title="The filter can't be read yet"
          detail="What is marked above needs a change; nothing is asked until then."
        />
      )}
    </div>
  );
}

function toggleFollow(): void {
  follows.set(!follows.value.peek(), { push: true });
}

function LineChoices() {
  return (
    <>
      <Segments<LogOrder>
        label="Order"
        choices={[
          { value: 'desc', label: 'Newest' },
          { value: 'asc', label: 'Oldest' },
        ]}
        value={order.value.value}
        onChoose={(next) => order.set(next)}
      />
      <Button
        aria-pressed={follows.value.value}
        title="Show lines as they come in (f)"
        onClick={toggleFollow}
      >
        Follow
      </Button>
    </>
  );
}

/** The counts of the window, and the levels that they are made of. Nothing of it where there is nothing to count. */
function Overview() {
  const query = useOwned(() => openLogHistogram(wantedLogs));
  const result = query.result.value;
  if (parsedLogText.value.filter.trace !== undefined) {
    return (
      <p class="logs-page__note faint" role="status">
        All lines of the trace, whatever the window.
      </p>
    );
  }
  if (result.state === 'error') {
    return (
      <p class="logs-page__note is-error" role="status">
        The lines could not be counted: {messageOf(result.error)}
      </p>
    );
  }
  const histogram = 'value' in result ? result.value : undefined;
  if (histogram?.total === 0) return undefined;
  return (
    <section class="section logs-page__counts" aria-label="Lines over time">
      <LevelChips histogram={histogram} />
      {histogram === undefined ? (
        <div class="logs-page__wait" />
      ) : (
        <Histogram histogram={histogram} span={histogram.span} />
      )}
    </section>
  );
}

function LinesView() {
  const query = useOwned(() => openLogLines(wantedLogs, () => order.value.value));
  const result = query.result.value;
  if (result.state === 'empty') return <NoLogs />;
  return (
    <LoadableView of={result} onRetry={query.refresh}>
      {(list) => <Lines list={list} />}
    </LoadableView>
  );
}

function PatternsView() {
  const query = useOwned(() => openLogPatterns(wantedLogs));
  const result = query.result.value;
  if (result.state === 'empty') return <NoLogs />;
  return (
    <LoadableView of={result} onRetry={query.refresh}>
      {(patterns) => <Patterns of={patterns} />}
    </LoadableView>
  );
}
