import { formatClock, formatDay } from '../base/format-time.ts';

const stepsMs = [
  1e3, 5e3, 15e3, 30e3, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5,
  1728e5, 6048e5,
];

/** Round times for the axis of a drawing, about 110 pixels apart. */
export function timeTicks(fromMs: number, toMs: number, widthPx: number): number[] {
  const wanted = (toMs - fromMs) / Math.max(1, widthPx / 110);
  const step = stepsMs.find((it) => it >= wanted) ?? 6048e5;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** The words of a tick: as fine as the span asks for. */
export function timeTickText(tickMs: number, lengthMs: number, zone: string): string {
  if (lengthMs > 2 * 864e5) return formatDay(tickMs, zone);
  return formatClock(tickMs, zone, lengthMs < 10 * 60_000 ? 'second' : 'minute');
}
