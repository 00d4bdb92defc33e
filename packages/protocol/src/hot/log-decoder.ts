/**
 * Decodes a LogData (skywalking.v3, Logging) in one pass over its bytes, straight into columns.
 *
 * 1. The message is copied to the end of the arena; all ranges in the columns point into that copy.
 * 2. Fields are taken in whatever order they come. A scalar that comes twice keeps the last value; body, trace context and
 *    tags that come in several parts are merged, as protobuf has it; of the kinds of content the last one counts. Fields that
 *    are not known, or come with another wire type, are stepped over.
 * 3. Names are interned from their bytes, ids, content and tag values stay ranges of bytes. The tags as a whole are kept as a
 *    range too, for whoever looks at the log.
 * 4. Whatever is not sound ends the decoding, and the counts of the columns are put back: the batch is as before.
 *
 * Against the generated codec this one is stricter in three things: groups, field number 0 and the limits of limits.ts are
 * refused. `LogDataBody.type` is not read: the kind of the content says the same.
 */
import type { LogColumns } from '@stormpetrel/model';
import { logTagBytesMax, logTagsMax } from '../limits.ts';
import { DecodeOutcome } from './decode-outcome.ts';
import { internName } from './intern-name.ts';
import { readInt64, readVarint32, skipField, slackBytes, wire } from './wire.ts';

/** Fields of LogData, as tags on the wire. */
const timestampTag = 0x08;
const serviceTag = 0x12;
const instanceTag = 0x1a;
const endpointTag = 0x22;
const bodyTag = 0x2a;
const traceContextTag = 0x32;
const tagsTag = 0x3a;
const layerTag = 0x42;

/**
 * Appends the LogData in `bytes[start, end)` to the columns. Never throws on odd bytes: anything but `DecodeOutcome.ok` leaves
 * the columns as they were.
 */
export function decodeLog(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: LogColumns,
): DecodeOutcome {
  const { arenaLength, tagCount } = into;
  const length = end - start;
  into.reserveArena(length + slackBytes);
  into.arena.set(bytes.subarray(start, end), arenaLength);
  into.arenaLength = arenaLength + length;
  into.reserveLog();
  resetLog(into, into.logCount, arenaLength);
  const outcome = decodeFields(into, arenaLength, arenaLength + length);
  if (outcome !== DecodeOutcome.ok) {
    into.arenaLength = arenaLength;
    into.tagCount = tagCount;
    return outcome;
  }
  into.logCount++;
  into.tagOffset[into.logCount] = into.tagCount;
  return DecodeOutcome.ok;
}

function resetLog(into: LogColumns, log: number, at: number): void {
  into.timeMs[log] = 0;
  into.service[log] = 0;
  into.instance[log] = 0;
  into.endpoint[log] = 0;
  into.layer[log] = 0;
  into.traceIdStart[log] = at;
  into.traceIdEnd[log] = at;
  into.segmentIdStart[log] = at;
  into.segmentIdEnd[log] = at;
  into.spanId[log] = 0;
  into.contentType[log] = 0;
  into.contentStart[log] = at;
  into.contentEnd[log] = at;
  into.tagsStart[log] = at;
  into.tagsEnd[log] = at;
  into.tagOffset[log] = into.tagCount;
}

function decodeFields(into: LogColumns, start: number, end: number): DecodeOutcome {
  const arena = into.arena;
  const log = into.logCount;
  const tagsMax = into.tagCount + logTagsMax;
  let tagBytes = 0;
  let tagParts = 0;
  let at = start;
  while (at < end) {
    let tag = arena[at++] as number;
    if (tag >= 0x80) {
      tag = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0) return DecodeOutcome.malformed;
    }
    if (tag === timestampTag) {
      into.timeMs[log] = readInt64(arena, at, end);
      if ((at = wire.next) < 0) return DecodeOutcome.malformed;
      continue;
    }
    if ((tag & 7) !== 2 || tag < serviceTag || tag > layerTag) {
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
      case bodyTag:
        if (!decodeBody(into, log, at, valueEnd)) return DecodeOutcome.malformed;
        break;
      case traceContextTag:
        if (!decodeTraceContext(into, log, at, valueEnd)) return DecodeOutcome.malformed;
        break;
      case tagsTag: {
        tagBytes += length;
        tagParts++;
        if (tagBytes > logTagBytesMax) return DecodeOutcome.tooManyLogTags;
        const outcome = decodeTags(into, at, valueEnd, tagsMax);
        if (outcome !== DecodeOutcome.ok) return outcome;
        into.tagsStart[log] = at;
        into.tagsEnd[log] = valueEnd;
        break;
      }
      default:
        setName(into, log, tag, at, valueEnd);
        break;
    }
    at = valueEnd;
  }
  if (at !== end) return DecodeOutcome.malformed;
  if (tagParts > 1) joinTags(into, log, start, end, tagBytes);
  return DecodeOutcome.ok;
}

function setName(into: LogColumns, log: number, tag: number, at: number, end: number): void {
  switch (tag) {
    case serviceTag:
      into.service[log] = internName(into, at, end);
      break;
    case instanceTag:
      into.instance[log] = internName(into, at, end);
      break;
    case endpointTag:
      into.endpoint[log] = internName(into, at, end);
      break;
    case layerTag:
      into.layer[log] = internName(into, at, end);
      break;
    default:
      break;
  }
}

/** LogDataBody: text = 2, json = 3, yaml = 4, each a message with its text as the field of number 1. */
function decodeBody(into: LogColumns, log: number, start: number, end: number): boolean {
  const arena = into.arena;
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    if (valueAt < 0) return false;
    at = skipField(arena, tag, valueAt, end);
    if (at < 0) return false;
    if (tag !== 0x12 && tag !== 0x1a && tag !== 0x22) continue;
    readVarint32(arena, valueAt, end);
    if (!decodeContent(into, log, (tag >>> 3) - 1, wire.next, at)) return false;
  }
  return true;
}

function decodeContent(
  into: LogColumns,
  log: number,
  contentType: number,
  start: number,
  end: number,
): boolean {
  const arena = into.arena;
  if (into.contentType[log] !== contentType) {
    into.contentType[log] = contentType;
    into.contentStart[log] = start;
    into.contentEnd[log] = start;
  }
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    if (valueAt < 0) return false;
    at = skipField(arena, tag, valueAt, end);
    if (at < 0) return false;
    if (tag !== 0x0a) continue;
    readVarint32(arena, valueAt, end);
    into.contentStart[log] = wire.next;
    into.contentEnd[log] = at;
  }
  return true;
}

/** TraceContext: traceId = 1, traceSegmentId = 2, spanId = 3. */
function decodeTraceContext(into: LogColumns, log: number, start: number, end: number): boolean {
  const arena = into.arena;
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    if (valueAt < 0) return false;
    if (tag === 0x18) {
      into.spanId[log] = readVarint32(arena, valueAt, end);
      if ((at = wire.next) < 0) return false;
      continue;
    }
    at = skipField(arena, tag, valueAt, end);
    if (at < 0) return false;
    if (tag !== 0x0a && tag !== 0x12) continue;
    readVarint32(arena, valueAt, end);
    if (tag === 0x0a) {
      into.traceIdStart[log] = wire.next;
      into.traceIdEnd[log] = at;
    } else {
      into.segmentIdStart[log] = wire.next;
      into.segmentIdEnd[log] = at;
    }
  }
  return true;
}

/** LogTags: data = 1 (KeyStringValuePair). */
function decodeTags(into: LogColumns, start: number, end: number, tagsMax: number): DecodeOutcome {
  const arena = into.arena;
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    if (valueAt < 0) return DecodeOutcome.malformed;
    at = skipField(arena, tag, valueAt, end);
    if (at < 0) return DecodeOutcome.malformed;
    if (tag !== 0x0a) continue;
    readVarint32(arena, valueAt, end);
    if (into.tagCount === tagsMax) return DecodeOutcome.tooManyLogTags;
    if (!decodeTag(into, wire.next, at)) return DecodeOutcome.malformed;
  }
  return DecodeOutcome.ok;
}

/** KeyStringValuePair: key = 1, value = 2. */
function decodeTag(into: LogColumns, start: number, end: number): boolean {
  const arena = into.arena;
  into.reserveTag();
  const index = into.tagCount;
  into.tagKey[index] = 0;
  into.tagValueStart[index] = start;
  into.tagValueEnd[index] = start;
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    if (valueAt < 0) return false;
    at = skipField(arena, tag, valueAt, end);
    if (at < 0) return false;
    if (tag !== 0x0a && tag !== 0x12) continue;
    readVarint32(arena, valueAt, end);
    if (tag === 0x0a) {
      into.tagKey[index] = internName(into, wire.next, at);
    } else {
      into.tagValueStart[index] = wire.next;
      into.tagValueEnd[index] = at;
    }
  }
  into.tagCount = index + 1;
  return true;
}

/** Tags that came in parts, one part behind the other: that is what protobuf's merging means on the wire. */
function joinTags(into: LogColumns, log: number, start: number, end: number, bytes: number): void {
  const joinedStart = into.arenaLength;
  into.reserveArena(bytes + slackBytes);
  const arena = into.arena;
  let joinedEnd = joinedStart;
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    at = skipField(arena, tag, valueAt, end);
    if (tag !== tagsTag) continue;
    readVarint32(arena, valueAt, end);
    arena.copyWithin(joinedEnd, wire.next, at);
    joinedEnd += at - wire.next;
  }
  into.arenaLength = joinedEnd;
  into.tagsStart[log] = joinedStart;
  into.tagsEnd[log] = joinedEnd;
}
