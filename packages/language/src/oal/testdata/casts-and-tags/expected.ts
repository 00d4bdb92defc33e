// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import { parseWhole } from '../../rule-support.ts';
import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars } = rows;
  const tagA = source.originalTags.get("a");
  const rpcStatusCode = source.rpcStatusCode;
  const tagANumber = parseWhole(tagA);
  const rpcStatusCodeNumber = parseWhole(rpcStatusCode);
  // count
  const c5 = scalars[5] as Float64Array;
  c5[row] = (c5[row] as number) + 1;
  // sum(latency)
  const c6 = scalars[6] as Float64Array;
  c6[row] = (c6[row] as number) + source.latency;
  if (source.type === 4) {
    const tagTransmissionLatency = source.originalTags.get("transmission.latency");
    const tagTransmissionLatencyNumber = parseWhole(tagTransmissionLatency);
    if (!Number.isNaN(tagTransmissionLatencyNumber)) {
      // count{number(tag[transmission.latency]),type=MQ}
      const c0 = scalars[0] as Float64Array;
      c0[row] = (c0[row] as number) + 1;
      // sum(long(tag[transmission.latency])){number(tag[transmission.latency]),type=MQ}
      const c1 = scalars[1] as Float64Array;
      c1[row] = (c1[row] as number) + tagTransmissionLatencyNumber;
    }
  }
  if (!Number.isNaN(tagANumber)) {
    // count{number(tag[a])}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    if (tagANumber <= 5) {
      // count{long(tag[a])<=5,number(tag[a])}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + 1;
    }
  }
  if (rpcStatusCodeNumber > 3 && !Number.isNaN(rpcStatusCodeNumber)) {
    // count{long(rpcStatusCode)>3,number(rpcStatusCode)}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}
