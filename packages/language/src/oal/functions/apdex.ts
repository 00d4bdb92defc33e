import type { Comparison, Term, Test } from '../2-analyze/term.ts';
import { divideWhole } from './arithmetic.ts';
import type { OalFunction } from './oal-function.ts';

/**
 * Apdex, 0 to 10,000: those served within the threshold T of their service count whole, those within 4T half, those
 * that took longer or failed not at all.
 */
export const apdex: OalFunction = {
  name: 'apdex',
  valueType: 'REGULAR_VALUE',
  labels: [],
  attribute: 'whole',
  parameters: [
    { name: 'name', type: 'text' },
    { name: 'status', type: 'boolean' },
  ],
  accumulate: (call) => {
    const latency = call.attribute;
    const threshold: Term = { kind: 'apdexThreshold', of: call.term(0) };
    const most: Term = { kind: 'scaled', of: threshold, by: 4 };
    const success = compare(call.term(1), '==', { kind: 'constant', value: true });
    return {
      total: call.count(),
      satisfied: call.count(success, compare(latency, '<=', threshold)),
      tolerated: call.count(
        success,
        compare(latency, '>', threshold),
        compare(latency, '<=', most),
      ),
    };
  },
  read: (_, row) => {
    const halves = divideWhole(row.scalar('tolerated') * 10_000, 2);
    return divideWhole(row.scalar('satisfied') * 10_000 + halves, row.scalar('total'));
  },
};

function compare(left: Term, operator: Comparison, right: Term): Test {
  return { kind: 'compare', left, operator, right };
}
