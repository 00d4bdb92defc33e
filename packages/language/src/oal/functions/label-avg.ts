import { divideWhole } from './arithmetic.ts';
import { compareText, labelsMaxDefault } from './label-limit.ts';
import type { OalFunction } from './oal-function.ts';

/** The average by label, cut off, but no less than 1 of anything positive. Past the limit the rarest are left out. */
export const labelAvg: OalFunction = {
  name: 'labelAvg',
  valueType: 'LABELED_VALUE',
  labels: ['n'],
  attribute: 'none',
  parameters: [
    { name: 'label', type: 'text' },
    { name: 'value', type: 'whole' },
    { name: 'maxLabelCount', type: 'count', default: labelsMaxDefault },
  ],
  accumulate: (call) => ({
    sums: call.labels(call.term(0), call.number(2), call.term(1)),
    counts: call.labels(call.term(0), call.number(2)),
  }),
  read: (definition, row) => {
    const sums = new Map(row.entries('sums'));
    return [...row.entries('counts')]
      .filter(([label]) => sums.has(label))
      .sort(([a, m], [b, n]) => n - m || compareText(String(a), String(b)))
      .slice(0, definition.args[0] ?? labelsMaxDefault)
      .map(([label, count]) => ({
        labels: [String(label)],
        value: average(sums.get(label) ?? 0, count),
      }));
  },
};

function average(sum: number, count: number): number {
  const value = divideWhole(sum, count);
  return value === 0 && sum > 0 ? 1 : value;
}
