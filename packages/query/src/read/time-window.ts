/**
 * From GraphQL's `Duration` to instants. The strings are wall-clock times in the server's own zone, both ends are part
 * of the window (query-protocol, common: Duration; server-core, DurationUtils).
 */
import { CodedError } from '@stormpetrel/base';
import { type Step, bucketStartMs, minuteMs, nextBucketMs } from '@stormpetrel/model';
import { queryErrors } from '../errors.ts';
import { queryLimits } from '../limits.ts';

export type DurationStep = 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

export interface DurationInput {
  readonly start: string;
  readonly end: string;
  readonly step: DurationStep;
}

/** Instants from inclusive to exclusive, epoch ms, and the step in which metrics of that time are read. */
export interface TimeWindow {
  readonly step: Step;
  readonly fromMs: number;
  readonly toMs: number;
}

const formats: Record<DurationStep, { readonly pattern: RegExp; readonly text: string }> = {
  DAY: { pattern: /^(\d{4})-(\d\d)-(\d\d)$/, text: 'yyyy-MM-dd' },
  HOUR: { pattern: /^(\d{4})-(\d\d)-(\d\d) (\d\d)$/, text: 'yyyy-MM-dd HH' },
  MINUTE: { pattern: /^(\d{4})-(\d\d)-(\d\d) (\d\d)(\d\d)$/, text: 'yyyy-MM-dd HHmm' },
  SECOND: { pattern: /^(\d{4})-(\d\d)-(\d\d) (\d\d)(\d\d)(\d\d)$/, text: 'yyyy-MM-dd HHmmss' },
};

/** There are no metrics by second: a window in seconds reads the minutes that it touches. */
const metricSteps: Record<DurationStep, Step> = {
  DAY: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'minute',
};

/** A window that ends before it starts is let through: lists are empty over it. Throws on malformed times. */
export function parseDuration(duration: DurationInput): TimeWindow {
  const fromMs = parseTime(duration.start, duration.step);
  const endMs = parseTime(duration.end, duration.step);
  return { step: metricSteps[duration.step], fromMs, toMs: stepAfter(endMs, duration.step) };
}

function stepAfter(timeMs: number, step: DurationStep): number {
  switch (step) {
    case 'SECOND':
      return timeMs + 1000;
    case 'MINUTE':
      return timeMs + minuteMs;
    case 'HOUR':
      return nextBucketMs(timeMs, 'hour');
    default:
      return nextBucketMs(timeMs, 'day');
  }
}

function parseTime(text: string, step: DurationStep): number {
  const format = formats[step];
  const parts = format.pattern.exec(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (parts ?? [])
    .slice(1)
    .map(Number);
  const date = new Date(year, month - 1, day, hour, minute, second);
  // A Date made of the 31st of June is the 1st of July: what was not meant literally is refused.
  const literal = date.getMonth() === month - 1 && date.getDate() === day;
  if (parts === null || !literal || hour > 23 || minute > 59 || second > 59) {
    throw new CodedError(
      queryErrors.durationMalformed.code,
      `time ${JSON.stringify(text)} is not written as ${format.text}, which step ${step} demands`,
    );
  }
  return date.getTime();
}

/** The window widened to whole buckets of its step. */
export function alignWindow(window: TimeWindow): TimeWindow {
  const { step } = window;
  const lastMs = bucketStartMs(window.toMs - 1, step);
  return { step, fromMs: bucketStartMs(window.fromMs, step), toMs: nextBucketMs(lastMs, step) };
}

/** The window widened to whole days. */
export function widenToDays(window: TimeWindow): TimeWindow {
  const { step, fromMs, toMs } = alignWindow({ ...window, step: 'day' });
  return { step, fromMs, toMs };
}

/** Starts of the buckets in the window, ascending, at least one. Throws where it is reversed or too long. */
export function listBuckets(window: TimeWindow): readonly number[] {
  const { step, toMs } = window;
  const buckets: number[] = [];
  for (
    let bucketMs = bucketStartMs(window.fromMs, step);
    bucketMs < toMs;
    bucketMs = nextBucketMs(bucketMs, step)
  ) {
    if (buckets.length === queryLimits.pointsMax) {
      throw new CodedError(
        queryErrors.durationTooLong.code,
        `the duration has more than ${queryLimits.pointsMax} ${step}s`,
      );
    }
    buckets.push(bucketMs);
  }
  if (buckets.length === 0) {
    throw new CodedError(queryErrors.durationReversed.code, 'the duration ends before it starts');
  }
  return buckets;
}

/** The process's offset from UTC at an instant, as `+0800`. */
export function formatTimeZone(timeMs: number): string {
  const offsetMinutes = -new Date(timeMs).getTimezoneOffset();
  const size = Math.abs(offsetMinutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  const minutes = String(size % 60).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${hours}${minutes}`;
}
