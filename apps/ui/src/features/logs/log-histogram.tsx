import { useRef, useState } from 'preact/hooks';
import { formatStamp } from '../../base/format-time.ts';
import { drawLevelBars, levelBarsAxisPx } from '../../charts/level-bars.ts';
import type { LevelBars } from '../../charts/level-bars.ts';
import { levelTone } from '../../base/log-level.ts';
import type { LogHistogram } from '../../model/log/read-logs.ts';
import { windowText } from '../../model/named-source.ts';
import { parseWindow } from '../../model/page/time-window.ts';
import type { TimeSpan } from '../../model/page/time-window.ts';
import { setTimeWindow, zone } from '../../model/page/url-state.ts';
import { useCanvas } from '../../widgets/hooks/use-canvas.ts';
import { Level } from '../../widgets/level.tsx';

const heightPx = 92;
const dragPxMin = 6;

interface HistogramProps {
  readonly histogram: LogHistogram;
  readonly span: TimeSpan;
}

/** How many lines there were when, errors at the bottom where a few of them can still be seen. A drag is a window. */
export function Histogram({ histogram, span }: HistogramProps) {
  const [brush, setBrush] = useState<readonly [number, number] | undefined>(undefined);
  const [hovered, setHovered] = useState<number | undefined>(undefined);
  const from = useRef<number | undefined>(undefined);
  const bars: LevelBars = {
    starts: histogram.starts,
    bucketMs: histogram.bucketMs,
    levels: histogram.levels.map(({ level, counts }) => ({ tone: levelTone(level), counts })),
    startMs: span.startMs,
    endMs: span.endMs,
    countedFromMs: histogram.countedFromMs,
  };
  const { canvas } = useCanvas((frame) =>
    drawLevelBars(frame, { bars, zone: zone.value, brush, hovered }),
  );
  const place = (event: PointerEvent): number =>
    event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0);
  const timeAt = (x: number): number =>
    span.startMs + (x / (canvas.current?.clientWidth ?? 1)) * (span.endMs - span.startMs);
  const bucketAt = (x: number): number | undefined => {
    const at = histogram.starts.findLastIndex((start) => start <= timeAt(x));
    return at < 0 ? undefined : at;
  };
  const choose = (startMs: number, endMs: number): void => {
    const window = parseWindow(windowText({ startMs, endMs }), endMs, zone.peek());
    if (window !== undefined) setTimeWindow(window);
  };
  const release = (event: PointerEvent): void => {
    const start = from.current;
    from.current = undefined;
    if (start === undefined) return;
    const x = place(event);
    setBrush(undefined);
    if (Math.abs(x - start) >= dragPxMin) {
      choose(timeAt(Math.min(start, x)), timeAt(Math.max(start, x)));
      return;
    }
    const bucket = histogram.starts[bucketAt(x) ?? -1];
    if (bucket !== undefined) choose(bucket, bucket + histogram.bucketMs);
  };
  return (
    <div class="log-histogram">
      <div
        class="log-histogram__plot"
        style={{ height: `${heightPx + levelBarsAxisPx}px` }}
        role="img"
        aria-label={spoken(histogram)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          from.current = place(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const x = place(event);
          setHovered(bucketAt(x));
          if (from.current !== undefined && Math.abs(x - from.current) >= dragPxMin)
            setBrush([from.current, x]);
        }}
        onPointerUp={release}
        onPointerCancel={() => {
          // A finger that scrolls the page chooses nothing.
          from.current = undefined;
          setBrush(undefined);
        }}
        onPointerLeave={() => setHovered(undefined)}
      >
        <canvas ref={canvas} aria-hidden="true" />
      </div>
      {hovered === undefined ? undefined : <Hint histogram={histogram} at={hovered} />}
    </div>
  );
}

function spoken({ levels, total }: LogHistogram): string {
  const parts = levels.map(
    ({ level, total: each }) =>
      `${each.toLocaleString('en')} ${level === '' ? 'without level' : level}`,
  );
  return `${total.toLocaleString('en')} lines over time: ${parts.join(', ')}`;
}

/** What the bar under the pointer is made of. */
function Hint({ histogram, at }: { readonly histogram: LogHistogram; readonly at: number }) {
  const start = histogram.starts[at] ?? 0;
  const isLeft = at > histogram.starts.length / 2;
  return (
    <div class={`log-histogram__hint ${isLeft ? 'is-left' : ''}`} aria-hidden="true">
      <span class="muted">{formatStamp(start, zone.value, 'second')}</span>
      {histogram.levels.map(({ level, counts }) => {
        const count = counts[at] ?? 0;
        return count === 0 ? undefined : (
          <span key={level} class="log-histogram__row">
            <Level level={level} />
            <b>{count.toLocaleString('en')}</b>
          </span>
        );
      })}
      {(histogram.counts[at] ?? 0) === 0 ? <span class="faint">no lines</span> : undefined}
    </div>
  );
}
