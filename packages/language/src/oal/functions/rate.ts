import { tenThousandths } from './arithmetic.ts';
import type { OalFunction } from './oal-function.ts';

/** Events of one kind over those of another, in ten-thousandths; 0 while there are none of the other. */
export const rate: OalFunction = {
  name: 'rate',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'none',
  parameters: [
    { name: 'numerator', type: 'condition' },
    { name: 'denominator', type: 'condition' },
  ],
  accumulate: (call) => ({
    numerator: call.count(call.test(0)),
    denominator: call.count(call.test(1)),
  }),
  read: (_, row) => tenThousandths(row.scalar('numerator'), row.scalar('denominator')),
};
