// Made of rules/virtual-gen-ai.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import { bucketOf } from '../rule-support.ts';
import type { AccumulatorRows, MapAccumulator } from '../runtime.ts';

export function updateGenAIProviderAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'GenAIProviderAccess'>,
): void {
  const { scalars, maps } = rows;
  const latency = source.latency;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(inputTokens)
  const c3 = scalars[3] as Float64Array;
  c3[row] = (c3[row] as number) + source.inputTokens;
  // sum(outputTokens)
  const c4 = scalars[4] as Float64Array;
  c4[row] = (c4[row] as number) + source.outputTokens;
  // sum(totalEstimatedCost)
  const c5 = scalars[5] as Float64Array;
  c5[row] = (c5[row] as number) + source.totalEstimatedCost;
  if (source.status) {
    // count{status}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + 1;
  }
}

export function updateGenAIModelAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'GenAIModelAccess'>,
): void {
  const { scalars, maps } = rows;
  const latency = source.latency;
  const timeToFirstToken = source.timeToFirstToken;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(inputTokens)
  const c5 = scalars[5] as Float64Array;
  c5[row] = (c5[row] as number) + source.inputTokens;
  // sum(outputTokens)
  const c6 = scalars[6] as Float64Array;
  c6[row] = (c6[row] as number) + source.outputTokens;
  // sum(totalEstimatedCost)
  const c7 = scalars[7] as Float64Array;
  c7[row] = (c7[row] as number) + source.totalEstimatedCost;
  if (timeToFirstToken > 0) {
    // count{timeToFirstToken>0}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(timeToFirstToken){timeToFirstToken>0}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + timeToFirstToken;
    // buckets(timeToFirstToken/10){timeToFirstToken>0}
    (maps[1] as MapAccumulator).add(row, bucketOf(timeToFirstToken, 10), 1);
  }
  if (source.status) {
    // count{status}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + 1;
  }
}
