import { formatClock, formatDay, wallTime } from '../base/format-time.ts';
import type { UnitKind } from '../base/format-number.ts';
import { formatQuantity } from '../base/format-number.ts';

const dayMs = 86_400_000;

/** Labels for ticks of a time axis: the clock, and the day where one begins. */
export function timeLabels(ticksMs: readonly number[], stepMs: number, zone: string): string[] {
  return ticksMs.map((tickMs) => {
    if (stepMs >= dayMs) return formatDay(tickMs, zone);
    const { hour, minute } = wallTime(tickMs, zone);
    return hour === 0 && minute === 0
      ? formatDay(tickMs, zone)
      : formatClock(tickMs, zone, stepMs < 60_000 ? 'second' : 'minute');
  });
}

/** Labels for ticks of a value axis: as in the text, but without the zeros that only precision asks for. */
export function valueLabels(ticks: readonly number[], kind: UnitKind): string[] {
  return ticks.map((tick) => {
    if (tick === 0) return '0';
    const { value, unit } = formatQuantity(tick, kind === 'rankMs' ? 'durationMs' : kind);
    const plain = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
    const short = unit.replace('/min', '');
    return short === '' || short === '%' ? `${plain}${short}` : `${plain} ${short}`;
  });
}

/** Steps of a value axis: tens for most, powers of two for bytes, round times for durations. */
export function valueSteps(kind: UnitKind): number[] {
  if (kind === 'bytes' || kind === 'bytesPerMinute')
    return Array.from({ length: 50 }, (_, i) => 2 ** i);
  const steps: number[] = [];
  const digits = kind === 'durationMs' || kind === 'rankMs' ? [1, 2, 5] : [1, 2, 2.5, 5];
  for (let power = -4; power <= 15; power++)
    for (const digit of digits) steps.push(digit * 10 ** power);
  return steps;
}
