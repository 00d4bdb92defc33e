import { formatQuantityText } from '../../base/format-number.ts';
import { formatStamp } from '../../base/format-time.ts';
import { emptyLogFilter, formatLogText } from '../../model/log/log-text.ts';
import type { SpanDetail } from '../../model/trace/table/span-detail.ts';
import { windowText } from '../../model/named-source.ts';
import { minuteMs } from '../../model/page/time-window.ts';
import { zone } from '../../model/page/url-state.ts';
import { Level } from '../../widgets/level.tsx';
import { Link } from '../../widgets/link.tsx';
import type { TraceViewState } from './trace-view-state.ts';

/** More than these are read on the page of logs. */
const linesShown = 50;

/** What was logged in the span, and the way to what its instance logged around it. */
export function SpanLines({
  state,
  detail,
}: {
  readonly state: TraceViewState;
  readonly detail: SpanDetail;
}) {
  const lines = state.lines.value.byRow.get(detail.row) ?? [];
  const around = new URLSearchParams({
    q: formatLogText({
      ...emptyLogFilter,
      services: [detail.service],
      instance: detail.instance === '' ? undefined : detail.instance,
    }),
    t: windowText({ startMs: detail.startMs - minuteMs, endMs: detail.endMs + minuteMs }),
  });
  return (
    <section class="span-pane__section">
      <h3>
        Log lines <small>{lines.length}</small>
      </h3>
      {lines.slice(0, linesShown).map(({ log, offsetMs }) => (
        <article key={log.id} class="span-pane__log">
          <p class="faint" title={formatStamp(log.timeMs, zone.value, 'ms')}>
            <Level level={log.level} /> +
            {formatQuantityText(
              Math.max(0, offsetMs - (state.table.value.start[detail.row] as number)),
              'durationMs',
            )}
          </p>
          <pre class="span-pane__line">{log.content}</pre>
        </article>
      ))}
      {lines.length > linesShown ? (
        <p class="faint">and {lines.length - linesShown} more</p>
      ) : undefined}
      {detail.startMs > 0 ? (
        <p>
          <Link to={`/logs?${around.toString()}`}>
            {detail.instance === '' ? 'Its service' : 'Its instance'} at that time
          </Link>
        </p>
      ) : undefined}
    </section>
  );
}
