// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import { bucketOf } from '../../rule-support.ts';
import type { AccumulatorRows, MapAccumulator } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // buckets(latency/5)
  (maps[1] as MapAccumulator).add(row, bucketOf(latency, 5), 1);
  if (source.status) {
    // count{status}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    if (latency > 5) {
      // count{latency>5,status}
      scalars[first + 3] = (scalars[first + 3] as number) + 1;
    }
  }
}
