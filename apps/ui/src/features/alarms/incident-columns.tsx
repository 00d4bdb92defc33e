import { formatAgo, formatClock, formatDay, formatStamp } from '../../base/format-time.ts';
import { sourceOf } from '../../model/alarm/alarm.ts';
import type { Incident } from '../../model/alarm/incident.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import { ruleText } from './incident-text.ts';

/** Filled while it fires, hollow when it is over; a word says the same. */
export function IncidentState({ incident }: { readonly incident: Incident }) {
  const isFiring = incident.endMs === undefined;
  return (
    <span class={`incident-state ${isFiring ? 'is-firing' : ''}`}>
      <span class="incident-state__dot" aria-hidden="true" />
      {isFiring ? 'firing' : 'over'}
      {incident.isFlapping ? <span class="incident-state__flap">flapping</span> : undefined}
    </span>
  );
}

/** @param isLong the window is so long that times need their day; isNarrow: the pane is open beside the list. */
export function incidentColumns(
  nowMs: number,
  zone: string,
  isLong: boolean,
  isNarrow: boolean,
): readonly TableColumn<Incident>[] {
  const columns: readonly TableColumn<Incident>[] = [
    {
      key: 'entity',
      title: 'What',
      width: '26%',
      sortValue: (row) => row.last.name,
      render: (row) => (
        <span class="table__name" title={row.last.name}>
          <HueMark colour={serviceColour(sourceOf(row.last)?.service ?? row.last.name)} />
          <span>{row.last.name}</span>
        </span>
      ),
    },
    {
      key: 'state',
      title: 'State',
      width: '124px',
      sortValue: (row) => `${row.endMs === undefined ? 0 : 1}${row.isFlapping ? 0 : 1}`,
      render: (row) => <IncidentState incident={row} />,
    },
    {
      key: 'start',
      title: 'Began',
      isNumber: true,
      width: isLong ? '116px' : '84px',
      sortValue: (row) => row.startMs,
      render: (row) => (
        <span title={`${formatStamp(row.startMs, zone)}, ${formatAgo(row.startMs, nowMs)}`}>
          {isLong ? `${formatDay(row.startMs, zone)} ` : ''}
          {formatClock(row.startMs, zone, isLong ? 'minute' : 'second')}
        </span>
      ),
    },
    {
      key: 'length',
      title: 'Lasted',
      isNumber: true,
      width: '84px',
      sortValue: (row) => (row.endMs ?? nowMs) - row.startMs,
      render: (row) => (
        <QuantityText of={Math.max(0, (row.endMs ?? nowMs) - row.startMs)} kind="durationMs" />
      ),
    },
    {
      key: 'message',
      title: 'Message',
      isSecondary: true,
      render: (row) => (
        <span title={row.last.message} class="muted">
          {row.last.message}
        </span>
      ),
    },
    {
      key: 'rule',
      title: 'Rule',
      isSecondary: true,
      width: '20%',
      sortValue: (row) => ruleText(row.last),
      render: (row) => (
        <span class="mono incident-rule" title={row.last.expression}>
          {ruleText(row.last)}
        </span>
      ),
    },
  ];
  return isNarrow ? columns.filter(({ key }) => key !== 'rule') : columns;
}
