import { tenThousandths } from './arithmetic.ts';
import type { OalFunction } from './oal-function.ts';

/** How many of the events met the condition, 0 to 10,000. */
export const percent: OalFunction = {
  name: 'percent',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'none',
  parameters: [{ name: 'match', type: 'condition' }],
  accumulate: (call) => ({ total: call.count(), match: call.count(call.test(0)) }),
  read: (_, row) => tenThousandths(row.scalar('match'), row.scalar('total')),
};
