import './entity-page.css';
import { valueOf } from '../../base/loadable.ts';
import type { PageProps } from '../../base/page-props.ts';
import { parsePathId } from '../../base/path-id.ts';
import type { GoldenTarget } from '../../model/entity/entity-golden.ts';
import { parseEntityId, serviceEntity } from '../../model/entity/entity.ts';
import type { ParsedEntityId, Service } from '../../model/entity/entity.ts';
import { goldenOfService } from '../../model/golden.ts';
import { openServiceNeighbours } from '../../model/entity/neighbours.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { slowListOf } from '../../model/entity/slow-statements.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { EndpointList } from './endpoint-list.tsx';
import { EntityLinks } from './entity-links.tsx';
import { EntityHead } from './entity-head.tsx';
import { EventMarks } from './event-marks.tsx';
import { GoldenSection } from './golden-section.tsx';
import { InstanceStrip } from './instance-strip.tsx';
import { NeighbourList } from './neighbour-list.tsx';
import { SlowStatementList } from './slow-statement-list.tsx';
import { UnknownEntity } from './unknown-entity.tsx';

export function Page({ params }: PageProps) {
  const id = parsePathId(params['id'] ?? '');
  const entity = parseEntityId(id);
  if (entity === undefined || entity.name !== undefined)
    return <UnknownEntity kind="service" id={id} />;
  return <ServicePage entity={entity} />;
}

/** The layers of a service, once the list of services is here; none for one that the list does not know. */
function layersOf(serviceId: string): readonly string[] | undefined {
  const result = serviceDirectory().result.value;
  if (result.state === 'loading') return undefined;
  const services = valueOf(result) ?? [];
  return services.find((each: Service) => each.id === serviceId)?.layers ?? [];
}

function ServicePage({ entity }: { readonly entity: ParsedEntityId }) {
  const layers = layersOf(entity.serviceId);
  const target = (): GoldenTarget | undefined => {
    const known = layersOf(entity.serviceId);
    return known === undefined
      ? undefined
      : { entity: serviceEntity(entity), metrics: goldenOfService(known) };
  };
  const own = { id: entity.serviceId, serviceName: entity.serviceName, normal: entity.normal };
  const neighbours = useOwned(() => openServiceNeighbours(own));
  const slowList = slowListOf(layers ?? []);
  const filter = { service: entity.serviceId };
  return (
    <EventMarks of={{ service: entity.serviceName }}>
      <div class="page">
        <EntityHead entity={entity} note={layerNote(layers)}>
          <EntityLinks entity={entity} filter={filter} />
        </EntityHead>
        <GoldenSection
          target={target}
          emptyTitle="This service did not report in this window"
          filter={filter}
          isTall
        />
        <div class="grid">
          {entity.normal ? <EndpointList service={serviceOf(entity)} /> : undefined}
          {entity.normal ? <InstanceStrip service={own} /> : undefined}
          {slowList === undefined ? undefined : (
            <SlowStatementList service={serviceOf(entity)} list={slowList} />
          )}
          <NeighbourList
            title="Callers"
            side="callers"
            kind="service"
            of={neighbours.result.value}
            emptyTitle="Nobody called it in this window"
            onRetry={neighbours.refresh}
          />
          {entity.normal ? (
            <NeighbourList
              title="Calls"
              side="callees"
              kind="service"
              of={neighbours.result.value}
              emptyTitle="It called nobody in this window"
              onRetry={neighbours.refresh}
            />
          ) : undefined}
        </div>
      </div>
    </EventMarks>
  );
}

function serviceOf({ serviceName, normal }: ParsedEntityId): {
  readonly serviceName: string;
  readonly normal: boolean;
} {
  return { serviceName, normal };
}

function layerNote(layers: readonly string[] | undefined): string | undefined {
  const layer = layers?.[0];
  if (layer === undefined || layer === 'GENERAL') return undefined;
  return layer.startsWith('VIRTUAL_')
    ? 'known only from calls to it'
    : layer.toLowerCase().replaceAll('_', ' ');
}
