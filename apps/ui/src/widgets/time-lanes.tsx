import './time-lanes.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { formatClock } from '../base/format-time.ts';
import {
  drawLanes,
  laneAxisPx,
  laneExtent,
  laneHeightPx,
  laneItemAt,
  laneTime,
} from '../charts/time-lanes.ts';
import type { Lane, LaneItem, LaneScale } from '../charts/time-lanes.ts';
import { useCanvas } from './hooks/use-canvas.ts';

export interface NamedLane extends Lane {
  /** Beside the lane: a name, usually with a mark. */
  readonly name: ComponentChildren;
  /** The name in words. */
  readonly label: string;
}

interface TimeLanesProps {
  /** What the lanes show, for readers. */
  readonly label: string;
  readonly lanes: readonly NamedLane[];
  readonly startMs: number;
  readonly endMs: number;
  readonly zone: string;
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  /** A drag over the lanes. */
  readonly onBrush: (startMs: number, endMs: number) => void;
}

/** More lanes than these are not a picture; the list below has all. */
export const lanesMax = 200;
const dragPxMin = 6;

/** Bars and marks over time, one lane a thing. Arrow keys walk them, Enter opens, a drag chooses a window. */
export function TimeLanes(props: TimeLanesProps) {
  const lanes = props.lanes.slice(0, lanesMax);
  const plot = useRef<HTMLDivElement>(null);
  const from = useRef<number | undefined>(undefined);
  const [brush, setBrush] = useState<readonly [number, number] | undefined>(undefined);
  const [hovered, setHovered] = useState<LaneItem | undefined>(undefined);
  const [at, setAt] = useState<string | undefined>(undefined);
  const scaleOf = (widthPx: number): LaneScale => ({
    startMs: props.startMs,
    endMs: props.endMs,
    widthPx,
  });
  const { canvas } = useCanvas((frame) =>
    drawLanes(frame, {
      lanes,
      scale: scaleOf(frame.width),
      zone: props.zone,
      selected: at ?? props.selected,
      hovered: hovered?.key,
      brush,
    }),
  );
  const scaleNow = (): LaneScale => scaleOf(plot.current?.clientWidth ?? 1);
  const placeOf = (event: PointerEvent): { readonly x: number; readonly y: number } => {
    const box = canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const move = (event: PointerEvent): void => {
    const { x, y } = placeOf(event);
    if (from.current === undefined) setHovered(laneItemAt(lanes, scaleNow(), x, y));
    else if (Math.abs(x - from.current) >= dragPxMin) setBrush([from.current, x]);
  };
  const release = (event: PointerEvent): void => {
    const start = from.current;
    from.current = undefined;
    const { x, y } = placeOf(event);
    if (start === undefined) return;
    if (brush === undefined) {
      const item = laneItemAt(lanes, scaleNow(), x, y);
      if (item !== undefined) props.onSelect(item.key);
      return;
    }
    setBrush(undefined);
    const [a, b] = [laneTime(scaleNow(), start), laneTime(scaleNow(), x)];
    props.onBrush(Math.min(a, b), Math.max(a, b));
  };
  const walked = findItem(lanes, at);
  const press = (event: KeyboardEvent): void => {
    const next = stepFrom(lanes, walked ?? findItem(lanes, props.selected), event.key);
    if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      setAt(next.key);
    } else if (event.key === 'Enter' && at !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      props.onSelect(at);
    }
  };
  const heightPx = lanes.length * laneHeightPx + laneAxisPx;
  const shown = hovered ?? (at === undefined ? undefined : walked?.item);
  return (
    <div class="time-lanes">
      <div class="time-lanes__names">
        {lanes.map((lane) => (
          <div key={lane.key} class="time-lanes__name" title={lane.label}>
            {lane.name}
          </div>
        ))}
        {props.lanes.length > lanesMax ? (
          <div class="time-lanes__name faint">and {props.lanes.length - lanesMax} more below</div>
        ) : undefined}
      </div>
      <div
        ref={plot}
        class={`time-lanes__plot ${hovered === undefined ? '' : 'is-at-item'}`}
        style={{ height: `${heightPx}px` }}
        role="application"
        aria-roledescription="timeline"
        aria-label={`${props.label}. Arrow keys walk, Enter opens; the table below says the same.`}
        tabIndex={0}
        onKeyDown={press}
        onBlur={() => setAt(undefined)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          from.current = placeOf(event).x;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerLeave={() => setHovered(undefined)}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {shown === undefined || brush !== undefined ? undefined : (
          <Hint lanes={lanes} item={shown} scale={scaleNow()} zone={props.zone} />
        )}
        <span class="visually-hidden" role="status">
          {walked === undefined ? '' : describe(walked.lane, walked.item, props.zone)}
        </span>
      </div>
    </div>
  );
}

interface Found {
  readonly lane: NamedLane;
  readonly laneIndex: number;
  readonly item: LaneItem;
  readonly itemIndex: number;
}

function findItem(lanes: readonly NamedLane[], key: string | undefined): Found | undefined {
  for (const [laneIndex, lane] of lanes.entries()) {
    const itemIndex = lane.items.findIndex((item) => item.key === key);
    const item = lane.items[itemIndex];
    if (item !== undefined) return { lane, laneIndex, item, itemIndex };
  }
  return undefined;
}

/** Where a key leads: left and right along the lane, up and down to what is nearest in time. */
function stepFrom(
  lanes: readonly NamedLane[],
  now: Found | undefined,
  key: string,
): LaneItem | undefined {
  if (!/^(?:Arrow|Home$|End$)/.test(key)) return undefined;
  if (now === undefined) return lanes.find((lane) => lane.items.length > 0)?.items.at(-1);
  const { lane, laneIndex, item, itemIndex } = now;
  if (key === 'Home') return lane.items[0];
  if (key === 'End') return lane.items.at(-1);
  if (key === 'ArrowLeft') return lane.items[Math.max(0, itemIndex - 1)];
  if (key === 'ArrowRight') return lane.items[Math.min(lane.items.length - 1, itemIndex + 1)];
  const step = key === 'ArrowDown' ? 1 : -1;
  for (let i = laneIndex + step; i >= 0 && i < lanes.length; i += step) {
    const items = lanes[i]?.items ?? [];
    if (items.length > 0)
      return items.reduce((best, each) =>
        Math.abs(each.startMs - item.startMs) < Math.abs(best.startMs - item.startMs) ? each : best,
      );
  }
  return item;
}

function timesOf(item: LaneItem, zone: string): string {
  const start = formatClock(item.startMs, zone);
  if (item.isOpen === true) return `since ${start}`;
  return item.endMs === undefined ? start : `${start} – ${formatClock(item.endMs, zone)}`;
}

function describe(lane: NamedLane, item: LaneItem, zone: string): string {
  return `${lane.label}: ${item.label}, ${timesOf(item, zone)}${item.note === undefined ? '' : `, ${item.note}`}`;
}

interface HintProps {
  readonly lanes: readonly NamedLane[];
  readonly item: LaneItem;
  readonly scale: LaneScale;
  readonly zone: string;
}

function Hint({ lanes, item, scale, zone }: HintProps) {
  const element = useRef<HTMLDivElement>(null);
  const { x, width } = laneExtent(scale, item);
  const lane = lanes.findIndex((each) => each.items.some(({ key }) => key === item.key));
  useLayoutEffect(() => {
    const own = element.current;
    if (own === null) return;
    const middle = x + Math.min(width, 40) / 2;
    const left = Math.min(Math.max(0, middle - 20), scale.widthPx - own.offsetWidth);
    own.style.transform = `translateX(${Math.round(Math.max(0, left))}px)`;
  });
  return (
    <div
      ref={element}
      class="time-lanes__hint"
      style={{ top: `${(lane + 1) * laneHeightPx + 2}px` }}
      aria-hidden="true"
    >
      <b>{item.label}</b>
      <span>
        {timesOf(item, zone)}
        {item.note === undefined ? '' : ` · ${item.note}`}
      </span>
    </div>
  );
}
