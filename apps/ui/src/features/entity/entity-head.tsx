import type { ComponentChildren } from 'preact';
import { servicePath } from '../../base/path-id.ts';
import type { ParsedEntityId } from '../../model/entity/entity.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { Button } from '../../widgets/button.tsx';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { useKeys } from '../../widgets/hooks/use-keys.ts';
import { showsEvents, toggleEvents } from './event-marks.tsx';
import { chooseComparison, shownComparison, toggleComparison } from './shown-comparison.ts';

interface EntityHeadProps {
  readonly entity: ParsedEntityId;
  /** A few grey words behind the name. */
  readonly note?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** Where we are: the service, and below it the instance or endpoint. */
export function EntityHead({ entity, note, children }: EntityHeadProps) {
  usePageTitle(
    entity.name === undefined ? entity.serviceName : `${entity.name} · ${entity.serviceName}`,
  );
  useKeys('Charts', [
    {
      keys: 'b',
      label: 'The window before, under the lines',
      run: toggleComparison,
    },
    { keys: 'v', label: 'Events on the charts', run: toggleEvents },
  ]);
  const shown = shownComparison.value;
  const colour = serviceColour(entity.serviceName);
  return (
    <header class="page__head entity-head">
      <HueMark colour={colour} isHollow={!entity.normal} />
      {entity.name === undefined ? (
        <h1 class="page__title" title={entity.serviceName}>
          <span>{entity.serviceName}</span>
        </h1>
      ) : (
        <>
          <Link
            to={servicePath(entity.serviceId)}
            class="entity-head__parent"
            title={entity.serviceName}
          >
            {entity.serviceName}
          </Link>
          <span class="faint" aria-hidden="true">
            ›
          </span>
          <h1 class="page__title" title={entity.name}>
            <span>{entity.name}</span>
          </h1>
        </>
      )}
      {note === undefined ? undefined : <span class="entity-head__note">{note}</span>}
      <span class="entity-head__tools">
        {children}
        <Button
          tone="quiet"
          aria-pressed={showsEvents.value}
          title="Mark events on the charts (v)"
          onClick={toggleEvents}
        >
          Events
        </Button>
        <Button
          tone="quiet"
          aria-pressed={shown !== undefined}
          title="Draw an earlier time under each line (b)"
          onClick={toggleComparison}
        >
          Compare
        </Button>
        {shown === undefined ? undefined : (
          <Segments
            label="Compare with"
            choices={[
              { value: 'window', label: 'Before' },
              { value: 'day', label: 'Day' },
              { value: 'week', label: 'Week' },
            ]}
            value={shown}
            onChoose={chooseComparison}
          />
        )}
      </span>
    </header>
  );
}
