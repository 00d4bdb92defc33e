import { formatQuantityText } from '../../base/format-number.ts';
import type { UnitKind } from '../../base/format-number.ts';
import { formatClock } from '../../base/format-time.ts';
import { instancePath } from '../../base/path-id.ts';
import { openHeatStrip } from '../../charts/heat-strip.ts';
import { openInstances } from '../../model/entity/instances.ts';
import type { InstanceRow, InstanceRows } from '../../model/entity/instances.ts';
import { maxOf, meanOf, weightedMeanOf } from '../../model/series.ts';
import type { Points } from '../../model/series.ts';
import { urlChoice, zone } from '../../model/page/url-state.ts';
import { Link } from '../../widgets/link.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { Mounted } from '../../widgets/hooks/mounted.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import { Section } from '../../widgets/panes/section.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';

type Measure = 'load' | 'latency' | 'errors';

const measure = urlChoice<Measure>('instances', ['load', 'latency', 'errors'], 'latency');

interface MeasureEntry {
  readonly label: string;
  readonly kind: UnitKind;
  readonly token: string;
  readonly points: (row: InstanceRow) => Points;
}

const measures: Readonly<Record<Measure, MeasureEntry>> = {
  load: { label: 'Load', kind: 'perMinute', token: '--series-1', points: (row) => row.load },
  latency: {
    label: 'Latency',
    kind: 'durationMs',
    token: '--series-1',
    points: (row) => row.latencyMs,
  },
  errors: { label: 'Errors', kind: 'percent', token: '--error', points: (row) => row.errorPercent },
};

interface InstanceStripProps {
  readonly service: { readonly id: string; readonly serviceName: string; readonly normal: boolean };
}

/** One strip an instance, one cell a bucket, darker is more: the odd one out shows by itself. */
export function InstanceStrip({ service }: InstanceStripProps) {
  const instances = useOwned(() => openInstances(service));
  const choice = (
    <Segments
      label="What the strips show"
      value={measure.value.value}
      choices={(Object.keys(measures) as Measure[]).map((value) => ({
        value,
        label: measures[value].label,
      }))}
      onChoose={(value) => measure.set(value)}
    />
  );
  return (
    <Section title="Instances" tools={choice} class="span-half">
      <LoadableView
        of={instances.result.value}
        emptyTitle="No instance reported in this window"
        onRetry={instances.refresh}
      >
        {(value) => <Strips of={value} entry={measures[measure.value.value]} />}
      </LoadableView>
    </Section>
  );
}

function Strips({ of, entry }: { readonly of: InstanceRows; readonly entry: MeasureEntry }) {
  const max = Math.max(...of.rows.map((row) => maxOf(entry.points(row)) ?? 0));
  return (
    <>
      <ul class="strips">
        {of.rows.map((row) => {
          const points = entry.points(row);
          const { instance } = row;
          return (
            <li key={instance.id} class="strips__row">
              <Link to={instancePath(instance.id)} class="strips__name" title={instance.name}>
                {instance.name}
              </Link>
              <Mounted
                open={openHeatStrip}
                input={{
                  points,
                  max,
                  token: entry.token,
                  label: `${entry.label} of ${instance.name}: up to ${formatQuantityText(maxOf(points), entry.kind)}`,
                  describe: (index) =>
                    `${formatClock(of.asked.starts[index] ?? 0, zone.peek(), 'minute')}  ${formatQuantityText(points[index], entry.kind)}`,
                }}
              />
              <QuantityText
                of={entry.kind === 'perMinute' ? meanOf(points) : weightedMeanOf(points, row.load)}
                kind={entry.kind}
              />
            </li>
          );
        })}
      </ul>
      {of.count > of.rows.length ? (
        <p class="faint strips__more">
          {of.rows.length} of {of.count} are shown
        </p>
      ) : undefined}
    </>
  );
}
