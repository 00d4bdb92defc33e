import { crc32 } from 'node:zlib';
import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from './block-corrupt.ts';
import type { NumberRoom } from './numbers.ts';
import { zstd } from './zstd.ts';

/**
 * A frame: what a stored blob is made of. docs/formats/frame.md.
 *
 *     0   u32  CRC-32 of all that follows
 *     4   u8   codec: 0 raw, 1 zstd
 *     5   3    zero
 *     8   u32  bytes when unpacked
 *     12  u32  bytes of the data
 *     16       data
 */
const headerBytes = 16;
const rawBytesMin = 256;

export type FrameCodec = 'raw' | 'zstd';

export function encodeFrame(raw: Uint8Array, codec: FrameCodec): Uint8Array {
  let data = raw;
  let codecId = 0;
  if (codec === 'zstd' && raw.length >= rawBytesMin) {
    const packed = zstd().pack(raw);
    if (packed.length < raw.length) {
      data = packed;
      codecId = 1;
    }
  }
  const frame = new Uint8Array(headerBytes + data.length);
  const view = new DataView(frame.buffer);
  frame[4] = codecId;
  view.setUint32(8, raw.length, true);
  view.setUint32(12, data.length, true);
  frame.set(data, headerBytes);
  view.setUint32(0, crc32(frame.subarray(4)), true);
  return frame;
}

/**
 * The content of a frame: a view of it where it is not compressed, otherwise in memory of the room given, or of its own.
 * Throws `BlockCorrupt`.
 */
export function decodeFrame(frame: Uint8Array, room?: NumberRoom): Uint8Array {
  if (frame.length < headerBytes) throw new BlockCorrupt('frame is cut');
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const dataBytes = view.getUint32(12, true);
  const rawBytes = view.getUint32(8, true);
  if (headerBytes + dataBytes !== frame.length) throw new BlockCorrupt('frame is cut');
  if (crc32(frame.subarray(4)) !== view.getUint32(0, true)) throw new BlockCorrupt('checksum');
  const data = frame.subarray(headerBytes);
  if (frame[4] === 0) return data;
  if (frame[4] !== 1 || rawBytes > storageLimits.sectionBytesMax)
    throw new BlockCorrupt('unknown codec or size');
  // Not from the pool of small buffers: a view that stays in a cache would hold all that it shares memory with.
  const raw = room?.bytes(rawBytes) ?? new Uint8Array(rawBytes);
  // Whatever zstd says, the block is lost.
  if (!zstd().unpack(data, raw)) throw new BlockCorrupt('data does not unpack');
  return raw;
}
