import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { ByteWriter } from '../encoding/byte-writer.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import type { ColumnBuilder } from './block-builder.ts';

const chunkRowsMin = storageLimits.payloadChunkRowsMax / 4;

/**
 * Takes the chunks of payload of several blocks over into one: large ones as they are, so that a payload is compressed
 * only once in its life; small neighbours laid together.
 */
export class ChunkMover {
  readonly #read: (id: number) => Uint8Array;
  readonly #store: (frame: Uint8Array) => number;

  constructor(read: (id: number) => Uint8Array, store: (frame: Uint8Array) => number) {
    this.#read = read;
    this.#store = store;
  }

  /** The column holds the ids of the old chunks; afterwards those of the new ones. */
  move(column: ColumnBuilder): void {
    const ids = column.chunkIds.splice(0);
    const rows = column.chunkRows.splice(0);
    let from = 0;
    while (from < ids.length) {
      let end = from + 1;
      let sum = rows[from] ?? 0;
      while (end < ids.length && sum < chunkRowsMin && (rows[end] ?? 0) < chunkRowsMin)
        sum += rows[end++] ?? 0;
      const frames = ids.slice(from, end).map((id) => this.#read(id));
      const joined = frames.length > 1 ? joinFrames(frames) : undefined;
      if (joined === undefined)
        frames.forEach((frame, i) => {
          column.chunkIds.push(this.#store(frame));
          column.chunkRows.push(rows[from + i] ?? 0);
        });
      else {
        column.chunkIds.push(this.#store(joined));
        column.chunkRows.push(sum);
      }
      from = end;
    }
  }
}

/** undefined when one of them is damaged: then each goes on as it is, and only its own rows are lost. */
function joinFrames(frames: readonly Uint8Array[]): Uint8Array | undefined {
  const raw = new ByteWriter(1 << 16);
  try {
    for (const frame of frames) raw.writeBytes(decodeFrame(frame));
  } catch (thrown) {
    if (!(thrown instanceof BlockCorrupt)) throw thrown;
    return undefined;
  }
  if (raw.length > 2 * storageLimits.payloadChunkBytesMax) return undefined;
  return encodeFrame(raw.written(), 'zstd');
}
