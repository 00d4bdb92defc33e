import './entity-page.css';
import type { PageProps } from '../../base/page-props.ts';
import { parsePathId } from '../../base/path-id.ts';
import type { GoldenTarget } from '../../model/entity/entity-golden.ts';
import { parseEntityId } from '../../model/entity/entity.ts';
import { goldenOfEndpoint } from '../../model/golden.ts';
import { openEndpointNeighbours } from '../../model/entity/neighbours.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { EntityLinks } from './entity-links.tsx';
import { EntityHead } from './entity-head.tsx';
import { EventMarks } from './event-marks.tsx';
import { GoldenSection } from './golden-section.tsx';
import { NeighbourList } from './neighbour-list.tsx';
import { UnknownEntity } from './unknown-entity.tsx';

export function Page({ params }: PageProps) {
  const id = parsePathId(params['id'] ?? '');
  const entity = parseEntityId(id);
  if (entity?.name === undefined) return <UnknownEntity kind="endpoint" id={id} />;
  return <EndpointPage id={id} />;
}

/** One operation of a service: how it does, who calls it, whom it calls. */
function EndpointPage({ id }: { readonly id: string }) {
  const entity = parseEntityId(id);
  if (entity?.name === undefined) return undefined;
  const own = { serviceName: entity.serviceName, normal: entity.normal, endpointName: entity.name };
  const target = (): GoldenTarget => ({ entity: own, metrics: goldenOfEndpoint });
  const neighbours = useOwned(() => openEndpointNeighbours({ id, ...own }));
  const filter = { service: entity.serviceId, endpoint: id };
  return (
    <EventMarks of={{ service: entity.serviceName }}>
      <div class="page">
        <EntityHead entity={entity}>
          <EntityLinks entity={entity} filter={filter} />
        </EntityHead>
        <GoldenSection
          target={target}
          emptyTitle="This endpoint was not called in this window"
          filter={filter}
        />
        <div class="grid">
          <NeighbourList
            title="Callers"
            side="callers"
            kind="endpoint"
            of={neighbours.result.value}
            emptyTitle="No endpoint called it in this window"
            onRetry={neighbours.refresh}
          />
          <NeighbourList
            title="Calls"
            side="callees"
            kind="endpoint"
            of={neighbours.result.value}
            emptyTitle="It called no endpoint in this window"
            onRetry={neighbours.refresh}
          />
        </div>
      </div>
    </EventMarks>
  );
}
