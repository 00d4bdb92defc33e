import './time-strip.css';
import { useState } from 'preact/hooks';
import type { CanvasFrame } from '../../../charts/canvas-stage.ts';
import { timeTicks, timeTickText } from '../../../charts/time-ticks.ts';
import { formatQuantityText } from '../../../base/format-number.ts';
import { formatClock } from '../../../base/format-time.ts';
import { valueOf } from '../../../base/loadable.ts';
import type { ProfileFacts } from '../../../model/profile/profile-facts.ts';
import type { TimeRange } from '../../../model/profile/selection.ts';
import type { TimeStrip } from '../../../model/profile/time-strip.ts';
import { zone } from '../../../model/page/url-state.ts';
import { Button } from '../../../widgets/button.tsx';
import { useCanvas } from '../../../widgets/hooks/use-canvas.ts';
import type { ProfileState } from './profile-state.ts';

const axisPx = 15;
const dragPxMin = 3;

/** What was sampled when, as bars; a stretch that is drawn over them is what counts. Two of them in a comparison. */
export function TimeStrips({ state }: { readonly state: ProfileState }) {
  const view = state.view.value;
  const facts = valueOf(state.facts.value);
  const strip = state.strip.value;
  const otherFacts =
    state.otherFacts.value === undefined ? undefined : valueOf(state.otherFacts.value);
  const other = state.otherStrip.value;
  const isCompared = view.against !== undefined;
  if (strip === undefined && other === undefined)
    return <Room facts={facts} isTwice={isCompared} />;
  return (
    <div class="time-strips">
      {isCompared && other !== undefined && otherFacts !== undefined ? (
        <Strip
          name="Before"
          strip={other}
          facts={otherFacts}
          range={view.otherSide.range}
          onRange={(range) =>
            state.change({ otherSide: { ...view.otherSide, range } }, { push: true })
          }
        />
      ) : undefined}
      {strip === undefined || facts === undefined ? undefined : (
        <Strip
          name={isCompared ? 'After' : 'Time'}
          strip={strip}
          facts={facts}
          range={view.span === undefined ? view.side.range : undefined}
          ranges={(state.spanRanges.value ?? []).map(([from, to]) => ({
            fromMs: from - facts.startMs,
            toMs: to - facts.startMs,
          }))}
          onRange={(range) =>
            state.change({ side: { ...view.side, range }, span: undefined }, { push: true })
          }
        />
      )}
    </div>
  );
}

/** Holds the place of strips that are about to come, so that nothing jumps when they do. */
function Room({
  facts,
  isTwice,
}: {
  readonly facts: ProfileFacts | undefined;
  readonly isTwice: boolean;
}) {
  if (facts === undefined || facts.endMs <= facts.startMs) return undefined;
  return (
    <div class="time-strips" aria-hidden="true">
      {(isTwice ? [0, 1] : [0]).map((key) => (
        <div key={key} class="time-strip">
          <span class="time-strip__name" />
          <div class="time-strip__box">
            <div class="time-strip__canvas" />
          </div>
          <span class="time-strip__range" />
        </div>
      ))}
    </div>
  );
}

interface StripProps {
  readonly name: string;
  readonly strip: TimeStrip;
  readonly facts: ProfileFacts;
  readonly range: TimeRange | undefined;
  /** Chosen by other means: the times of a span. */
  readonly ranges?: readonly TimeRange[];
  readonly onRange: (range: TimeRange | undefined) => void;
}

function Strip({ name, strip, facts, range, ranges = [], onRange }: StripProps) {
  const lengthMs = strip.endMs - strip.startMs;
  const [drag, setDrag] = useState<readonly [number, number] | undefined>(undefined);
  const shown =
    drag === undefined
      ? range
      : { fromMs: Math.min(...drag) * lengthMs, toMs: Math.max(...drag) * lengthMs };
  const chosen = shown === undefined ? ranges : [shown];
  const { canvas } = useCanvas((frame) => drawStrip(frame, strip, facts, chosen));
  const shareOf = (event: PointerEvent): number => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const release = (): void => {
    setDrag(undefined);
    if (drag === undefined) return;
    const widthPx = Math.abs(drag[1] - drag[0]) * (canvas.current?.clientWidth ?? 0);
    const isAll = Math.min(...drag) === 0 && Math.max(...drag) === 1;
    onRange(widthPx < dragPxMin || isAll || shown === undefined ? undefined : shown);
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0 && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onRange(step === 0 ? undefined : stepped(range, lengthMs, step, event.shiftKey));
  };
  return (
    <div class="time-strip">
      <span class="time-strip__name faint">{name}</span>
      <div
        class="time-strip__box"
        role="group"
        tabIndex={0}
        aria-label={`${name}: samples over ${formatQuantityText(lengthMs, 'durationMs')}${
          shown === undefined ? '' : `, ${rangeText(shown, facts)} chosen`
        }. Arrow keys move the window, with Shift they widen it.`}
        onKeyDown={press}
      >
        <canvas
          ref={canvas}
          class="time-strip__canvas"
          aria-hidden="true"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setDrag([shareOf(event), shareOf(event)]);
          }}
          onPointerMove={(event) => {
            if (drag !== undefined) setDrag([drag[0], shareOf(event)]);
          }}
          onPointerUp={release}
          onPointerCancel={() => setDrag(undefined)}
        />
      </div>
      <span class="time-strip__range">
        {shown === undefined ? (
          <span class="faint">
            {ranges.length === 0 ? `all ${formatQuantityText(lengthMs, 'durationMs')}` : 'the span'}
          </span>
        ) : (
          <>
            {rangeText(shown, facts)}
            <Button
              size="small"
              tone="quiet"
              aria-label="All of the time"
              title="All of the time"
              onClick={() => onRange(undefined)}
            >
              ✕
            </Button>
          </>
        )}
      </span>
    </div>
  );
}

/** A tenth further; from nothing, the first tenth. */
function stepped(
  range: TimeRange | undefined,
  lengthMs: number,
  step: number,
  isWider: boolean,
): TimeRange {
  const tenthMs = lengthMs / 10;
  if (range === undefined) return { fromMs: 0, toMs: tenthMs };
  if (isWider) {
    const toMs = Math.min(
      lengthMs,
      Math.max(range.fromMs + tenthMs / 10, range.toMs + step * tenthMs),
    );
    return { fromMs: range.fromMs, toMs };
  }
  const sizeMs = range.toMs - range.fromMs;
  const fromMs = Math.min(lengthMs - sizeMs, Math.max(0, range.fromMs + step * tenthMs));
  return { fromMs, toMs: fromMs + sizeMs };
}

/** A window in words: when it begins, and how long it is. */
export function rangeText({ fromMs, toMs }: TimeRange, facts: ProfileFacts): string {
  const length = formatQuantityText(toMs - fromMs, 'durationMs');
  if (!facts.isWallClock) return `${formatQuantityText(fromMs, 'durationMs')} + ${length}`;
  const isShort = toMs - fromMs < 10_000;
  // Recordings count in parts of milliseconds, clocks on the wall do not.
  const at = Math.round(facts.startMs + fromMs);
  return `${formatClock(at, zone.value, isShort ? 'ms' : 'second')} + ${length}`;
}

function drawStrip(
  { context, width, height, colour, font }: CanvasFrame,
  strip: TimeStrip,
  facts: ProfileFacts,
  ranges: readonly TimeRange[],
): void {
  const plotPx = height - axisPx;
  const lengthMs = strip.endMs - strip.startMs;
  const { values } = strip;
  // Bars are added up to columns that can be seen and hold some samples each: fewer make a comb of what is even.
  const columnsMax = Math.min(Math.floor(width / 3), Math.max(12, Math.floor(strip.count / 6)));
  const barsOfColumn = Math.ceil(values.length / Math.max(1, columnsMax));
  const columns = Math.ceil(values.length / barsOfColumn);
  const sums = new Float64Array(columns);
  for (let bar = 0; bar < values.length; bar++) {
    const column = Math.floor(bar / barsOfColumn);
    sums[column] = (sums[column] as number) + (values[bar] as number);
  }
  const most = sums.reduce((max, value) => Math.max(max, value), 0);
  const stepPx = width / columns;
  for (let column = 0; column < columns; column++) {
    const atMs = ((column + 0.5) / columns) * lengthMs;
    const isIn =
      ranges.length === 0 || ranges.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    const heightPx = most === 0 ? 0 : ((sums[column] as number) / most) * (plotPx - 3);
    if (heightPx <= 0) continue;
    context.globalAlpha = isIn ? 0.75 : 0.22;
    context.fillStyle = colour('--series-1');
    const barPx = Math.max(1, heightPx);
    context.fillRect(column * stepPx, plotPx - barPx, Math.max(1, stepPx - 0.6), barPx);
  }
  context.globalAlpha = 1;
  context.fillStyle = colour('--line');
  context.fillRect(0, plotPx, width, 1);
  drawAxis({ context, width, height, colour, font }, strip, facts);
  context.fillStyle = colour('--accent');
  for (const range of ranges) {
    const x0 = (Math.max(0, range.fromMs) / lengthMs) * width;
    const x1 = (Math.min(lengthMs, range.toMs) / lengthMs) * width;
    context.globalAlpha = 0.1;
    context.fillRect(x0, 0, x1 - x0, plotPx);
    context.globalAlpha = 1;
    context.fillRect(Math.round(x0), 0, 1, plotPx);
    context.fillRect(Math.round(x1) - 1, 0, 1, plotPx);
  }
}

function drawAxis(
  { context, width, height, colour, font }: CanvasFrame,
  strip: TimeStrip,
  facts: ProfileFacts,
): void {
  const lengthMs = strip.endMs - strip.startMs;
  context.font = font(10);
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.fillStyle = colour('--text-3');
  const originMs = facts.isWallClock ? strip.startMs : 0;
  if (lengthMs < 4000 || !facts.isWallClock) {
    for (let part = 1; part < 5; part++)
      context.fillText(
        formatQuantityText((part / 5) * lengthMs, 'durationMs'),
        (part / 5) * width,
        height - axisPx / 2 + 1,
      );
    return;
  }
  for (const tick of timeTicks(originMs, originMs + lengthMs, width, zone.value)) {
    const x = ((tick - originMs) / lengthMs) * width;
    if (x < 24 || x > width - 24) continue;
    context.fillText(timeTickText(tick, lengthMs, zone.value), x, height - axisPx / 2 + 1);
  }
}
