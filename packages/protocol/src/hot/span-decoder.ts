/** The spans of a segment (skywalking.v3, Tracing), for segment-decoder.ts, whose overview holds for this too. */
import type { SegmentColumns } from '@stormpetrel/model';
import { DecodeOutcome } from './decode-outcome.ts';
import { internName } from './intern-name.ts';
import { readInt64, readVarint32, skipField, wire } from './wire.ts';

/**
 * Appends the SpanObject in `arena[start, end)` with its references and tags. The counts of the columns are the caller's to put
 * back when this refuses. A function of more than 70 lines, because a call for each field would cost as much as the field.
 */
export function decodeSpan(
  into: SegmentColumns,
  start: number,
  end: number,
  refsMax: number,
  tagsMax: number,
): DecodeOutcome {
  const arena = into.arena;
  into.reserveSpan();
  const span = into.spanCount;
  resetSpan(into, span);
  let at = start;
  while (at < end) {
    let tag = arena[at++] as number;
    if (tag >= 0x80) {
      tag = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0) return DecodeOutcome.malformed;
    }
    let value = arena[at] as number;
    if ((tag & 7) === 0) {
      if (tag === 0x18 || tag === 0x20) {
        const time = readInt64(arena, at, end);
        if (tag === 0x18) into.startMs[span] = time;
        else into.endMs[span] = time;
        if ((at = wire.next) < 0) return DecodeOutcome.malformed;
        continue;
      }
      if (value < 0x80) {
        at++;
      } else if (tag === 0x58 || tag === 0x70) {
        value = readInt64(arena, at, end) === 0 ? 0 : 1;
        if ((at = wire.next) < 0) return DecodeOutcome.malformed;
      } else {
        value = readVarint32(arena, at, end);
        if ((at = wire.next) < 0) return DecodeOutcome.malformed;
      }
      switch (tag) {
        case 0x08:
          into.spanId[span] = value;
          break;
        case 0x10:
          into.parentSpanId[span] = value;
          break;
        case 0x40:
          into.spanType[span] = enumByte(value);
          break;
        case 0x48:
          into.spanLayer[span] = enumByte(value);
          break;
        case 0x50:
          into.componentId[span] = value;
          break;
        case 0x58:
          into.isError[span] = value === 0 ? 0 : 1;
          break;
        case 0x70:
          into.skipAnalysis[span] = value === 0 ? 0 : 1;
          break;
        default:
          if (tag >>> 3 === 0) return DecodeOutcome.malformed;
          break;
      }
      continue;
    }
    if (tag !== 0x62 && tag !== 0x32 && tag !== 0x3a && tag !== 0x2a && tag !== 0x6a) {
      at = skipField(arena, tag, at, end);
      if (at < 0) return DecodeOutcome.malformed;
      continue;
    }
    at++;
    if (value >= 0x80) {
      value = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0 || value < 0) return DecodeOutcome.malformed;
    }
    const valueEnd = at + value;
    if (valueEnd > end) return DecodeOutcome.malformed;
    switch (tag) {
      case 0x62:
        if (into.tagCount === tagsMax) return DecodeOutcome.tooManyTags;
        if (!decodeTag(into, at, valueEnd)) return DecodeOutcome.malformed;
        break;
      case 0x32:
        into.operation[span] = internName(into, at, valueEnd);
        break;
      case 0x3a:
        into.peer[span] = internName(into, at, valueEnd);
        break;
      case 0x2a:
        if (into.refCount === refsMax) return DecodeOutcome.tooManyRefs;
        if (!decodeRef(into, at, valueEnd)) return DecodeOutcome.malformed;
        break;
      default:
        if (!isSoundLog(arena, at, valueEnd)) return DecodeOutcome.malformed;
        break;
    }
    at = valueEnd;
  }
  if (at !== end) return DecodeOutcome.malformed;
  into.spanCount = span + 1;
  into.refOffset[span + 1] = into.refCount;
  into.tagOffset[span + 1] = into.tagCount;
  return DecodeOutcome.ok;
}

function resetSpan(into: SegmentColumns, span: number): void {
  into.spanId[span] = 0;
  into.parentSpanId[span] = 0;
  into.startMs[span] = 0;
  into.endMs[span] = 0;
  into.operation[span] = 0;
  into.peer[span] = 0;
  into.spanType[span] = 0;
  into.spanLayer[span] = 0;
  into.componentId[span] = 0;
  into.isError[span] = 0;
  into.skipAnalysis[span] = 0;
}

/** Enums are open: numbers that a byte can't hold must not turn into known ones. */
function enumByte(value: number): number {
  return value >>> 0 > 255 ? 255 : value;
}

/** KeyStringValuePair: key = 1, value = 2. */
function decodeTag(into: SegmentColumns, start: number, end: number): boolean {
  const arena = into.arena;
  into.reserveTag();
  const index = into.tagCount;
  let key = 0;
  let valueStart = start;
  let valueEnd = start;
  let at = start;
  while (at < end) {
    let tag = arena[at++] as number;
    if (tag >= 0x80) {
      tag = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0) return false;
    }
    if (tag !== 0x0a && tag !== 0x12) {
      at = skipField(arena, tag, at, end);
      if (at < 0) return false;
      continue;
    }
    let length = arena[at++] as number;
    if (length >= 0x80) {
      length = readVarint32(arena, at - 1, end);
      if ((at = wire.next) < 0 || length < 0) return false;
    }
    const next = at + length;
    if (next > end) return false;
    if (tag === 0x0a) {
      key = internName(into, at, next);
    } else {
      valueStart = at;
      valueEnd = next;
    }
    at = next;
  }
  if (at !== end) return false;
  into.tagKey[index] = key;
  into.tagValueStart[index] = valueStart;
  into.tagValueEnd[index] = valueEnd;
  into.tagCount = index + 1;
  return true;
}

/** SegmentReference. The ids of the parent's segment and span are only read from the stored bytes. */
function decodeRef(into: SegmentColumns, start: number, end: number): boolean {
  const arena = into.arena;
  into.reserveRef();
  const ref = into.refCount;
  into.refType[ref] = 0;
  into.refTraceIdStart[ref] = start;
  into.refTraceIdEnd[ref] = start;
  into.refParentService[ref] = 0;
  into.refParentInstance[ref] = 0;
  into.refParentEndpoint[ref] = 0;
  into.refAddress[ref] = 0;
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    if ((at = wire.next) < 0) return false;
    if (tag === 0x08) {
      into.refType[ref] = enumByte(readVarint32(arena, at, end));
      if ((at = wire.next) < 0) return false;
      continue;
    }
    const next = skipField(arena, tag, at, end);
    if (next < 0) return false;
    if ((tag & 7) === 2) {
      readVarint32(arena, at, end);
      setRefName(into, ref, tag, wire.next, next);
    }
    at = next;
  }
  into.refCount = ref + 1;
  return true;
}

function setRefName(into: SegmentColumns, ref: number, tag: number, at: number, end: number): void {
  switch (tag) {
    case 0x12:
      into.refTraceIdStart[ref] = at;
      into.refTraceIdEnd[ref] = end;
      break;
    case 0x2a:
      into.refParentService[ref] = internName(into, at, end);
      break;
    case 0x32:
      into.refParentInstance[ref] = internName(into, at, end);
      break;
    case 0x3a:
      into.refParentEndpoint[ref] = internName(into, at, end);
      break;
    case 0x42:
      into.refAddress[ref] = internName(into, at, end);
      break;
    default:
      break;
  }
}

/** Log: time = 1, data = 2 (KeyStringValuePair). */
function isSoundLog(arena: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    const valueAt = wire.next;
    if (valueAt < 0) return false;
    at = skipField(arena, tag, valueAt, end);
    if (at < 0) return false;
    if (tag !== 0x12) continue;
    readVarint32(arena, valueAt, end);
    if (!areSoundFields(arena, wire.next, at)) return false;
  }
  return true;
}

function areSoundFields(arena: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const tag = readVarint32(arena, at, end);
    if (wire.next < 0) return false;
    at = skipField(arena, tag, wire.next, end);
    if (at < 0) return false;
  }
  return true;
}
