import './entity-page.css';
import { hrefTo, navigate } from '../../base/address.ts';
import type { PageProps } from '../../base/page-props.ts';
import { parsePathId } from '../../base/path-id.ts';
import { openEntityGolden } from '../../model/entity/entity-golden.ts';
import { parseEntityId } from '../../model/entity/entity.ts';
import { goldenOfEndpoint, summariseGolden } from '../../model/golden.ts';
import { openEndpointNeighbours } from '../../model/entity/neighbours.ts';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { EntityLinks } from './entity-links.tsx';
import { comparison, EntityHead, shownComparison } from './entity-head.tsx';
import { EventMarks } from './event-marks.tsx';
import { GoldenCharts } from './golden-charts.tsx';
import { NeighbourList } from './neighbour-list.tsx';
import { StatStrip } from './stat-strip.tsx';
import { tracesAddress } from './traces-address.ts';
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
  const golden = useOwned(() =>
    openEntityGolden(
      () => ({ entity: own, metrics: goldenOfEndpoint }),
      () => comparison.value,
    ),
  );
  const neighbours = useOwned(() => openEndpointNeighbours({ id, ...own }));
  const filter = { service: entity.serviceId, endpoint: id };
  return (
    <EventMarks of={{ service: entity.serviceName }}>
      <div class="page">
        <EntityHead entity={entity}>
          <EntityLinks entity={entity} filter={filter} />
        </EntityHead>
        <div class="golden">
          <LoadableView
            of={golden.result.value}
            emptyTitle="This endpoint was not called in this window"
            onRetry={golden.refresh}
          >
            {(value) => (
              <>
                <StatStrip
                  now={summariseGolden(value.now)}
                  before={summariseGolden(value.before)}
                  comparison={value.compared}
                />
                <div class="grid">
                  <GoldenCharts
                    of={value}
                    showsBefore={shownComparison.value !== undefined}
                    onPick={(bucket, onlyFailed) =>
                      navigate(hrefTo(tracesAddress(filter, bucket, onlyFailed)))
                    }
                  />
                </div>
              </>
            )}
          </LoadableView>
        </div>
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
