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
  const latency = source.latency;
  const rpcStatusCode = source.rpcStatusCode;
  const status = source.status;
  const tagB = source.originalTags.get("b");
  const rpcStatusCodeIndex = rows.textIndex(rpcStatusCode);
  const tagBNumber = parseWhole(tagB);
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + latency;
  // buckets(latency/100..20)
  (maps[0] as MapAccumulator).add(row, Math.min(bucketOf(latency, 100), 20), 1);
  // buckets(latency/10)
  (maps[1] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // max(latency)
  const c7 = scalars[7] as Float64Array;
  if (latency > (c7[row] as number)) c7[row] = latency;
  // min(latency)
  const c8 = scalars[8] as Float64Array;
  if (latency < (c8[row] as number)) c8[row] = latency;
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
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    if (latency <= thresholdMs) {
      // count{latency<=T(name),status}
      const c5 = scalars[5] as Float64Array;
      c5[row] = (c5[row] as number) + 1;
    }
    if (latency <= 4 * thresholdMs && latency > thresholdMs) {
      // count{latency<=4T(name),latency>T(name),status}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
    }
  } else {
    // count{!status}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
  }
  if (!Number.isNaN(tagBNumber)) {
    const tagA = source.originalTags.get("a");
    const tagAIndex = rows.textIndex(tagA ?? '');
    // count{number(tag[b])}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + 1;
    // labels(tag[a],7):sum(long(tag[b])){number(tag[b])}
    (maps[5] as MapAccumulator).add(row, tagAIndex, tagBNumber);
    // labels(tag[a],7){number(tag[b])}
    (maps[6] as MapAccumulator).add(row, tagAIndex, 1);
  }
  if (source.httpResponseStatusCode >= 400) {
    // count{httpResponseStatusCode>=400}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}

export function updateServiceInstanceJVMCPU(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMCPU'>,
): void {
  const { scalars } = rows;
  const usePercent = source.usePercent;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(whole(usePercent))
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + wholeOf(usePercent);
  // sum(usePercent)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + usePercent;
  // max(usePercent)
  const c3 = scalars[3] as Float64Array;
  if (usePercent > (c3[row] as number)) c3[row] = usePercent;
  // min(usePercent)
  const c4 = scalars[4] as Float64Array;
  if (usePercent < (c4[row] as number)) c4[row] = usePercent;
}
