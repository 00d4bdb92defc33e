import type { OalFunction } from './oal-function.ts';

/**
 * A heatmap's column: how many values fell into each step of `step`, labelled with the step's lower end. All steps up
 * to the last, which takes what lies beyond it, are there, empty ones too.
 */
export const histogram: OalFunction = {
  name: 'histogram',
  valueType: 'HEATMAP',
  labels: ['bucket'],
  attribute: 'whole',
  parameters: [
    { name: 'step', type: 'count' },
    { name: 'maxNumOfSteps', type: 'count' },
  ],
  accumulate: (call) => ({
    buckets: call.buckets(call.attribute, call.number(0), call.number(1)),
  }),
  read: (definition, row) => {
    const [step = 1, last = 0] = definition.args;
    const counts = new Map<number, number>();
    for (let index = 0; index <= last; index++) counts.set(index, 0);
    for (const [key, count] of row.entries('buckets')) {
      counts.set(Number(key), (counts.get(Number(key)) ?? 0) + count);
    }
    return [...counts]
      .sort(([a], [b]) => a - b)
      .map(([index, value]) => ({ labels: [String(index * step)], value }));
  },
};
