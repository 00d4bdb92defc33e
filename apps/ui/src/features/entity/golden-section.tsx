import { hrefTo, navigate } from '../../base/address.ts';
import { openEntityGolden } from '../../model/entity/entity-golden.ts';
import type { GoldenTarget } from '../../model/entity/entity-golden.ts';
import { summariseGolden } from '../../model/golden.ts';
import type { TimeSpan } from '../../model/page/time-window.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { GoldenCharts } from './golden-charts.tsx';
import { comparison, shownComparison } from './shown-comparison.ts';
import { StatStrip } from './stat-strip.tsx';
import { tracesAddress } from './traces-address.ts';

interface GoldenSectionProps {
  /** Read reactively; undefined while it is not known yet. */
  readonly target: () => GoldenTarget | undefined;
  readonly emptyTitle: string;
  /** What the traces of a bucket that is clicked are of. */
  readonly filter: Readonly<Record<string, string>>;
  /** Room is kept for two rows of charts while they are read. */
  readonly isTall?: boolean;
}

/** How it does: the numbers of the window beside those of an earlier one, and the charts of them. */
export function GoldenSection({ target, emptyTitle, filter, isTall = false }: GoldenSectionProps) {
  const golden = useOwned(() => openEntityGolden(target, () => comparison.value));
  const pick = (bucket: TimeSpan, onlyFailed: boolean): void =>
    navigate(hrefTo(tracesAddress(filter, bucket, onlyFailed)));
  return (
    <div class={isTall ? 'golden golden--four' : 'golden'}>
      <LoadableView of={golden.result.value} emptyTitle={emptyTitle} onRetry={golden.refresh}>
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
                onPick={pick}
              />
            </div>
          </>
        )}
      </LoadableView>
    </div>
  );
}
