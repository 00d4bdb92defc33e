// Made of rules/tcp.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../runtime.ts';

export function updateTCPService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPService'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(receivedBytes)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.receivedBytes;
  // sum(sentBytes)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + source.sentBytes;
}

export function updateTCPServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPServiceInstance'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(receivedBytes)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.receivedBytes;
  // sum(sentBytes)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + source.sentBytes;
}

export function updateTCPServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPServiceRelation'>,
): void {
  const { scalars } = rows;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    // count{detectPoint=CLIENT}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(receivedBytes){detectPoint=CLIENT}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=CLIENT}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + source.sentBytes;
  } else if (detectPoint === 0) {
    // count{detectPoint=SERVER}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(receivedBytes){detectPoint=SERVER}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=SERVER}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.sentBytes;
  }
}

export function updateTCPServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPServiceInstanceRelation'>,
): void {
  const { scalars } = rows;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    // count{detectPoint=CLIENT}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(receivedBytes){detectPoint=CLIENT}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=CLIENT}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + source.sentBytes;
  } else if (detectPoint === 0) {
    // count{detectPoint=SERVER}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(receivedBytes){detectPoint=SERVER}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=SERVER}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.sentBytes;
  }
}
