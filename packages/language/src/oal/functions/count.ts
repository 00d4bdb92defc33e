import type { OalFunction } from './oal-function.ts';

/** How many events there were in the bucket. */
export const count: OalFunction = {
  name: 'count',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'none',
  parameters: [],
  accumulate: (call) => ({ count: call.count() }),
  read: (_, row) => row.scalar('count'),
};
