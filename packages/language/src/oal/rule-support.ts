/*
 * What the code of rules calls, generated or interpreted. All of it runs once or more for each event: nothing here
 * allocates.
 */
export { layerName, noText } from '@stormpetrel/model';

const int32Max = 0x7fff_ffff;
const int32Min = -0x8000_0000;

/** `value / width` towards zero, as a 32-bit integer: what lies beyond goes to the outermost bucket. */
export function bucketOf(value: number, width: number): number {
  const quotient = value / width;
  if (quotient >= int32Max) return int32Max;
  if (quotient <= int32Min) return int32Min;
  return quotient | 0;
}

/** The number without its fraction; 0 for what is no number, as Java's cast has it. */
export function wholeOf(value: number): number {
  return Number.isFinite(value) ? Math.trunc(value) + 0 : 0;
}

const digitsMax = 19;
const plus = 0x2b;
const minus = 0x2d;
const zero = 0x30;

/** The whole number that a text is in decimal, or NaN where it is none or too long for 64 bits (Long.parseLong). */
export function parseWhole(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  const sign = text.charCodeAt(0);
  const start = sign === minus || sign === plus ? 1 : 0;
  const { length } = text;
  if (length === start || length - start > digitsMax) return Number.NaN;
  let value = 0;
  for (let index = start; index < length; index++) {
    const digit = text.charCodeAt(index) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return sign === minus ? 0 - value : value;
}
