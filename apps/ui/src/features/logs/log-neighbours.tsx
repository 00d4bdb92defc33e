import type { Signal } from '../../base/signal.ts';
import { formatClock } from '../../base/format-time.ts';
import { oneLineOf } from '../../model/log/log-content.ts';
import { levelTone } from '../../base/log-level.ts';
import type { LogRow } from '../../model/log/log-row.ts';
import type { LogContext } from '../../model/log/read-logs.ts';
import type { Query } from '../../model/query.ts';
import { zone } from '../../model/page/url-state.ts';
import { Button } from '../../widgets/button.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';

/** As many as the server gives on either side. */
const neighboursMax = 200;

interface NeighboursProps {
  readonly context: Query<LogContext>;
  readonly lines: Signal<number>;
  readonly of: Signal<'instance' | 'service'>;
  readonly hasInstance: boolean;
  readonly row: LogRow;
}

/** What was said just before and after, by the same instance or the whole service. */
export function LogNeighbours({ context, lines, of, hasInstance, row }: NeighboursProps) {
  return (
    <section class="side-pane__part">
      <div class="log-pane__bar">
        <h3>Around it</h3>
        {hasInstance ? (
          <Segments
            label="Lines of"
            choices={[
              { value: 'instance', label: 'Instance' },
              { value: 'service', label: 'Service' },
            ]}
            value={of.value}
            onChoose={(next) => (of.value = next)}
          />
        ) : undefined}
      </div>
      <LoadableView of={context.result.value} onRetry={context.refresh}>
        {({ before, after, hasMoreBefore, hasMoreAfter }: LogContext) => (
          <>
            <ol class="log-near mono">
              {before.map((each) => (
                <Near key={each.id} row={each} />
              ))}
              <Near row={row} isThis />
              {after.map((each) => (
                <Near key={each.id} row={each} />
              ))}
            </ol>
            {(hasMoreBefore || hasMoreAfter) && lines.value < neighboursMax ? (
              <Button
                size="small"
                tone="quiet"
                onClick={() => (lines.value = Math.min(neighboursMax, lines.value * 3))}
              >
                More around it
              </Button>
            ) : undefined}
          </>
        )}
      </LoadableView>
    </section>
  );
}

function Near({ row, isThis = false }: { readonly row: LogRow; readonly isThis?: boolean }) {
  const text = oneLineOf(row);
  return (
    <li
      class={`log-near__line log-level--${levelTone(row.level)} ${isThis ? 'is-this' : ''}`}
      aria-current={isThis ? 'true' : undefined}
      title={text}
    >
      <span class="faint">{formatClock(row.timeMs, zone.value, 'ms')}</span> {text}
    </li>
  );
}
