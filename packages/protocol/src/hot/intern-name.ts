import type { StringInterner } from '@stormpetrel/base';
import { nameBytesMax } from '../limits.ts';

/** Columns with names, and the bytes that they stand in. */
interface NameColumns {
  readonly names: StringInterner;
  readonly arena: Uint8Array;
}

/** The id of the name in `arena[start, end)`; one that is too long is cut at the border of a character. */
export function internName(into: NameColumns, start: number, end: number): number {
  if (end - start <= nameBytesMax) return into.names.internBytes(into.arena, start, end);
  let cut = start + nameBytesMax;
  while (cut > start && ((into.arena[cut] as number) & 0xc0) === 0x80) cut--;
  return into.names.internBytes(into.arena, start, cut === start ? start + nameBytesMax : cut);
}
