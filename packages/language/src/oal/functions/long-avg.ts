import { divideWhole } from './arithmetic.ts';
import type { OalFunction } from './oal-function.ts';

/** The average, cut off to a whole number. */
export const longAvg: OalFunction = {
  name: 'longAvg',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'whole',
  parameters: [],
  accumulate: (call) => ({ sum: call.sum(call.attribute), count: call.count() }),
  read: (_, row) => divideWhole(row.scalar('sum'), row.scalar('count')),
};
