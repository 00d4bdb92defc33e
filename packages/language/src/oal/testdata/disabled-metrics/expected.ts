// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
}
