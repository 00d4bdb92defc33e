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
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 2] = (scalars[first + 2] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(inputTokens)
  scalars[first + 3] = (scalars[first + 3] as number) + source.inputTokens;
  // sum(outputTokens)
  scalars[first + 4] = (scalars[first + 4] as number) + source.outputTokens;
  // sum(totalEstimatedCost)
  scalars[first + 5] = (scalars[first + 5] as number) + source.totalEstimatedCost;
  if (source.status) {
    // count{status}
    scalars[first + 1] = (scalars[first + 1] as number) + 1;
  }
}

export function updateGenAIModelAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'GenAIModelAccess'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  const timeToFirstToken = source.timeToFirstToken;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 2] = (scalars[first + 2] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(inputTokens)
  scalars[first + 5] = (scalars[first + 5] as number) + source.inputTokens;
  // sum(outputTokens)
  scalars[first + 6] = (scalars[first + 6] as number) + source.outputTokens;
  // sum(totalEstimatedCost)
  scalars[first + 7] = (scalars[first + 7] as number) + source.totalEstimatedCost;
  if (timeToFirstToken > 0) {
    // count{timeToFirstToken>0}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(timeToFirstToken){timeToFirstToken>0}
    scalars[first + 4] = (scalars[first + 4] as number) + timeToFirstToken;
    // buckets(timeToFirstToken/10){timeToFirstToken>0}
    (maps[1] as MapAccumulator).add(row, bucketOf(timeToFirstToken, 10), 1);
  }
  if (source.status) {
    // count{status}
    scalars[first + 1] = (scalars[first + 1] as number) + 1;
  }
}
