import { divideWhole } from './arithmetic.ts';
import type { OalFunction } from './oal-function.ts';

/** Calls per minute: events over the minutes of the bucket, cut off, so that 59 calls in an hour are none. */
export const cpm: OalFunction = {
  name: 'cpm',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'none',
  parameters: [],
  accumulate: (call) => ({ count: call.count() }),
  read: (_, row) => divideWhole(row.scalar('count'), row.bucketMinutes),
};
