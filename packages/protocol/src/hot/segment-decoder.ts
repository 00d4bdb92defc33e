/**
 * Decodes a SegmentObject (skywalking.v3, Tracing) in one pass over its bytes, straight into columns.
 *
 * 1. The message is copied to the end of the arena; all ranges in the columns point into that copy.
 * 2. Fields are taken in whatever order they come. A scalar that comes twice keeps the last value, fields that are not
 *    known, or come with another wire type, are stepped over. No message of a segment is singular, so nothing has to be
 *    merged.
 * 3. Names are interned from their bytes, ids and tag values stay ranges of bytes. Logs are only checked: they are read
 *    again from the stored bytes when somebody looks at the trace.
 * 4. Whatever is not sound ends the decoding, and the counts of the columns are put back: the batch is as before. Names that
 *    were interned until then stay; nothing refers to them.
 *
 * Against the generated codec this one is stricter in three things: groups, field number 0 and the limits of limits.ts are
 * refused.
 */
import type { SegmentColumns } from '@stormpetrel/model';
import { segmentRefsMax, segmentSpansMax, segmentTagsMax } from '../limits.ts';
import { DecodeOutcome } from './decode-outcome.ts';
import { internName } from './intern-name.ts';
import { decodeSpan } from './span-decoder.ts';
import { readVarint32, skipField, slackBytes, wire } from './wire.ts';

/**
 * Appends the SegmentObject in `bytes[start, end)` to the columns. Never throws on odd bytes: anything but
 * `DecodeOutcome.ok` leaves the columns as they were.
 */
export function decodeSegment(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: SegmentColumns,
): DecodeOutcome {
  const { arenaLength, segmentCount: segment } = into;
  const length = end - start;
  into.reserveArena(length + slackBytes);
  into.arena.set(bytes.subarray(start, end), arenaLength);
  into.arenaLength = arenaLength + length;
  into.reserveSegment();
  const outcome = decodeFields(into, arenaLength, arenaLength + length);
  if (outcome !== DecodeOutcome.ok) {
    into.truncate(segment);
    return outcome;
  }
  into.segmentCount = segment + 1;
  into.segmentStart[segment] = arenaLength;
  into.segmentEnd[segment] = arenaLength + length;
  into.spanOffset[segment + 1] = into.spanCount;
  return DecodeOutcome.ok;
}

/**
 * Appends all segments of a SegmentCollection (its field 1). All or none: one segment that is not sound refuses the
 * collection.
 */
export function decodeSegmentCollection(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: SegmentColumns,
): DecodeOutcome {
  const { segmentCount } = into;
  const outcome = decodeCollectionFields(bytes, start, end, into);
  if (outcome !== DecodeOutcome.ok) into.truncate(segmentCount);
  return outcome;
}

function decodeCollectionFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: SegmentColumns,
): DecodeOutcome {
  let at = start;
  while (at < end) {
    const tag = readVarint32(bytes, at, end);
    if (wire.next < 0) return DecodeOutcome.malformed;
    const valueAt = wire.next;
    at = skipField(bytes, tag, valueAt, end);
    if (at < 0) return DecodeOutcome.malformed;
    if (tag !== 0x0a) continue;
    readVarint32(bytes, valueAt, end);
    const outcome = decodeSegment(bytes, wire.next, at, into);
    if (outcome !== DecodeOutcome.ok) return outcome;
  }
  return DecodeOutcome.ok;
}

function decodeFields(into: SegmentColumns, start: number, end: number): DecodeOutcome {
  const arena = into.arena;
  const segment = into.segmentCount;
  const spansMax = into.spanCount + segmentSpansMax;
  const refsMax = into.refCount + segmentRefsMax;
  const tagsMax = into.tagCount + segmentTagsMax;
  into.traceIdStart[segment] = start;
  into.traceIdEnd[segment] = start;
  into.segmentIdStart[segment] = start;
  into.segmentIdEnd[segment] = start;
  into.service[segment] = 0;
  into.instance[segment] = 0;
  let at = start;
  while (at < end) {
    let tag = arena[at++] as number;
    if (tag >= 0x80) {
      tag = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0) return DecodeOutcome.malformed;
    }
    if (tag !== 0x0a && tag !== 0x12 && tag !== 0x1a && tag !== 0x22 && tag !== 0x2a) {
      at = skipField(arena, tag, at, end);
      if (at < 0) return DecodeOutcome.malformed;
      continue;
    }
    let length = arena[at++] as number;
    if (length >= 0x80) {
      length = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0 || length < 0) return DecodeOutcome.malformed;
    }
    const valueEnd = at + length;
    if (valueEnd > end) return DecodeOutcome.malformed;
    switch (tag) {
      case 0x0a:
        into.traceIdStart[segment] = at;
        into.traceIdEnd[segment] = valueEnd;
        break;
      case 0x12:
        into.segmentIdStart[segment] = at;
        into.segmentIdEnd[segment] = valueEnd;
        break;
      case 0x1a: {
        if (into.spanCount === spansMax) return DecodeOutcome.tooManySpans;
        const outcome = decodeSpan(into, at, valueEnd, refsMax, tagsMax);
        if (outcome !== DecodeOutcome.ok) return outcome;
        break;
      }
      case 0x22:
        into.service[segment] = internName(into, at, valueEnd);
        break;
      case 0x2a:
        into.instance[segment] = internName(into, at, valueEnd);
        break;
      default:
        break;
    }
    at = valueEnd;
  }
  return at === end ? DecodeOutcome.ok : DecodeOutcome.malformed;
}
