import { useMemo, useState } from 'preact/hooks';
import { statisticsOf } from '../../model/trace/table/trace-statistics.ts';
import type { StatisticsLine } from '../../model/trace/table/trace-statistics.ts';
import { batch } from '../../base/signal.ts';
import { QuantityText } from '../../widgets/quantity.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { Table } from '../../widgets/tables/table.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import { goToRow } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';

interface StatisticsViewProps {
  readonly state: TraceViewState;
  readonly hueTokens: readonly string[];
}

/** Where the time went, by operation or by service, self time first. */
export function StatisticsView({ state, hueTokens }: StatisticsViewProps) {
  const table = state.table.value;
  const [by, setBy] = useState<'operation' | 'service'>('operation');
  const [sort, setSort] = useState('-self');
  const lines = useMemo(() => statisticsOf(table, by), [table, by]);
  const selfMsAll = lines.reduce((sum, line) => sum + line.selfMs, 0);
  const nameOf = (line: StatisticsLine): string =>
    line.name === -1
      ? (table.services[line.service] ?? '')
      : (table.names[line.name] ?? '') || 'no name';
  const columns: TableColumn<StatisticsLine>[] = [
    {
      key: 'name',
      title: by === 'operation' ? 'Operation' : 'Service',
      render: (line) => (
        <span class="table__name">
          <span
            class="span-row__hue"
            style={{ background: `var(${hueTokens[line.service] ?? '--hue-0'})` }}
          />
          <span title={nameOf(line)}>{nameOf(line)}</span>
          {line.name === -1 ? undefined : (
            <small class="statistics__service">{table.services[line.service]}</small>
          )}
        </span>
      ),
      sortValue: nameOf,
    },
    {
      key: 'self',
      title: 'Self time',
      help: 'Time in which these spans ran and none of their children did',
      isNumber: true,
      width: '190px',
      render: (line) => (
        <span class="statistics__self">
          <meter
            min={0}
            max={selfMsAll}
            value={line.selfMs}
            aria-label={`Share of self time of ${nameOf(line)}`}
          />
          <QuantityText of={line.selfMs} kind="durationMs" />
        </span>
      ),
      sortValue: (line) => line.selfMs,
    },
    number('critical', 'Critical', 'Time on the critical path', (line) => line.criticalMs),
    number('total', 'Total', 'Durations added up', (line) => line.totalMs),
    number('mean', 'Mean', 'Total by count', (line) => line.totalMs / line.count),
    number('max', 'Longest', 'The longest of them', (line) => line.maxMs),
    {
      key: 'count',
      title: 'Spans',
      isNumber: true,
      width: '80px',
      render: (line) => line.count.toLocaleString('en-US'),
      sortValue: (line) => line.count,
    },
    {
      key: 'errors',
      title: 'Errors',
      isNumber: true,
      width: '80px',
      render: (line) =>
        line.errors === 0 ? (
          <span class="faint">0</span>
        ) : (
          <span class="is-error">! {line.errors}</span>
        ),
      sortValue: (line) => line.errors,
    },
  ];
  return (
    <div class="statistics" tabIndex={0} role="region" aria-label="Statistics">
      <Segments
        label="By"
        choices={[
          { value: 'operation', label: 'By operation' },
          { value: 'service', label: 'By service' },
        ]}
        value={by}
        onChoose={setBy}
      />
      <Table
        label={`Time by ${by}`}
        columns={columns}
        rows={lines.slice(0, LINES_MAX)}
        rowKey={(line) => `${line.service}.${line.name}`}
        sort={sort}
        onSort={setSort}
        onOpen={(line) => {
          batch(() => {
            state.view.value = 'waterfall';
            goToRow(state, line.longestRow);
          });
        }}
      />
      {lines.length > LINES_MAX ? (
        <p class="faint">
          The {LINES_MAX} with the most self time of {lines.length}.
        </p>
      ) : undefined}
    </div>
  );
}

/** The table inside this pane follows the pane's scroll and not the page's, so it is kept short enough to be whole. */
const LINES_MAX = 100;

function number(
  key: string,
  title: string,
  help: string,
  valueOf: (line: StatisticsLine) => number,
): TableColumn<StatisticsLine> {
  return {
    key,
    title,
    help,
    isNumber: true,
    width: '96px',
    isSecondary: key === 'critical' || key === 'mean',
    render: (line) => <QuantityText of={valueOf(line)} kind="durationMs" />,
    sortValue: valueOf,
  };
}
