import { formatQuantityText, formatSignificant } from '../../base/format-number.ts';

const timesMs: Readonly<Record<string, number>> = {
  nanoseconds: 1e-6,
  microseconds: 1e-3,
  milliseconds: 1,
  seconds: 1e3,
};

/** A weight as people read it: `1.24 s`, `3.40 MiB`, `1.20 k samples`. */
export function weightText(value: number, unit: string): string {
  const factor = timesMs[unit];
  if (factor !== undefined) return formatQuantityText(value * factor, 'durationMs');
  if (unit === 'bytes') return formatQuantityText(value, 'bytes');
  const words = unit === '' || unit === 'count' ? (value === 1 ? 'sample' : 'samples') : unit;
  return `${formatQuantityText(value, 'count')} ${words}`;
}

/** `34.2 %`; what is not nothing never reads as `0 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 0.005) return '<0.01 %';
  return formatQuantityText(percent, 'percent');
}

/** A change of shares: `+3.1 %`, `−0.4 %`, in points of the whole. */
export function changeText(delta: number): string {
  const points = delta * 100;
  if (Math.abs(points) < 0.005) return '±0';
  return `${points > 0 ? '+' : '−'}${formatSignificant(Math.abs(points))} %`;
}
