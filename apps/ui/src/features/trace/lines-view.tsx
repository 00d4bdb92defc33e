import { messageOf } from '../../base/errors.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import { formatStamp } from '../../base/format-time.ts';
import { oneLineOf } from '../../model/log/log-content.ts';
import { emptyLogFilter, formatLogText } from '../../model/log/log-text.ts';
import { traceLinesMax } from '../../model/trace/trace-lines.ts';
import type { TraceLine } from '../../model/trace/trace-lines.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import { zone } from '../../model/page/url-state.ts';
import { EmptyState, LoadingState } from '../../widgets/empty-state.tsx';
import { Level } from '../../widgets/level.tsx';
import { Link } from '../../widgets/link.tsx';
import { Table } from '../../widgets/tables/table.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import { goToRow } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';

interface LinesViewProps {
  readonly state: TraceViewState;
  readonly hueTokens: readonly string[];
}

/** What was logged meanwhile, in order of time, each line with its span. */
export function LinesView({ state, hueTokens }: LinesViewProps) {
  const { list, isCapped, isRead, error } = state.lines.value;
  if (error !== undefined) return <EmptyState tone="error" title={messageOf(error)} />;
  if (!isRead) return <LoadingState />;
  if (list.length === 0) {
    return (
      <EmptyState
        title="No log line names this trace"
        detail="Agents send lines with the id of the trace when their log reporter is on."
      />
    );
  }
  const linesText = formatLogText({ ...emptyLogFilter, trace: state.table.value.traceId });
  return (
    <div class="trace-lines">
      {isCapped ? (
        <p class="faint" role="status">
          These are the first {traceLinesMax.toLocaleString('en')} lines;{' '}
          <Link to={`/logs?q=${encodeURIComponent(linesText)}`}>all of them</Link> are on the page
          of logs.
        </p>
      ) : undefined}
      <Table
        label="Log lines of the trace"
        columns={lineColumns(state.table.value, hueTokens)}
        rows={list}
        rowKey={({ log }) => log.id}
        onOpen={({ row }) => {
          if (row !== -1) goToRow(state, row);
        }}
        rowHeightPx={22}
        class="logs-table"
      />
    </div>
  );
}

function lineColumns(
  table: TraceTable,
  hueTokens: readonly string[],
): readonly TableColumn<TraceLine>[] {
  return [
    {
      key: 'time',
      title: 'After',
      isNumber: true,
      width: '84px',
      render: ({ log, offsetMs }) => (
        <span title={formatStamp(log.timeMs, zone.value, 'ms')}>
          {formatQuantityText(Math.max(0, offsetMs), 'durationMs')}
        </span>
      ),
    },
    {
      key: 'level',
      title: 'Level',
      width: '76px',
      render: ({ log }) => <Level level={log.level} />,
    },
    {
      key: 'span',
      title: 'Span',
      width: '26%',
      isSecondary: true,
      render: (line) => <SpanName line={line} table={table} hueTokens={hueTokens} />,
    },
    {
      key: 'content',
      title: 'Message',
      render: ({ log }) => <span class="log-text mono">{oneLineOf(log)}</span>,
    },
  ];
}

interface SpanNameProps {
  readonly line: TraceLine;
  readonly table: TraceTable;
  readonly hueTokens: readonly string[];
}

function SpanName({ line, table, hueTokens }: SpanNameProps) {
  const { row, log } = line;
  if (row === -1) return <span class="faint">{log.serviceName}</span>;
  const service = table.service[row] as number;
  const name = table.names[table.name[row] as number] ?? '';
  return (
    <span class="table__name" title={`${name} · ${log.serviceName}`}>
      <span
        class="span-row__hue"
        style={{ background: `var(${hueTokens[service] ?? '--hue-0'})` }}
      />
      <span>{name === '' ? 'no name' : name}</span>
    </span>
  );
}
