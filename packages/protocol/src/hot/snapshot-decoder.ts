/**
 * Reads a ThreadSnapshot (skywalking.v3, Profile) without making strings of its stack: that is stored as it came, and there
 * may be hundreds of frames in each of thousands of dumps. The stack is checked, so that whoever reads it later finds it sound.
 */
import { snapshotFramesMax } from '../limits.ts';
import { readInt64, readVarint32, skipField, wire } from './wire.ts';

export interface SnapshotView {
  readonly taskId: string;
  readonly segmentId: string;
  readonly timeMs: number;
  readonly sequence: number;
  /** A ThreadStack. The bytes may be a part of those that were decoded, or, where it came in pieces, of their own. */
  readonly stack: Uint8Array;
}

/** Far above what any agent gives these ids; what is longer is not sound. */
const idBytesMax = 1_024;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const noBytes: Uint8Array = new Uint8Array(0);

/**
 * The ThreadSnapshot in `bytes[start, end)`, or undefined when it is not sound, or its stack has more than
 * `snapshotFramesMax` frames. Never throws.
 */
export function decodeSnapshot(
  bytes: Uint8Array,
  start: number,
  end: number,
): SnapshotView | undefined {
  const view = { taskId: '', segmentId: '', timeMs: 0, sequence: 0, stack: noBytes };
  let at = start;
  while (at < end) {
    const tag = readVarint32(bytes, at, end);
    if (wire.next < 0) return undefined;
    const valueAt = wire.next;
    at = skipField(bytes, tag, valueAt, end);
    if (at < 0) return undefined;
    if (tag === 0x18) view.timeMs = readInt64(bytes, valueAt, end);
    else if (tag === 0x20) view.sequence = readVarint32(bytes, valueAt, end);
    else if (tag === 0x0a || tag === 0x12 || tag === 0x2a) {
      readVarint32(bytes, valueAt, end);
      const value = bytes.subarray(wire.next, at);
      if (tag === 0x2a) {
        // The pieces of a message that comes several times are one message, as protobuf has it.
        view.stack = view.stack.length === 0 ? value : joined(view.stack, value);
      } else {
        if (value.length > idBytesMax) return undefined;
        if (tag === 0x0a) view.taskId = utf8.decode(value);
        else view.segmentId = utf8.decode(value);
      }
    }
  }
  return at === end && isSoundStack(view.stack) ? view : undefined;
}

function isSoundStack(stack: Uint8Array): boolean {
  let frames = 0;
  let at = 0;
  while (at < stack.length) {
    const tag = readVarint32(stack, at, stack.length);
    if (wire.next < 0) return false;
    at = skipField(stack, tag, wire.next, stack.length);
    if (at < 0) return false;
    if (tag === 0x0a && ++frames > snapshotFramesMax) return false;
  }
  return true;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
