import { isUtf8 } from 'node:buffer';
import type { BytesColumn } from '../../api/index.ts';

/**
 * A content column whose chosen rows are UTF-8, each by itself: the column as it is where that holds, otherwise a copy, good
 * for these rows, with replacement characters. So whoever searches chunks of it may take them for text.
 */
export function wellFormed(column: BytesColumn, chosen: Uint32Array): BytesColumn {
  const { bytes, offsets } = column;
  const first = chosen[0] ?? 0;
  const end = (chosen.at(-1) ?? -1) + 1;
  if (end <= first || isWellFormed(column, first, end)) return column;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows: Buffer[] = [];
  const copied = new Uint32Array(end + 1);
  let size = 0;
  for (const row of chosen) {
    const start = offsets[row] as number;
    const mended = Buffer.from(whole.toString('utf8', start, offsets[row + 1]));
    rows.push(mended);
    copied[row] = size;
    size += mended.length;
    copied[row + 1] = size;
  }
  return { bytes: Buffer.concat(rows), offsets: copied };
}

/** All of it is UTF-8, and no row begins in the middle of a character. */
function isWellFormed({ bytes, offsets }: BytesColumn, first: number, end: number): boolean {
  if (!isUtf8(bytes.subarray(offsets[first], offsets[end]))) return false;
  const bytesEnd = offsets[end] as number;
  for (let row = first; row < end; row++) {
    const at = offsets[row] as number;
    if (at < bytesEnd && ((bytes[at] as number) & 0xc0) === 0x80) return false;
  }
  return true;
}
