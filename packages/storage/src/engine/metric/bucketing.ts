import { bucketStartMs, minuteMs } from '@stormpetrel/model';

/** Minute → minute at which its bucket starts, remembering the minutes that it has seen. */
export function bucketing(step: 'hour' | 'day'): (minute: number) => number {
  const starts = new Map<number, number>();
  return (minute) => {
    let start = starts.get(minute);
    if (start === undefined)
      starts.set(minute, (start = bucketStartMs(minute * minuteMs, step) / minuteMs));
    return start;
  };
}
