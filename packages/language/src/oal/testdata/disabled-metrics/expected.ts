// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
}
