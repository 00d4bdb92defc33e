import type { OalFunction } from './oal-function.ts';

export const sum: OalFunction = {
  name: 'sum',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'whole',
  parameters: [],
  accumulate: (call) => ({ sum: call.sum(call.attribute) }),
  read: (_, row) => row.scalar('sum'),
};
