/**
 * Time buckets. Inside, a bucket is the epoch millisecond at which it starts; the digits-only form of the protocol
 * (yyyyMMddHHmm …) exists only at the edge. Hours and days begin where the server's own time zone says so.
 */
export type Step = 'minute' | 'hour' | 'day';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** The start of the bucket that holds the instant, in the process's local time zone. */
export function bucketStartMs(timeMs: number, step: Step): number {
  // Minutes need no calendar: every zone in use is offset by whole minutes.
  if (step === 'minute') return Math.floor(timeMs / minuteMs) * minuteMs;
  const date = new Date(timeMs);
  if (step === 'day') return date.setHours(0, 0, 0, 0);
  // Not setMinutes(0): where a clock is put back, an hour has two beginnings and that always finds the first.
  const offsetMinutes = date.getTimezoneOffset();
  const startMs = hourStartMs(timeMs, offsetMinutes);
  const offsetAtStart = new Date(startMs).getTimezoneOffset();
  // A clock that is moved by half an hour cuts the hour in two: the second half begins where the first's hour ends.
  return offsetAtStart === offsetMinutes ? startMs : hourStartMs(timeMs, offsetAtStart);
}

/** `offsetMinutes` is what a clock there is behind UTC. */
function hourStartMs(timeMs: number, offsetMinutes: number): number {
  const offsetMs = -offsetMinutes * minuteMs;
  return Math.floor((timeMs + offsetMs) / hourMs) * hourMs - offsetMs;
}

/**
 * The start of the bucket after the one that starts at `bucketMs`; always later than that. A day can be 23 or 25 hours
 * long, and begin at one o'clock where midnight is left out.
 */
export function nextBucketMs(bucketMs: number, step: Step): number {
  if (step === 'minute') return bucketMs + minuteMs;
  // Not setHours(+1): where a clock is put back, that would name the same hour twice.
  if (step === 'hour') return bucketStartMs(bucketMs + hourMs, 'hour');
  const date = new Date(bucketMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** Minutes in a bucket, the divisor of `cpm` (server-core, TimeBucket: 1, 60, 1440 whatever the calendar says). */
export function bucketMinutes(step: Step): number {
  return step === 'minute' ? 1 : step === 'hour' ? 60 : 1440;
}

/** SkyWalking's name of a bucket in the process's zone: yyyyMMddHHmm, shortened by step (server-core, TimeBucket). */
export function bucketDigits(bucketMs: number, step: Step): string {
  const date = new Date(bucketMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  if (step === 'day') return day;
  const hour = `${day}${two(date.getHours())}`;
  return step === 'hour' ? hour : `${hour}${two(date.getMinutes())}`;
}
