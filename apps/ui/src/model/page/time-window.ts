import { formatStamp, timeOfWall, wallTime } from '../../base/format-time.ts';

/**
 * The window of time that a page shows. A rolling one follows the clock, an absolute one stays. Inside it is always
 * epoch milliseconds; the server's zone appears only in `wireDuration`, the reader's only in text.
 */
export type TimeWindow =
  | { readonly kind: 'rolling'; readonly lengthMs: number; readonly agoMs: number }
  | { readonly kind: 'absolute'; readonly startMs: number; readonly endMs: number };

/** A window at a moment: start included, end excluded. */
export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

export type Step = 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY';

/** `Duration` of the protocol: both ends included, text in the server's zone. */
export interface WireDuration {
  readonly start: string;
  readonly end: string;
  readonly step: Step;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The protocol answers at most this many points of a series (oap.md §3.1.1). */
const pointsMax = 500;
const lengthMsMin = minuteMs;
const lengthMsMax = 366 * dayMs;

export const stepMs: Readonly<Record<Step, number>> = {
  SECOND: 1000,
  MINUTE: minuteMs,
  HOUR: hourMs,
  DAY: dayMs,
};

export const defaultWindow: TimeWindow = { kind: 'rolling', lengthMs: 30 * minuteMs, agoMs: 0 };

/** What the picker offers. */
export const windowChoices: readonly { readonly text: string; readonly label: string }[] = [
  { text: '15m', label: 'Last 15 min' },
  { text: '30m', label: 'Last 30 min' },
  { text: '1h', label: 'Last hour' },
  { text: '3h', label: 'Last 3 hours' },
  { text: '6h', label: 'Last 6 hours' },
  { text: '1d', label: 'Last 24 hours' },
  { text: '2d', label: 'Last 2 days' },
  { text: '7d', label: 'Last 7 days' },
  { text: '30d', label: 'Last 30 days' },
  { text: 'today', label: 'Today' },
  { text: 'yesterday', label: 'Yesterday' },
];

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: minuteMs,
  h: hourMs,
  d: dayMs,
  w: 7 * dayMs,
};

function parseLength(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|h|d|w)(?:in|ours?|ays?|eeks?|ecs?)?$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * (unitMs[match[2] ?? ''] ?? 0);
}

/** A moment as people write it: `now`, `now-2h`, epoch ms, `14:05`, `2026-11-22 14:05`, ISO with or without zone. */
function parseMoment(text: string, nowMs: number, zone: string): number | undefined {
  if (text === 'now') return nowMs;
  const back = /^now\s*-\s*(.+)$/.exec(text);
  if (back !== null) {
    const lengthMs = parseLength(back[1] ?? '');
    return lengthMs === undefined ? undefined : nowMs - lengthMs;
  }
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock !== null) {
    const today = wallTime(nowMs, zone);
    const [hour, minute, second] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    return hour > 23 || minute > 59 || second > 59
      ? undefined
      : timeOfWall({ ...today, hour, minute, second }, zone);
  }
  const date =
    /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.\d+)?)?)?)?(z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (date === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) =>
    Number(date[i] ?? 0),
  ) as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  if (date[7] === undefined) return timeOfWall({ year, month, day, hour, minute, second }, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - parseOffsetMs(date[7]);
}

/** `Z`, `+0800` or `-05:30` in milliseconds ahead of UTC; anything else counts as UTC. */
export function parseOffsetMs(text: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text ?? '');
  if (match === null) return 0;
  const sizeMs = Number(match[2]) * hourMs + Number(match[3]) * minuteMs;
  return match[1] === '-' ? -sizeMs : sizeMs;
}

function dayStart(timeMs: number, zone: string): number {
  return timeOfWall({ ...wallTime(timeMs, zone), hour: 0, minute: 0, second: 0 }, zone);
}

/**
 * Reads what a person types or an address holds: `30m`, `now-2h..now-1h`, `today`, `yesterday`, `2026-11-22`,
 * `2026-11-22 14:00..15:30`, `<ms>..<ms>`. Undefined when it makes no sense.
 */
export function parseWindow(input: string, nowMs: number, zone: string): TimeWindow | undefined {
  const text = input
    .trim()
    .toLowerCase()
    .replace(/^last\s+/, '');
  const lengthMs = parseLength(text);
  if (lengthMs !== undefined) return rolling(lengthMs, 0);
  if (text === 'today') return absolute(dayStart(nowMs, zone), nowMs);
  if (text === 'yesterday') {
    const endMs = dayStart(nowMs, zone);
    return absolute(dayStart(endMs - 1, zone), endMs);
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const startMs = parseMoment(text, nowMs, zone);
    return startMs === undefined
      ? undefined
      : absolute(startMs, dayStart(startMs + 36 * hourMs, zone));
  }
  const [from, to, ...rest] = text.split(/\.\.|\s+(?:to|–|-)\s+/).map((part) => part.trim());
  if (from === undefined || to === undefined || rest.length > 0) return undefined;
  return parseRange(from, to, nowMs, zone);
}

function parseRange(from: string, to: string, nowMs: number, zone: string): TimeWindow | undefined {
  const startMs = parseMoment(from, nowMs, zone);
  if (startMs === undefined) return undefined;
  // `2026-11-22 14:00..15:30`: a clock time on the right belongs to the day on the left.
  const endMs = parseMoment(to, /^\d{1,2}:\d{2}/.test(to) ? startMs : nowMs, zone);
  if (endMs === undefined || endMs <= startMs) return undefined;
  if (from.startsWith('now') && to.startsWith('now'))
    return rolling(endMs - startMs, nowMs - endMs);
  return absolute(startMs, endMs);
}

function rolling(lengthMs: number, agoMs: number): TimeWindow | undefined {
  if (!(lengthMs > 0) || lengthMs > lengthMsMax) return undefined;
  return { kind: 'rolling', lengthMs: Math.max(lengthMs, lengthMsMin), agoMs };
}

function absolute(startMs: number, endMs: number): TimeWindow | undefined {
  if (!(endMs > startMs) || endMs - startMs > lengthMsMax) return undefined;
  return { kind: 'absolute', startMs, endMs: Math.max(endMs, startMs + lengthMsMin) };
}

const lengthUnits: readonly (readonly [string, number])[] = [
  ['d', dayMs],
  ['h', hourMs],
  ['m', minuteMs],
  ['s', 1000],
];

function formatLength(lengthMs: number): string {
  const [unit, sizeMs] = lengthUnits.find(([, each]) => lengthMs % each === 0) ?? ['s', 1000];
  return `${Math.round(lengthMs / sizeMs)}${unit}`;
}

/** The window as the address bar holds it; `parseWindow` reads it back. */
export function formatWindow(window: TimeWindow): string {
  // Whole milliseconds: a present that is reckoned from the server's clock may have half ones.
  if (window.kind === 'absolute')
    return `${Math.round(window.startMs)}..${Math.round(window.endMs)}`;
  if (window.agoMs === 0) return formatLength(window.lengthMs);
  return `now-${formatLength(window.lengthMs + window.agoMs)}..now-${formatLength(window.agoMs)}`;
}

const lengthNames: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'd' };

function lengthLabel(lengthMs: number): string {
  return formatLength(lengthMs).replace(/[a-z]+$/, (unit) => ` ${lengthNames[unit] ?? unit}`);
}

/** The window in the words of the top bar: `last 30 min`, `22 Nov 14:00 – 15:30`. */
export function describeWindow(window: TimeWindow, zone: string): string {
  if (window.kind === 'rolling') {
    const length = `last ${lengthLabel(window.lengthMs)}`;
    return window.agoMs === 0
      ? length
      : `${lengthLabel(window.lengthMs)}, ${lengthLabel(window.agoMs)} ago`;
  }
  const start = formatStamp(window.startMs, zone, 'minute');
  const end = formatStamp(window.endMs, zone, 'minute');
  return start.slice(0, 10) === end.slice(0, 10)
    ? `${start} – ${end.slice(11)}`
    : `${start} – ${end}`;
}

/** Where the window lies at this moment. */
export function resolveWindow(window: TimeWindow, nowMs: number): TimeSpan {
  if (window.kind === 'absolute') return { startMs: window.startMs, endMs: window.endMs };
  const endMs = nowMs - window.agoMs;
  return { startMs: endMs - window.lengthMs, endMs };
}

/** The finest step whose points still fit into one answer. */
export function stepFor(span: TimeSpan): Step {
  const lengthMs = span.endMs - span.startMs;
  if (lengthMs / minuteMs < pointsMax) return 'MINUTE';
  return lengthMs / hourMs < pointsMax ? 'HOUR' : 'DAY';
}

/** The span of the same length that ends where this one starts. */
export function spanBefore(span: TimeSpan): TimeSpan {
  return { startMs: span.startMs - (span.endMs - span.startMs), endMs: span.startMs };
}

/** Moves by a share of the length: −1 is the window before. A rolling window stops rolling, unless it reaches now. */
export function shiftWindow(window: TimeWindow, share: number, nowMs: number): TimeWindow {
  const { startMs, endMs } = resolveWindow(window, nowMs);
  const lengthMs = endMs - startMs;
  const moved = endMs + lengthMs * share;
  if (moved >= nowMs) return { kind: 'rolling', lengthMs, agoMs: 0 };
  return { kind: 'absolute', startMs: moved - lengthMs, endMs: moved };
}

/** Lengthens (factor > 1) or shortens. A rolling window keeps rolling, an absolute one keeps its middle. */
export function zoomWindow(window: TimeWindow, factor: number, nowMs: number): TimeWindow {
  const clamp = (lengthMs: number): number =>
    Math.round(Math.min(lengthMsMax, Math.max(5 * minuteMs, lengthMs)) / minuteMs) * minuteMs;
  if (window.kind === 'rolling') return { ...window, lengthMs: clamp(window.lengthMs * factor) };
  const lengthMs = clamp((window.endMs - window.startMs) * factor);
  const endMs = Math.min(nowMs, (window.startMs + window.endMs) / 2 + lengthMs / 2);
  return { kind: 'absolute', startMs: Math.round(endMs - lengthMs), endMs: Math.round(endMs) };
}

/** The window that a drag over a chart selects, at least two buckets wide. */
export function windowOfDrag(span: TimeSpan, step: Step): TimeWindow {
  const sizeMs = Math.max(stepMs[step] * 2, span.endMs - span.startMs);
  const middleMs = (span.startMs + span.endMs) / 2;
  const startMs = Math.floor((middleMs - sizeMs / 2) / minuteMs) * minuteMs;
  return {
    kind: 'absolute',
    startMs,
    endMs: Math.ceil((middleMs + sizeMs / 2) / minuteMs) * minuteMs,
  };
}

const wireLengths: Readonly<Record<Step, number>> = { SECOND: 17, MINUTE: 15, HOUR: 13, DAY: 10 };

/** `yyyy-MM-dd HHmmss` on the server's wall clock, cut to the step. */
function wireTime(timeMs: number, step: Step, offsetMs: number): string {
  const iso = new Date(timeMs + offsetMs).toISOString();
  const text = `${iso.slice(0, 10)} ${iso.slice(11, 19).replaceAll(':', '')}`;
  return text.slice(0, wireLengths[step]);
}

/**
 * The span as the protocol asks for it. The last bucket is the one that holds the moment just before the end, so a
 * window that ends on the minute does not ask for a minute that has not begun.
 */
export function wireDuration(span: TimeSpan, step: Step, serverOffsetMs: number): WireDuration {
  return {
    start: wireTime(span.startMs, step, serverOffsetMs),
    end: wireTime(Math.max(span.startMs, span.endMs - 1), step, serverOffsetMs),
    step,
  };
}

/** The starts of the buckets that `wireDuration` asks for, so that a chart knows which points are missing. */
export function bucketStarts(span: TimeSpan, step: Step, serverOffsetMs: number): number[] {
  const sizeMs = stepMs[step];
  const floor = (timeMs: number): number =>
    Math.floor((timeMs + serverOffsetMs) / sizeMs) * sizeMs - serverOffsetMs;
  const starts: number[] = [];
  const lastMs = floor(Math.max(span.startMs, span.endMs - 1));
  for (let at = floor(span.startMs); at <= lastMs && starts.length <= pointsMax; at += sizeMs)
    starts.push(at);
  return starts;
}
