import { formatSignificant } from '../../base/format-number.ts';
import type { UnitKind } from '../../base/format-number.ts';
import { servicePath } from '../../base/path-id.ts';
import { openSparkline } from '../../charts/sparkline.ts';
import '../../charts/charts.css';
import { serviceColour } from '../../model/entity/service-directory.ts';
import type { Points } from '../../model/series.ts';
import type { ServiceRow } from '../../model/entity/services-overview.ts';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { Mounted } from '../../widgets/hooks/mounted.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import type { TableColumn } from '../../widgets/tables/table.tsx';

/** From here on failed calls are shown as an error, and from the lower one on as a warning. */
const errorPercentHigh = 1;
const errorPercentSome = 0.1;
const slowerRatio = 1.25;

export function errorTone(percent: number | undefined): string {
  if (percent === undefined || percent < errorPercentSome) return '';
  return percent >= errorPercentHigh ? 'is-error is-strong' : 'is-warn';
}

function Trend({
  points,
  of,
  kind,
  tone = '',
}: {
  readonly points: Points | undefined;
  readonly of: number | undefined;
  readonly kind: UnitKind;
  readonly tone?: string;
}) {
  return (
    <span class={`trend ${tone}`}>
      {points === undefined || of === undefined ? (
        <span class="sparkline" />
      ) : (
        <Mounted class="sparkline" open={openSparkline} input={{ points }} />
      )}
      <QuantityText of={of} kind={kind} />
    </span>
  );
}

/** `GENERAL` → `General`, `VIRTUAL_DATABASE` → `Database`: the layer in the words of a reader. */
export function layerLabel(layers: readonly string[]): string {
  const layer = layers[0] ?? '';
  const words = layer
    .replace(/^VIRTUAL_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  if (words.length <= 3) return words.toUpperCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Change({ ratio }: { readonly ratio: number | undefined }) {
  if (ratio === undefined) return <span class="faint">–</span>;
  if (ratio >= slowerRatio)
    return (
      <span class="is-warn is-strong">▲ ×{formatSignificant(Math.round(ratio * 10) / 10)}</span>
    );
  if (ratio <= 1 / slowerRatio)
    return <span class="muted">▼ ×{formatSignificant(Math.round(ratio * 100) / 100)}</span>;
  return <span class="faint">same</span>;
}

export const serviceColumns: readonly TableColumn<ServiceRow>[] = [
  {
    key: 'name',
    title: 'Service',
    render: ({ service, summary }) => (
      <span class={`table__name ${summary.load === undefined ? 'muted' : ''}`}>
        <HueMark colour={serviceColour(service.name)} isHollow={!service.normal} />
        <Link to={servicePath(service.id)} title={service.name}>
          {service.name}
        </Link>
      </span>
    ),
    sortValue: ({ service }) => service.name.toLowerCase(),
  },
  {
    key: 'layer',
    title: 'Layer',
    width: '104px',
    isSecondary: true,
    render: ({ service }) => <span class="muted">{layerLabel(service.layers)}</span>,
    sortValue: ({ service }) => layerLabel(service.layers),
  },
  {
    key: 'load',
    title: 'Load',
    help: 'Calls a minute, mean of the window',
    isNumber: true,
    width: 'var(--trend-width)',
    render: ({ golden, summary }) => (
      <Trend points={golden?.load} of={summary.load} kind="perMinute" tone="trend--quiet" />
    ),
    sortValue: ({ summary }) => summary.load,
  },
  {
    key: 'p50',
    title: 'p50',
    help: 'Half of the calls are faster',
    isNumber: true,
    isSecondary: true,
    width: '84px',
    render: ({ summary }) => (
      <QuantityText
        of={summary.p50Ms ?? summary.latencyMs}
        kind={summary.p50Ms === undefined ? 'durationMs' : 'rankMs'}
      />
    ),
    sortValue: ({ summary }) => summary.p50Ms ?? summary.latencyMs,
  },
  {
    key: 'p95',
    title: 'p95',
    help: '95 of 100 calls are faster',
    isNumber: true,
    isSecondary: true,
    width: '84px',
    render: ({ summary }) => <QuantityText of={summary.p95Ms} kind="rankMs" />,
    sortValue: ({ summary }) => summary.p95Ms,
  },
  {
    key: 'p99',
    title: 'p99',
    help: '99 of 100 calls are faster',
    isNumber: true,
    width: 'var(--trend-width)',
    render: ({ golden, summary }) => (
      <Trend points={golden?.p99Ms} of={summary.p99Ms} kind="rankMs" />
    ),
    sortValue: ({ summary }) => summary.p99Ms,
  },
  {
    key: 'change',
    title: 'vs before',
    help: 'Mean latency against the window before, of the same length',
    isNumber: true,
    isSecondary: true,
    width: '92px',
    render: ({ latencyRatio }) => <Change ratio={latencyRatio} />,
    sortValue: ({ latencyRatio }) => latencyRatio,
  },
  {
    key: 'errors',
    title: 'Errors',
    help: 'Share of calls that failed',
    isNumber: true,
    width: 'var(--trend-width)',
    render: ({ golden, summary }) => (
      <Trend
        points={golden?.errorPercent}
        of={summary.errorPercent}
        kind="percent"
        tone={`trend--quiet ${errorTone(summary.errorPercent)}`}
      />
    ),
    sortValue: ({ summary }) => summary.errorPercent,
  },
];
