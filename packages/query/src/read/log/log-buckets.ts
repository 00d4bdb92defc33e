/** Bars of a chart over time: of a round width, beginning at multiples of it. */
export interface LogBuckets {
  readonly bucketMs: number;
  /** The first may begin before the window, the last end after it. */
  readonly starts: readonly number[];
}

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const widthsMs: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
];

/** The narrowest bars of which no more than so many are needed. None where the window is empty. */
export function logBuckets(fromMs: number, toMs: number, countMax: number): LogBuckets {
  if (fromMs >= toMs) return { bucketMs: secondMs, starts: [] };
  const bucketMs =
    widthsMs.find((widthMs) => countOf(fromMs, toMs, widthMs) <= countMax) ??
    wholeDays(fromMs, toMs, countMax);
  const firstMs = Math.floor(fromMs / bucketMs) * bucketMs;
  const count = countOf(fromMs, toMs, bucketMs);
  return { bucketMs, starts: Array.from({ length: count }, (_, i) => firstMs + i * bucketMs) };
}

/** Days go by one, then by twice as many. */
function wholeDays(fromMs: number, toMs: number, countMax: number): number {
  let widthMs = dayMs;
  while (countOf(fromMs, toMs, widthMs) > Math.max(2, countMax)) widthMs *= 2;
  return widthMs;
}

function countOf(fromMs: number, toMs: number, widthMs: number): number {
  return Math.ceil(toMs / widthMs) - Math.floor(fromMs / widthMs);
}

/** The bar of a time, which MUST be in one of them. */
export function bucketOf({ bucketMs, starts }: LogBuckets, timeMs: number): number {
  return Math.floor((timeMs - (starts[0] ?? 0)) / bucketMs);
}
