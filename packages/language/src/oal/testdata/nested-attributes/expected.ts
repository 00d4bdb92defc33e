// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars } = rows;
  if (source["sideCar.internalErrorCode"] === "x") {
    // count{sideCar.internalErrorCode="x"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(sideCar.internalRequestLatencyNanos){sideCar.internalErrorCode="x"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source["sideCar.internalRequestLatencyNanos"];
  }
}

export function updateK8SService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SService'>,
): void {
  const { scalars } = rows;
  const type = source.type;
  if (type === "write") {
    const writeL4Duration = source["write.l4.duration"];
    // count{type="write"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(write.l4.duration){type="write"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + writeL4Duration;
    // max(write.l4.duration){type="write"}
    const c4 = scalars[4] as Float64Array;
    if (writeL4Duration > (c4[row] as number)) c4[row] = writeL4Duration;
  } else if (type === "protocol") {
    const protocolHttpStatusCode = source["protocol.http.statusCode"];
    // count{type="protocol"}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + 1;
    // sum(protocol.http.latency){type="protocol"}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + source["protocol.http.latency"];
    if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
      // count{protocol.http.statusCode<600,protocol.http.statusCode>=500,type="protocol"}
      const c5 = scalars[5] as Float64Array;
      c5[row] = (c5[row] as number) + 1;
    }
  } else if (type === "read") {
    // count{type="read"}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(read.l4.duration){type="read"}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + source["read.l4.duration"];
  }
}
