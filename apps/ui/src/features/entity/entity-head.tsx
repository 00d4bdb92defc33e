import type { ComponentChildren } from 'preact';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { servicePath } from '../../base/path-id.ts';
import type { ParsedEntityId } from '../../model/entity/entity.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import type { Comparison } from '../../model/entity/comparison.ts';
import { urlParameter } from '../../model/page/url-state.ts';
import { Button } from '../../widgets/button.tsx';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { useKeys } from '../../widgets/hooks/use-keys.ts';
import { showsEvents, toggleEvents } from './event-marks.tsx';

/** `1` is the window before, as addresses have had it from the first. */
const parameterTexts: Readonly<Record<Comparison, string>> = {
  window: '1',
  day: 'day',
  week: 'week',
};
const comparisons: readonly Comparison[] = ['window', 'day', 'week'];

const before = urlParameter<Comparison | undefined>('before', {
  fallback: undefined,
  parse: (text) => comparisons.find((each) => parameterTexts[each] === text),
  format: (value) => (value === undefined ? '' : parameterTexts[value]),
});

/** What time charts show under their lines as well; undefined for none. */
export const shownComparison: ReadonlySignal<Comparison | undefined> = before.value;

/** What numbers are compared with: the window before unless something else was chosen. */
export const comparison: ReadonlySignal<Comparison> = computed(
  () => shownComparison.value ?? 'window',
);

let lastChosen: Comparison = 'window';

function toggleComparison(): void {
  before.set(shownComparison.peek() === undefined ? lastChosen : undefined);
}

function chooseComparison(value: Comparison): void {
  lastChosen = value;
  before.set(value);
}

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
