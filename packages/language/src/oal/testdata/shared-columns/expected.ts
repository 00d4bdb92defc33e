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
  const latency = source.latency;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // buckets(latency/5)
  (maps[1] as MapAccumulator).add(row, bucketOf(latency, 5), 1);
  if (source.status) {
    // count{status}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    if (latency > 5) {
      // count{latency>5,status}
      const c3 = scalars[3] as Float64Array;
      c3[row] = (c3[row] as number) + 1;
    }
  }
}
