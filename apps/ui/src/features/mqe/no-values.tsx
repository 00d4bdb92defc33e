import { valueOf } from '../../base/loadable.ts';
import type { Metric } from '../../model/mqe/catalogue.ts';
import type { Panel } from '../../model/mqe/panels.ts';
import { hintsFor } from '../../model/mqe/why-empty.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { timeWindow, zoomTimeWindow } from '../../model/page/url-state.ts';
import { describeWindow } from '../../model/page/time-window.ts';
import { zone } from '../../model/page/url-state.ts';
import { Button } from '../../widgets/button.tsx';

interface NoValuesProps {
  readonly panel: Panel;
  readonly metrics: readonly Metric[];
  readonly onBetter: (panel: Panel) => void;
}

/** Why there is nothing, and what would give something. */
export function NoValues({ panel, metrics, onBetter }: NoValuesProps) {
  const services = valueOf(serviceDirectory().result.value) ?? [];
  return (
    <div role="status">
      <ul class="mqe-hints">
        {hintsFor(panel, metrics, services).map(({ text, better, isWindow }) => (
          <li key={text}>
            {text}
            {better === undefined ? undefined : (
              <Button size="small" onClick={() => onBetter(better)}>
                Use that
              </Button>
            )}
            {isWindow === true ? (
              <Button size="small" onClick={() => zoomTimeWindow(6)}>
                Look further than {describeWindow(timeWindow.value, zone.value)}
              </Button>
            ) : undefined}
          </li>
        ))}
      </ul>
    </div>
  );
}
