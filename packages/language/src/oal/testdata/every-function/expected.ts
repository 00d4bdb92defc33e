// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import { bucketOf, parseWhole, wholeOf } from '../../rule-support.ts';
import type { AccumulatorRows, DispatchContext, MapAccumulator } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
  context: DispatchContext,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  const rpcStatusCode = source.rpcStatusCode;
  const status = source.status;
  const tagB = source.originalTags.get("b");
  const rpcStatusCodeIndex = rows.textIndex(rpcStatusCode);
  const tagBNumber = parseWhole(tagB);
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + latency;
  // buckets(latency/100..20)
  (maps[0] as MapAccumulator).add(row, Math.min(bucketOf(latency, 100), 20), 1);
  // buckets(latency/10)
  (maps[1] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // max(latency)
  if (latency > (scalars[first + 7] as number)) scalars[first + 7] = latency;
  // min(latency)
  if (latency < (scalars[first + 8] as number)) scalars[first + 8] = latency;
  // labels(rpcStatusCode,50)
  (maps[2] as MapAccumulator).add(row, rpcStatusCodeIndex, 1);
  // labels(rpcStatusCode,3)
  (maps[3] as MapAccumulator).add(row, rpcStatusCodeIndex, 1);
  // labels(rpcStatusCode,50):sum(latency)
  (maps[4] as MapAccumulator).add(row, rpcStatusCodeIndex, latency);
  if (status) {
    const name = source.name;
    const thresholdMs = context.apdexThresholdMs(name);
    // count{status}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    if (latency <= thresholdMs) {
      // count{latency<=T(name),status}
      scalars[first + 5] = (scalars[first + 5] as number) + 1;
    }
    if (latency <= 4 * thresholdMs && latency > thresholdMs) {
      // count{latency<=4T(name),latency>T(name),status}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
    }
  } else {
    // count{!status}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
  }
  if (!Number.isNaN(tagBNumber)) {
    const tagA = source.originalTags.get("a");
    const tagAIndex = rows.textIndex(tagA ?? '');
    // count{number(tag[b])}
    scalars[first + 9] = (scalars[first + 9] as number) + 1;
    // labels(tag[a],7):sum(long(tag[b])){number(tag[b])}
    (maps[5] as MapAccumulator).add(row, tagAIndex, tagBNumber);
    // labels(tag[a],7){number(tag[b])}
    (maps[6] as MapAccumulator).add(row, tagAIndex, 1);
  }
  if (source.httpResponseStatusCode >= 400) {
    // count{httpResponseStatusCode>=400}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}

export function updateServiceInstanceJVMCPU(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMCPU'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const usePercent = source.usePercent;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(whole(usePercent))
  scalars[first + 1] = (scalars[first + 1] as number) + wholeOf(usePercent);
  // sum(usePercent)
  scalars[first + 2] = (scalars[first + 2] as number) + usePercent;
  // max(usePercent)
  if (usePercent > (scalars[first + 3] as number)) scalars[first + 3] = usePercent;
  // min(usePercent)
  if (usePercent < (scalars[first + 4] as number)) scalars[first + 4] = usePercent;
}
