/**
 * A number as results show it: at most three decimals, no grouping, no exponent, `∞` and `NaN` by name. The protocol's
 * server prints with Java's default `DecimalFormat`, which rounds half to even on the exact binary value and keeps the
 * sign of what it rounds to zero (`-0`).
 */
export function formatValue(value: number): string {
  if (Number.isInteger(value)) return formatInteger(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  return isTie(value) ? roundTie(value) : trimDecimals(value.toFixed(3));
}

function formatInteger(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const text = String(value);
  if (!text.includes('e')) return text;
  // From 1e21 on: the shortest digits that name the number, then zeros.
  const [digits, exponent] = text.split('e');
  const [whole, fraction = ''] = (digits ?? '').split('.');
  return `${whole}${fraction}`.padEnd(Number(exponent) + (whole ?? '').length, '0');
}

/** Exactly halfway between two numbers of three decimals: n / 2000 is a binary fraction only for odd sixteenths. */
function isTie(value: number): boolean {
  const sixteenths = value * 16;
  return Number.isInteger(sixteenths) && sixteenths % 2 !== 0;
}

/** Odd sixteenths have four decimals, the last a 5: `toFixed(3)` would round it away from zero. */
function roundTie(value: number): string {
  const cut = value.toFixed(4).slice(0, -1);
  const last = Number(cut.slice(-1));
  // 3 and 7 only, so there is no carry.
  return trimDecimals(last % 2 === 0 ? cut : `${cut.slice(0, -1)}${last + 1}`);
}

function trimDecimals(text: string): string {
  return text.replace(/\.?0+$/, '');
}

/**
 * Rounds the shortest decimal that names the number, half away from zero (Java: `BigDecimal.valueOf(x).setScale(places,
 * HALF_UP)`), so that 1.005 becomes 1.01 although its binary value lies below. A decimal has no negative zero: -0.4
 * becomes 0.
 */
export function roundHalfUp(value: number, places: number): number {
  if (!Number.isFinite(value)) return value;
  if (Number.isInteger(value)) return value + 0;
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  if (scale <= places) return value;
  const divisor = 10n ** BigInt(scale - places);
  const rounded = (BigInt(whole + fraction) * 2n + divisor) / (divisor * 2n);
  const result = Number(`${rounded}e-${places}`);
  return value < 0 && result !== 0 ? -result : result;
}
