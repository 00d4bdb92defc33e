import { type Step, bucketStartMs, minuteMs, nextBucketMs } from '@stormpetrel/model';

/** Minute → minute at which its bucket starts, remembering the minutes that it has seen. */
export function bucketing(step: Step): (minute: number) => number {
  if (step === 'minute') return (minute) => minute;
  const starts = new Map<number, number>();
  return (minute) => {
    let start = starts.get(minute);
    if (start === undefined)
      starts.set(minute, (start = bucketStartMs(minute * minuteMs, step) / minuteMs));
    return start;
  };
}

/** Minute at which a bucket starts → minute at which the one after it does. */
export function nextBucketMinute(start: number, step: Step): number {
  return step === 'minute' ? start + 1 : nextBucketMs(start * minuteMs, step) / minuteMs;
}
