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
  if (source["sideCar.internalErrorCode"] === "x") {
    // count{sideCar.internalErrorCode="x"}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(sideCar.internalRequestLatencyNanos){sideCar.internalErrorCode="x"}
    scalars[first + 1] = (scalars[first + 1] as number) + source["sideCar.internalRequestLatencyNanos"];
  }
}

export function updateK8SService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SService'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const type = source.type;
  if (type === "write") {
    const writeL4Duration = source["write.l4.duration"];
    // count{type="write"}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(write.l4.duration){type="write"}
    scalars[first + 1] = (scalars[first + 1] as number) + writeL4Duration;
    // max(write.l4.duration){type="write"}
    if (writeL4Duration > (scalars[first + 4] as number)) scalars[first + 4] = writeL4Duration;
  } else if (type === "protocol") {
    const protocolHttpStatusCode = source["protocol.http.statusCode"];
    // count{type="protocol"}
    scalars[first + 6] = (scalars[first + 6] as number) + 1;
    // sum(protocol.http.latency){type="protocol"}
    scalars[first + 7] = (scalars[first + 7] as number) + source["protocol.http.latency"];
    if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
      // count{protocol.http.statusCode<600,protocol.http.statusCode>=500,type="protocol"}
      scalars[first + 5] = (scalars[first + 5] as number) + 1;
    }
  } else if (type === "read") {
    // count{type="read"}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(read.l4.duration){type="read"}
    scalars[first + 3] = (scalars[first + 3] as number) + source["read.l4.duration"];
  }
}
