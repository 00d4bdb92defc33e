import { formatClock, formatDay, wallTime, zoneOffsetMs } from '../base/format-time.ts';

const stepsMs = [
  1e3, 5e3, 15e3, 30e3, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5,
  1728e5, 6048e5,
];

/** Round times on the clocks of a zone, for the axis of a drawing, about 110 pixels apart. */
export function timeTicks(fromMs: number, toMs: number, widthPx: number, zone: string): number[] {
  const wanted = (toMs - fromMs) / Math.max(1, widthPx / 110);
  const step = stepsMs.find((it) => it >= wanted) ?? 6048e5;
  const ticks: number[] = [];
  const offsetMs = zoneOffsetMs(fromMs, zone);
  for (let wall = Math.ceil((fromMs + offsetMs) / step) * step; ; wall += step) {
    // Where clocks change in between, what follows is round on the changed ones.
    const at = wall - zoneOffsetMs(wall - offsetMs, zone);
    if (at > toMs) return ticks;
    if (at >= fromMs && at > (ticks.at(-1) ?? -Infinity)) ticks.push(at);
  }
}

/** The words of a tick: the clock, as fine as the span asks for, and the day where one begins. */
export function timeTickText(tickMs: number, lengthMs: number, zone: string): string {
  const { hour, minute, second } = wallTime(tickMs, zone);
  if (hour === 0 && minute === 0 && second === 0) return formatDay(tickMs, zone);
  return formatClock(tickMs, zone, lengthMs < 10 * 60_000 ? 'second' : 'minute');
}
