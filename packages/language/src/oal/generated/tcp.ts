// Made of rules/tcp.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../runtime.ts';

export function updateTCPService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPService'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(receivedBytes)
  scalars[first + 1] = (scalars[first + 1] as number) + source.receivedBytes;
  // sum(sentBytes)
  scalars[first + 2] = (scalars[first + 2] as number) + source.sentBytes;
}

export function updateTCPServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPServiceInstance'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(receivedBytes)
  scalars[first + 1] = (scalars[first + 1] as number) + source.receivedBytes;
  // sum(sentBytes)
  scalars[first + 2] = (scalars[first + 2] as number) + source.sentBytes;
}

export function updateTCPServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPServiceRelation'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    // count{detectPoint=CLIENT}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(receivedBytes){detectPoint=CLIENT}
    scalars[first + 1] = (scalars[first + 1] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=CLIENT}
    scalars[first + 2] = (scalars[first + 2] as number) + source.sentBytes;
  } else if (detectPoint === 0) {
    // count{detectPoint=SERVER}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(receivedBytes){detectPoint=SERVER}
    scalars[first + 4] = (scalars[first + 4] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=SERVER}
    scalars[first + 5] = (scalars[first + 5] as number) + source.sentBytes;
  }
}

export function updateTCPServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'TCPServiceInstanceRelation'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    // count{detectPoint=CLIENT}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(receivedBytes){detectPoint=CLIENT}
    scalars[first + 1] = (scalars[first + 1] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=CLIENT}
    scalars[first + 2] = (scalars[first + 2] as number) + source.sentBytes;
  } else if (detectPoint === 0) {
    // count{detectPoint=SERVER}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(receivedBytes){detectPoint=SERVER}
    scalars[first + 4] = (scalars[first + 4] as number) + source.receivedBytes;
    // sum(sentBytes){detectPoint=SERVER}
    scalars[first + 5] = (scalars[first + 5] as number) + source.sentBytes;
  }
}
