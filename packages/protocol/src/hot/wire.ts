/**
 * The few pieces of the protobuf wire format that hand-written decoders share.
 *
 * A reader that needs more than one result leaves the position after what it read in `wire.next`; it is negative when the
 * bytes are not sound. Callers read one-byte varints themselves and come here for longer ones.
 *
 * Readers MAY look at up to 10 bytes past `end`, so there MUST be at least `slackBytes` behind the message; what is found
 * there never counts, because the position is compared with `end` afterwards.
 */
export const wire = { next: 0 };

/** Bytes that have to follow a message in its array. */
export const slackBytes = 16;

/** A varint's low 32 bits, signed: what int32, enum, tag and length readers of all protobuf libraries take. */
export function readVarint32(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      wire.next = at > end ? -1 : at;
      return value;
    }
  }
  for (let i = 0; i < 5; i++) {
    if ((bytes[at++] as number) < 0x80) {
      wire.next = at > end ? -1 : at;
      return value;
    }
  }
  wire.next = -1;
  return 0;
}

/** An int64 as the nearest double. */
export function readInt64(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let low = 0;
  let high = 0;
  let byte = 0x80;
  for (let shift = 0; shift < 28 && byte >= 0x80; shift += 7) {
    byte = bytes[at++] as number;
    low |= (byte & 0x7f) << shift;
  }
  if (byte >= 0x80) {
    byte = bytes[at++] as number;
    low |= (byte & 0x0f) << 28;
    high = (byte & 0x7f) >> 4;
    for (let shift = 3; shift < 32 && byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number;
      high |= (byte & 0x7f) << shift;
    }
  }
  wire.next = at > end || byte >= 0x80 ? -1 : at;
  return high * 0x1_0000_0000 + (low >>> 0);
}

/**
 * Steps over the value of a field that the reader does not know, or knows with another wire type. Gives the position after
 * it, or a negative number: groups, wire types 6 and 7, field number 0 and what runs past the end are not sound.
 */
export function skipField(bytes: Uint8Array, tag: number, start: number, end: number): number {
  if (tag >>> 3 === 0) return -1;
  let at = start;
  switch (tag & 7) {
    case 0:
      readVarint32(bytes, at, end);
      return wire.next;
    case 1:
      at += 8;
      break;
    case 2: {
      const length = readVarint32(bytes, at, end);
      if (wire.next < 0 || length < 0) return -1;
      at = wire.next + length;
      break;
    }
    case 5:
      at += 4;
      break;
    default:
      return -1;
  }
  return at > end ? -1 : at;
}
