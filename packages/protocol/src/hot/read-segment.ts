import { SegmentObject } from '../generated/trace.ts';

/** A stored segment as an object with everything in it, for whoever opens a trace. Throws when the bytes are not sound. */
export function readSegment(bytes: Uint8Array): SegmentObject {
  return SegmentObject.decode(bytes);
}
