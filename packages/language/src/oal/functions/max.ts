import type { OalFunction } from './oal-function.ts';

/** The greatest, or 0 where all are below it, as upstream has it (server-core, MaxLongMetrics). */
export const max: OalFunction = {
  name: 'max',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'whole',
  parameters: [],
  accumulate: (call) => ({ max: call.max(call.attribute) }),
  read: (_, row) => Math.max(0, row.scalar('max')),
};
