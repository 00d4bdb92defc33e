import type { OalFunction } from './oal-function.ts';

/** The average, with its fraction. */
export const doubleAvg: OalFunction = {
  name: 'doubleAvg',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'number',
  parameters: [],
  accumulate: (call) => ({ sum: call.sum(call.attribute), count: call.count() }),
  read: (_, row) => row.scalar('sum') / row.scalar('count'),
};
