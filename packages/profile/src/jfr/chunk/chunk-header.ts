/**
 * The fixed 68 bytes that a chunk begins with, big-endian:
 *
 *      0  "FLR\0"                 32  i64 begin, ns since the epoch
 *      4  u16 major, u16 minor    40  i64 length, ns
 *      8  i64 size of the chunk   48  i64 begin, ticks
 *     16  i64 offset of pools     56  i64 ticks a second
 *     24  i64 offset of metadata  64  u8 state, u8 unused, u16 flags: 1 = compressed integers, 2 = last chunk
 *
 * Offsets count from the begin of the chunk. While a chunk is being written its size, offsets and length are those of the last
 * flush, or 0; the state is 0 for a chunk that is whole and 255 while the header itself is being written.
 */
import { JfrDamage } from '../jfr-damage.ts';
import type { JfrBytes } from '../bytes/jfr-bytes.ts';

export const chunkHeaderBytes = 68;
const magic = 0x464c5200;
const stateWhole = 0;
const stateChanging = 255;

export interface ChunkHeader {
  readonly offset: number;
  /** End of the chunk as far as it was written, or of the file where that is not told. */
  readonly end: number;
  /** False for a chunk that is cut, or that was still being written. */
  readonly whole: boolean;
  readonly compressed: boolean;
  /** Place of the newest pools in the file, or 0. */
  readonly poolsAt: number;
  /** Place of the metadata in the file, or 0. */
  readonly metadataAt: number;
  readonly startMs: number;
  readonly durationMs: number;
  /** Halves of the tick at which the chunk begins. */
  readonly startTicksLo: number;
  readonly startTicksHi: number;
  readonly ticksPerSecond: number;
}

/** Whether bytes are the begin of a recording. */
export function isJfr(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0) === magic;
}

/** The header of the chunk at `offset`. Throws `JfrDamage` where there is none. */
export function readChunkHeader(bytes: JfrBytes, offset: number): ChunkHeader {
  bytes.seek(offset, offset + chunkHeaderBytes);
  const header = new Uint8Array(chunkHeaderBytes);
  bytes.copy(header, 0, Math.min(4, bytes.left));
  if (!isJfr(header)) throw new JfrDamage('a chunk does not begin with FLR');
  if (bytes.left < chunkHeaderBytes - 4) throw new JfrDamage('the header of a chunk is cut');
  bytes.copy(header, 4, chunkHeaderBytes - 4);
  const view = viewOf(header);
  const major = view.getUint16(4);
  if (major !== 2)
    throw new JfrDamage(`version ${major}.${view.getUint16(6)} of the format, not 2`);
  const long = (at: number): number => Number(view.getBigInt64(at));
  const size = long(8);
  const state = view.getUint8(64);
  if (size < 0 || (size > 0 && size < chunkHeaderBytes)) {
    throw new JfrDamage(`a chunk of ${size} bytes`);
  }
  const left = bytes.sizeBytes - offset;
  const sizeTold = state !== stateChanging && size > 0 && size <= left;
  const end = offset + (sizeTold ? size : left);
  const inside = (at: number): number =>
    at >= chunkHeaderBytes && at < end - offset ? offset + at : 0;
  return {
    offset,
    end,
    whole: sizeTold && state === stateWhole,
    compressed: (view.getUint16(66) & 1) !== 0,
    poolsAt: inside(long(16)),
    metadataAt: inside(long(24)),
    startMs: Math.max(0, long(32) / 1e6),
    durationMs: Math.max(0, long(40) / 1e6),
    startTicksLo: view.getInt32(52),
    startTicksHi: view.getInt32(48),
    ticksPerSecond: Math.max(1, long(56)),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
