import { formatAgo, formatClock, formatDay, formatStamp } from '../../base/format-time.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import type { LogRow } from '../../model/log/log-row.ts';
import { oneLineOf } from '../../model/log/log-content.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Level } from '../../widgets/level.tsx';
import { Link } from '../../widgets/link.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import { MarkedText } from './marked-text.tsx';

interface LogColumnOptions {
  readonly nowMs: number;
  readonly zone: string;
  /** The window is so long that times need their day. */
  readonly isLong: boolean;
  /** The optional ones: `service`, `instance`, `endpoint`, `trace`, or keys of tags. */
  readonly shown: readonly string[];
  /** What was searched for. */
  readonly words: readonly string[];
}

export function logColumns(options: LogColumnOptions): readonly TableColumn<LogRow>[] {
  const { nowMs, zone, isLong, words } = options;
  return [
    {
      key: 'time',
      title: 'Time',
      width: isLong ? '150px' : '106px',
      render: (row) => (
        <span
          class="log-time"
          title={`${formatStamp(row.timeMs, zone)}, ${formatAgo(row.timeMs, nowMs)}`}
        >
          {isLong ? `${formatDay(row.timeMs, zone)} ` : ''}
          {formatClock(row.timeMs, zone, 'ms')}
        </span>
      ),
    },
    { key: 'level', title: 'Level', width: '76px', render: (row) => <Level level={row.level} /> },
    ...options.shown.map(optionalColumn),
    {
      key: 'content',
      title: 'Message',
      render: (row) => (
        <span class="log-text mono">
          <MarkedText text={oneLineOf(row)} words={words} />
        </span>
      ),
    },
  ];
}

function optionalColumn(name: string): TableColumn<LogRow> {
  switch (name) {
    case 'service':
      return {
        key: name,
        title: 'Service',
        width: '150px',
        isSecondary: true,
        render: (row) => (
          <span class="table__name" title={row.serviceName}>
            <HueMark colour={serviceColour(row.serviceName)} />
            <span>{row.serviceName}</span>
          </span>
        ),
      };
    case 'instance':
      return textColumn(name, 'Instance', (row) => row.instanceName);
    case 'endpoint':
      return textColumn(name, 'Endpoint', (row) => row.endpointName);
    case 'trace':
      return {
        key: name,
        title: 'Trace',
        width: '120px',
        isSecondary: true,
        render: (row) =>
          row.traceId === '' ? undefined : (
            <Link to={`/trace/${encodeURIComponent(row.traceId)}`} title={row.traceId}>
              {row.traceId}
            </Link>
          ),
      };
    default:
      return textColumn(
        `tag:${name}`,
        name,
        (row) => row.tags.find(({ key }) => key === name)?.value ?? '',
      );
  }
}

function textColumn(
  key: string,
  title: string,
  textOf: (row: LogRow) => string,
): TableColumn<LogRow> {
  return {
    key,
    title,
    width: '150px',
    isSecondary: true,
    render: (row) => (
      <span class="muted" title={textOf(row)}>
        {textOf(row)}
      </span>
    ),
  };
}
