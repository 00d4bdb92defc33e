import type { OalFunction } from './oal-function.ts';
import { percentile2, readRanks } from './percentile2.ts';

/** The form of `percentile2` from before labels had names: its label `_` is the place of the rank, 0 to 4. */
export const percentile: OalFunction = {
  ...percentile2,
  name: 'percentile',
  labels: ['_'],
  read: (definition, row) =>
    readRanks(row, definition.args[0] ?? 1).map((value, index) => ({
      labels: [String(index)],
      value,
    })),
};
