import { hrefTo, navigate } from '../../base/address.ts';
import { endpointPath } from '../../base/path-id.ts';
import { openSparkline } from '../../charts/sparkline.ts';
import { openTopEndpoints } from '../../model/entity/top-endpoints.ts';
import type { EndpointOrder, EndpointRow } from '../../model/entity/top-endpoints.ts';
import { urlChoice } from '../../model/page/url-state.ts';
import { Link } from '../../widgets/link.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { Mounted } from '../../widgets/hooks/mounted.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import { Section } from '../../widgets/panes/section.tsx';
import { Table } from '../../widgets/tables/table.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { errorTone } from './error-tone.ts';

const order = urlChoice<EndpointOrder>('endpoints', ['load', 'slow', 'failing'], 'load');

const columns: readonly TableColumn<EndpointRow>[] = [
  {
    key: 'name',
    title: 'Endpoint',
    render: (row) => (
      <span class="table__name mono-name">
        <Link to={endpointPath(row.id)} title={row.name}>
          {row.name}
        </Link>
      </span>
    ),
  },
  {
    key: 'trend',
    title: 'Trend',
    width: '72px',
    isSecondary: true,
    render: (row) => (
      <Mounted
        class="sparkline sparkline--cell"
        open={openSparkline}
        input={{ points: row.load }}
      />
    ),
  },
  {
    key: 'load',
    title: 'Load',
    isNumber: true,
    width: '92px',
    render: (row) => <QuantityText of={row.loadMean} kind="perMinute" />,
  },
  {
    key: 'latency',
    title: 'Latency',
    isNumber: true,
    width: '80px',
    render: (row) => <QuantityText of={row.latencyMs} kind="durationMs" />,
  },
  {
    key: 'errors',
    title: 'Errors',
    isNumber: true,
    width: '72px',
    render: (row) => (
      <QuantityText of={row.errorPercent} kind="percent" class={errorTone(row.errorPercent)} />
    ),
  },
];

/** The endpoints of a service that matter most. */
export function EndpointList({
  service,
}: {
  readonly service: { readonly serviceName: string; readonly normal: boolean };
}) {
  const endpoints = useOwned(() => openTopEndpoints(service, () => order.value.value));
  const choice = (
    <Segments
      label="Order of endpoints"
      value={order.value.value}
      choices={[
        { value: 'load', label: 'Busiest' },
        { value: 'slow', label: 'Slowest' },
        { value: 'failing', label: 'Failing' },
      ]}
      onChoose={(value) => order.set(value)}
    />
  );
  return (
    <Section title="Endpoints" tools={choice} class="span-half">
      <LoadableView
        of={endpoints.result.value}
        emptyTitle="No endpoint was called in this window"
        onRetry={endpoints.refresh}
      >
        {(rows) => (
          <Table
            label="Endpoints"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => navigate(hrefTo(endpointPath(row.id)))}
            hasKeys
          />
        )}
      </LoadableView>
    </Section>
  );
}
