import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { type RecordBlock, notCut } from './record-block.ts';

/** The value of a `bytes` column: found in its chunk, with the ids of the row put back. Throws `BlockCorrupt`. */
export function readPayload(
  block: RecordBlock,
  column: number,
  row: number,
  readChunk: (id: number) => Uint8Array,
): Uint8Array {
  const { sizes, cuts, chunkIds, chunkRows } = block.payload(column);
  let chunk = 0;
  while ((chunkRows[chunk + 1] as number) <= row) chunk++;
  const bytes = readChunk(chunkIds[chunk] as number);
  let start = 0;
  for (let i = chunkRows[chunk] as number; i < row; i++) start += sizes[i] as number;
  const end = start + (sizes[row] as number);
  if (end > bytes.length) throw new BlockCorrupt('payload is cut');
  return withIds(block, cuts, row, bytes.subarray(start, end));
}

function withIds(
  block: RecordBlock,
  cuts: readonly Uint32Array[],
  row: number,
  stored: Uint8Array,
): Uint8Array {
  const parts: Uint8Array[] = [];
  const idColumns = block.specs.flatMap((spec, index) => (spec.type === 'id' ? [index] : []));
  let taken = 0;
  let length = 0;
  cuts.forEach((cut, i) => {
    const at = cut[row] as number;
    if (at === notCut) return;
    const ids = block.ids(idColumns[i] ?? -1);
    const piece = stored.subarray(taken, taken + at - length);
    if (piece.length !== at - length) throw new BlockCorrupt('payload is cut');
    const id = ids.bytes.subarray(ids.offsets[row], ids.offsets[row + 1]);
    parts.push(piece, id);
    taken += piece.length;
    length += piece.length + id.length;
  });
  parts.push(stored.subarray(taken));
  const value = new Uint8Array(length + stored.length - taken);
  let at = 0;
  for (const part of parts) {
    value.set(part, at);
    at += part.length;
  }
  return value;
}
