import { formatSignificant } from '../../base/format-number.ts';
import { endpointPath, servicePath } from '../../base/path-id.ts';
import type { Loadable } from '../../base/loadable.ts';
import type { Neighbour, Neighbours } from '../../model/entity/neighbours.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import { Section } from '../../widgets/panes/section.tsx';
import { errorTone } from './error-tone.ts';

interface NeighbourListProps {
  readonly title: string;
  readonly side: keyof Neighbours;
  readonly kind: 'service' | 'endpoint';
  readonly of: Loadable<Neighbours>;
  readonly emptyTitle: string;
  readonly onRetry: () => void;
}

/** Who calls, or who is called, with the share of each. */
export function NeighbourList({ title, side, kind, of, emptyTitle, onRetry }: NeighbourListProps) {
  return (
    <Section title={title} class="span-half">
      <LoadableView of={of} emptyTitle={emptyTitle} onRetry={onRetry}>
        {(value) =>
          value[side].length === 0 ? (
            <EmptyState title={emptyTitle} />
          ) : (
            <ul class="neighbours">
              {value[side].map((neighbour) => (
                <NeighbourRow key={neighbour.id} neighbour={neighbour} kind={kind} />
              ))}
            </ul>
          )
        }
      </LoadableView>
    </Section>
  );
}

/** People outside have no page of their own. */
function isPerson(neighbour: Neighbour): boolean {
  return !neighbour.isReal && (neighbour.type === 'USER' || neighbour.name === 'User');
}

function NeighbourRow({
  neighbour,
  kind,
}: {
  readonly neighbour: Neighbour;
  readonly kind: 'service' | 'endpoint';
}) {
  const share = neighbour.share === undefined ? undefined : neighbour.share * 100;
  const colour = serviceColour(neighbour.serviceName);
  const path = kind === 'service' ? servicePath(neighbour.id) : endpointPath(neighbour.id);
  return (
    <li class="neighbour">
      <span class="neighbour__bar" style={{ width: `${share ?? 0}%` }} aria-hidden="true" />
      <span
        class="neighbour__name"
        title={
          kind === 'endpoint' ? `${neighbour.name} of ${neighbour.serviceName}` : neighbour.name
        }
      >
        <HueMark colour={colour} isHollow={!neighbour.isReal} />
        {isPerson(neighbour) ? <span>Outside</span> : <Link to={path}>{neighbour.name}</Link>}
      </span>
      <span class="neighbour__numbers">
        <QuantityText of={neighbour.latencyMs} kind="durationMs" title="Mean latency" />
        <QuantityText
          of={neighbour.errorPercent}
          kind="percent"
          class={errorTone(neighbour.errorPercent)}
          title="Failed calls"
        />
        <span class="neighbour__share" title="Share of the calls">
          {share === undefined ? '–' : `${formatSignificant(Math.round(share))} %`}
        </span>
      </span>
    </li>
  );
}
