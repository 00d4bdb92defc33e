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
  const first = row * rows.scalarsPerRow;
  const tagA = source.originalTags.get("a");
  const rpcStatusCode = source.rpcStatusCode;
  const tagANumber = parseWhole(tagA);
  const rpcStatusCodeNumber = parseWhole(rpcStatusCode);
  // count
  scalars[first + 5] = (scalars[first + 5] as number) + 1;
  // sum(latency)
  scalars[first + 6] = (scalars[first + 6] as number) + source.latency;
  if (source.type === 4) {
    const tagTransmissionLatency = source.originalTags.get("transmission.latency");
    const tagTransmissionLatencyNumber = parseWhole(tagTransmissionLatency);
    if (!Number.isNaN(tagTransmissionLatencyNumber)) {
      // count{number(tag[transmission.latency]),type=MQ}
      scalars[first] = (scalars[first] as number) + 1;
      // sum(long(tag[transmission.latency])){number(tag[transmission.latency]),type=MQ}
      scalars[first + 1] = (scalars[first + 1] as number) + tagTransmissionLatencyNumber;
    }
  }
  if (!Number.isNaN(tagANumber)) {
    // count{number(tag[a])}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    if (tagANumber <= 5) {
      // count{long(tag[a])<=5,number(tag[a])}
      scalars[first + 4] = (scalars[first + 4] as number) + 1;
    }
  }
  if (rpcStatusCodeNumber > 3 && !Number.isNaN(rpcStatusCodeNumber)) {
    // count{long(rpcStatusCode)>3,number(rpcStatusCode)}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}
