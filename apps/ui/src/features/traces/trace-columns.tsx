import { formatAgo, formatClock, formatDay, formatStamp } from '../../base/format-time.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { nowMs, zone } from '../../model/page/url-state.ts';
import type { TraceLine } from '../../model/trace/search/trace-search.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import type { TraceListQuery } from './trace-query.ts';

/**
 * Columns of the list. Spans and errors of whole traces come in after the lines themselves.
 * @param isLong the window is so long that times need their day.
 */
export function traceColumns(
  query: TraceListQuery,
  durationMsMax: number,
  isLong: boolean,
): TableColumn<TraceLine>[] {
  return [
    {
      key: 'start',
      title: 'Start',
      width: isLong ? '132px' : '112px',
      render: (line) => (
        <time
          class="traces-page__time"
          dateTime={new Date(line.startMs).toISOString()}
          title={`${formatStamp(line.startMs, zone.value, 'ms')} · ${formatAgo(line.startMs, nowMs.value)}`}
        >
          {isLong ? `${formatDay(line.startMs, zone.value)} ` : ''}
          {formatClock(line.startMs, zone.value, isLong ? 'second' : 'ms')}
        </time>
      ),
      sortValue: (line) => line.startMs,
    },
    {
      key: 'endpoint',
      title: 'Endpoint',
      render: (line) => <Name line={line} services={query.summaryOf(line)?.services} />,
      sortValue: (line) => line.endpoint,
    },
    {
      key: 'duration',
      title: 'Duration',
      isNumber: true,
      width: 'clamp(110px, 22vw, 320px)',
      render: (line) => (
        <span class="traces-page__duration">
          <span
            class={`traces-page__bar ${line.isError ? 'is-failed' : ''}`}
            style={{ '--share': `${(line.durationMs / durationMsMax) * 100}%` }}
          />
          <QuantityText of={line.durationMs} kind="durationMs" />
        </span>
      ),
      sortValue: (line) => line.durationMs,
    },
    {
      key: 'spans',
      title: 'Spans',
      isNumber: true,
      width: '76px',
      isSecondary: true,
      render: (line) => <Count of={query.summaryOf(line)?.spans} />,
    },
    {
      key: 'errors',
      title: 'Errors',
      isNumber: true,
      width: '80px',
      render: (line) => {
        const errors = query.summaryOf(line)?.errors;
        if (errors === undefined)
          return line.isError ? (
            <span class="is-error">! failed</span>
          ) : (
            <span class="faint">…</span>
          );
        if (errors === 0 && line.isError) return <span class="is-error">! failed</span>;
        return errors === 0 ? (
          <span class="faint">0</span>
        ) : (
          <span class="is-error">! {errors}</span>
        );
      },
    },
  ];
}

function Count({ of }: { readonly of: number | undefined }) {
  return of === undefined ? <span class="faint">…</span> : <>{of.toLocaleString('en')}</>;
}

/** The first operation, and the services that took part. */
function Name({
  line,
  services,
}: {
  readonly line: TraceLine;
  readonly services: readonly string[] | undefined;
}) {
  const first = services?.[0];
  return (
    <span class="table__name">
      {first === undefined ? (
        <span class="traces-page__no-hue" />
      ) : (
        <HueMark colour={serviceColour(first)} />
      )}
      <Link
        to={`/trace/${encodeURIComponent(line.traceId)}`}
        class="traces-page__endpoint"
        title={`${line.endpoint}\n${line.traceId}`}
      >
        {line.endpoint === '' ? 'no name' : line.endpoint}
      </Link>
      {services === undefined ? undefined : (
        <small class="traces-page__services" title={services.join('\n')}>
          {first}
          {services.length > 1 ? ` + ${services.length - 1}` : ''}
        </small>
      )}
      {line.otherTraceIds.length > 0 ? (
        <small class="traces-page__services">in {line.otherTraceIds.length + 1} traces</small>
      ) : undefined}
    </span>
  );
}
