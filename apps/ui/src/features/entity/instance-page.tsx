import './entity-page.css';
import type { PageProps } from '../../base/page-props.ts';
import { parsePathId } from '../../base/path-id.ts';
import type { ChartLine } from '../../charts/chart-input.ts';
import type { GoldenTarget } from '../../model/entity/entity-golden.ts';
import { parseEntityId } from '../../model/entity/entity.ts';
import { goldenOfInstance } from '../../model/golden.ts';
import { openInstance } from '../../model/entity/instances.ts';
import type { Instance } from '../../model/entity/instances.ts';
import { openRuntimeMetrics } from '../../model/entity/runtime-metrics.ts';
import type { RuntimeReading } from '../../model/entity/runtime-metrics.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { Section } from '../../widgets/panes/section.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { ChartPanel } from './chart-panel.tsx';
import { EntityLinks } from './entity-links.tsx';
import { EntityHead } from './entity-head.tsx';
import { EventMarks } from './event-marks.tsx';
import { GoldenSection } from './golden-section.tsx';
import { UnknownEntity } from './unknown-entity.tsx';

export function Page({ params }: PageProps) {
  const id = parsePathId(params['id'] ?? '');
  const entity = parseEntityId(id);
  if (entity?.name === undefined) return <UnknownEntity kind="instance" id={id} />;
  return <InstancePage id={id} />;
}

/** One running copy: what it does, how its runtime is, what it says about itself. */
function InstancePage({ id }: { readonly id: string }) {
  const entity = parseEntityId(id);
  if (entity?.name === undefined) return undefined;
  const own = {
    serviceName: entity.serviceName,
    normal: entity.normal,
    serviceInstanceName: entity.name,
  };
  const target = (): GoldenTarget => ({ entity: own, metrics: goldenOfInstance });
  const runtime = useOwned(() => openRuntimeMetrics(own));
  const about = useOwned(() => openInstance(id));
  const filter = { service: entity.serviceId, instance: id };
  return (
    <EventMarks of={{ service: entity.serviceName, instance: entity.name }}>
      <div class="page">
        <EntityHead entity={entity}>
          <EntityLinks entity={entity} filter={filter} />
        </EntityHead>
        <GoldenSection
          target={target}
          emptyTitle="This instance served nothing in this window"
          filter={filter}
        />
        <LoadableView
          of={runtime.result.value}
          emptyTitle="No runtime metrics in this window"
          emptyDetail="Java and .NET agents send them by themselves."
          onRetry={runtime.refresh}
        >
          {(charts) => (
            <div class="grid">
              {charts.map((chart) => (
                <RuntimePanel key={chart.title} chart={chart} />
              ))}
            </div>
          )}
        </LoadableView>
        <Section title="About">
          <LoadableView
            of={about.result.value}
            emptyTitle="It says nothing about itself"
            onRetry={about.refresh}
          >
            {(instance) => <Attributes instance={instance} />}
          </LoadableView>
        </Section>
      </div>
    </EventMarks>
  );
}

const tokens = ['--series-1', '--series-2', '--series-3', '--series-4'];

function RuntimePanel({ chart }: { readonly chart: RuntimeReading }) {
  const lines: ChartLine[] = chart.lines.map(({ label, points }, index) => ({
    key: label,
    label,
    token: label === 'max' || label === 'peak' ? '--text-3' : (tokens[index] ?? '--series-1'),
    points,
    ...(label === 'max' || label === 'peak' ? { role: 'ghost' as const } : {}),
    ...(chart.lines.length === 1 || label === 'used' ? { isFilled: true } : {}),
  }));
  return (
    <ChartPanel
      class="span-small"
      title={chart.title}
      kind={chart.kind}
      asked={chart.asked}
      lines={lines}
    />
  );
}

function Attributes({ instance }: { readonly instance: Instance }) {
  const attributes = [
    { name: 'Language', value: instance.language.toLowerCase() },
    ...instance.attributes,
  ];
  return (
    <dl class="attributes">
      {attributes.map(({ name, value }, index) => (
        <div key={`${name}${index}`} class="attribute">
          <dt>{name}</dt>
          <dd class="attribute__value">
            <span class="mono">{value}</span>
            <CopyButton text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
