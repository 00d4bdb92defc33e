import type { OalFunction } from './oal-function.ts';

/** The least. */
export const min: OalFunction = {
  name: 'min',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'whole',
  parameters: [],
  accumulate: (call) => ({ min: call.min(call.attribute) }),
  read: (_, row) => row.scalar('min'),
};
