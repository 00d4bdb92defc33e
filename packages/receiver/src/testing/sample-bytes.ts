import { SegmentObject } from '@stormpetrel/protocol';

/** Path of the method that most of the load comes by. */
export const collectPath = '/skywalking.v3.TraceSegmentReportService/collect';

/** A sound segment of one span. */
export function segmentBytes(traceId: string, service = 'orders'): Uint8Array {
  return SegmentObject.encode(
    SegmentObject.fromPartial({
      traceId,
      traceSegmentId: `${traceId}.1`,
      service,
      serviceInstance: `${service}-1`,
      spans: [{ parentSpanId: -1, startTime: 1_790_000_000_000, endTime: 1_790_000_000_010 }],
    }),
  ).finish();
}
