import type { OalFunction } from './oal-function.ts';

/** `max` without cutting off fractions. */
export const maxDouble: OalFunction = {
  name: 'maxDouble',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'number',
  parameters: [],
  accumulate: (call) => ({ max: call.max(call.attribute) }),
  read: (_, row) => Math.max(0, row.scalar('max')),
};
