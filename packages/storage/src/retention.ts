import { bucketStartMs, dayMs } from '@stormpetrel/model';
import type { RecordSchema, Step } from '@stormpetrel/model';
import type { Retention } from './api/index.ts';
import { storageLimits } from './limits.ts';

/**
 * The first instant that is still kept: the start of the local day that holds `now - days`. So a thing is kept for
 * `days` whole days and what is left of the day it falls on. Readers do not show what is older, whether or not the
 * keeper has already dropped it.
 */
export function retentionStartMs(nowMs: number, days: number): number {
  return bucketStartMs(nowMs - days * dayMs, 'day');
}

export function stepRetentionDays(retention: Retention, step: Step): number {
  if (step === 'minute') return retention.minuteDays;
  return step === 'hour' ? retention.hourDays : retention.dayDays;
}

export function recordRetentionDays(retention: Retention, schema: RecordSchema): number {
  return schema.retention === 'trace' ? retention.traceDays : retention.recordDays;
}

/** Rows later than this are not stored. */
export function futureEndMs(nowMs: number): number {
  return nowMs + storageLimits.futureMsMax;
}
