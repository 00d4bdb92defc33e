/** A number as people read it: three significant digits, and the unit apart so that it can be set small and grey. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

export type UnitKind =
  | 'count'
  | 'perMinute'
  | 'durationMs'
  | 'rankMs'
  | 'percent'
  | 'bytes'
  | 'bytesPerMinute'
  | 'apdex';

/** What is shown in place of a number that does not exist. */
export const missingText = '–';

/** Three significant digits; whole numbers below 1,000 stay whole. */
export function formatSignificant(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (Number.isInteger(value) && size < 1000) return String(value);
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  if (size >= 0.9995) return value.toFixed(2);
  return size >= 0.00995 ? value.toFixed(2) : String(Number(value.toPrecision(1)));
}

interface Scale {
  readonly from: number;
  readonly divisor: number;
  readonly unit: string;
}

const countScales: readonly Scale[] = [
  { from: 999.5e9, divisor: 1e12, unit: 'T' },
  { from: 999.5e6, divisor: 1e9, unit: 'G' },
  { from: 999.5e3, divisor: 1e6, unit: 'M' },
  { from: 999.5, divisor: 1e3, unit: 'k' },
];

const byteScales: readonly Scale[] = [
  { from: 2 ** 40, divisor: 2 ** 40, unit: 'TiB' },
  { from: 2 ** 30, divisor: 2 ** 30, unit: 'GiB' },
  { from: 2 ** 20, divisor: 2 ** 20, unit: 'MiB' },
  { from: 2 ** 10, divisor: 2 ** 10, unit: 'KiB' },
];

const durationScales: readonly Scale[] = [
  { from: 172_800_000, divisor: 86_400_000, unit: 'd' },
  { from: 5_400_000, divisor: 3_600_000, unit: 'h' },
  { from: 90_000, divisor: 60_000, unit: 'min' },
  { from: 999.5, divisor: 1000, unit: 's' },
  { from: 0.9995, divisor: 1, unit: 'ms' },
  { from: 0, divisor: 0.001, unit: 'µs' },
];

function scaled(value: number, scales: readonly Scale[], plainUnit: string): Quantity {
  const size = Math.abs(value);
  const scale = scales.find((each) => size >= each.from);
  if (scale === undefined) return { value: formatSignificant(value), unit: plainUnit };
  return { value: formatSignificant(value / scale.divisor), unit: scale.unit };
}

/** Success near 100 % must not round up to it: 99.97 is not 100. */
function formatPercent(value: number): string {
  if (value > 99 && value < 100) return Math.min(value, 99.99).toFixed(2);
  return formatSignificant(value);
}

/** Percentiles are kept in classes of this width: what lies in the first one is only known to be less. */
const rankClassMs = 10;

/** Formats a value of a kind. Durations are in milliseconds, percents in 0..100, Apdex in 0..1. */
export function formatQuantity(value: number | undefined, kind: UnitKind): Quantity {
  if (value === undefined || !Number.isFinite(value)) return { value: missingText, unit: '' };
  switch (kind) {
    case 'count':
      return scaled(value, countScales, '');
    case 'perMinute': {
      const { value: text, unit } = scaled(value, countScales, '');
      return { value: text, unit: `${unit}/min` };
    }
    case 'durationMs':
      return value === 0 ? { value: '0', unit: 'ms' } : scaled(value, durationScales, 'ms');
    case 'rankMs':
      if (value < rankClassMs) return { value: `<${rankClassMs}`, unit: 'ms' };
      return scaled(value, durationScales, 'ms');
    case 'percent':
      return { value: formatPercent(value), unit: '%' };
    case 'bytes':
      return scaled(value, byteScales, 'B');
    case 'bytesPerMinute': {
      const { value: text, unit } = scaled(value, byteScales, 'B');
      return { value: text, unit: `${unit}/min` };
    }
    case 'apdex':
      return { value: value.toFixed(2), unit: '' };
  }
}

/** The quantity as one string, for titles, tables and readers. */
export function formatQuantityText(value: number | undefined, kind: UnitKind): string {
  const { value: text, unit } = formatQuantity(value, kind);
  if (unit === '') return text;
  return unit.startsWith('/') || kind === 'perMinute'
    ? `${text} ${unit}`.replace(' /', '/')
    : `${text} ${unit}`;
}

/** A relative change as `+12 %`; beyond tenfold as `×14`. Undefined when there is nothing to compare with. */
export function formatChange(
  now: number | undefined,
  before: number | undefined,
): string | undefined {
  if (now === undefined || before === undefined) return undefined;
  if (now === before) return '±0 %';
  if (before === 0) return undefined;
  const ratio = now / before;
  if (ratio >= 10) return `×${formatSignificant(Math.round(ratio))}`;
  const percent = (ratio - 1) * 100;
  if (Math.abs(percent) < 0.5) return '±0 %';
  return `${percent > 0 ? '+' : '−'}${formatSignificant(Math.round(Math.abs(percent)))} %`;
}
