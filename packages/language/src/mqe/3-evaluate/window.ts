import { bucketStartMs, dayMs, hourMs, minuteMs } from '@stormpetrel/model';
import type { MqeWindow } from '../data-source.ts';
import type { Mark } from './value-table.ts';

/** The window with `steps` more buckets in front. */
export function extendWindow(window: MqeWindow, steps: number): MqeWindow {
  const earlier: number[] = [];
  let [bucket] = window.buckets;
  for (let i = 0; i < steps && bucket !== undefined; i++) {
    // The bucket that holds the last millisecond before: days and hours are not all equally long.
    bucket = bucketStartMs(bucket - 1, window.step);
    earlier.push(bucket);
  }
  return { step: window.step, buckets: [...earlier.toReversed(), ...window.buckets] };
}

/** Seconds of a step, the divisor of `rate`, whatever the calendar says. */
export function stepSeconds(window: MqeWindow): number {
  const ms = { minute: minuteMs, hour: hourMs, day: dayMs };
  return ms[window.step] / 1000;
}

/** Points of a series are named by their bucket's epoch ms. */
export function windowMarks(window: MqeWindow): readonly Mark[] {
  return window.buckets.map((bucket) => ({
    id: String(bucket),
    owner: undefined,
    traceId: undefined,
  }));
}
