import type { LogColumns } from '@stormpetrel/model';

/**
 * Cuts the content of a log to `bytesMax`, which MUST be less than it has, at the border of a character. The end says that
 * something is missing, and how much there was; it is written over the log's own bytes in the arena.
 */
export function cutContent(columns: LogColumns, log: number, bytesMax: number): void {
  const { arena } = columns;
  const start = columns.contentStart[log] as number;
  const length = (columns.contentEnd[log] as number) - start;
  const mark = Buffer.from(` … (cut: ${length} bytes)`);
  let end = start + bytesMax - mark.length;
  while (end > start && ((arena[end] as number) & 0xc0) === 0x80) end--;
  arena.set(mark, end);
  columns.contentEnd[log] = end + mark.length;
}
