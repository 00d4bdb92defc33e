import type { OalFunction } from './oal-function.ts';

/** `min` without cutting off fractions. */
export const minDouble: OalFunction = {
  name: 'minDouble',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'number',
  parameters: [],
  accumulate: (call) => ({ min: call.min(call.attribute) }),
  read: (_, row) => row.scalar('min'),
};
