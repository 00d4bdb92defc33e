import { compareText, labelsMaxDefault } from './label-limit.ts';
import type { OalFunction } from './oal-function.ts';

/** How many events had each label. Past the limit the rarest labels are left out. */
export const labelCount: OalFunction = {
  name: 'labelCount',
  valueType: 'LABELED_VALUE',
  labels: ['n'],
  attribute: 'none',
  parameters: [
    { name: 'label', type: 'text' },
    { name: 'maxLabelCount', type: 'count', default: labelsMaxDefault },
  ],
  accumulate: (call) => ({ counts: call.labels(call.term(0), call.number(1)) }),
  read: (definition, row) =>
    [...row.entries('counts')]
      .sort(([a, m], [b, n]) => n - m || compareText(String(a), String(b)))
      .slice(0, definition.args[0] ?? labelsMaxDefault)
      .map(([label, value]) => ({ labels: [String(label)], value })),
};
