import { isAscii } from 'node:buffer';
import { foldText } from '../../api/index.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import type { RecordBlock } from './record-block.ts';

/** Of so many rows of a chunk, one in this many has to be asked for before the whole chunk is searched in one go. */
const sparseShare = 8;

/** The only character beyond ASCII that folds to one of it: the Kelvin sign, which becomes a k. */
const kelvinSign = Buffer.from('\u212a');

/**
 * A text to look for in content.
 *
 * Where it is ASCII, as most are, bytes are searched: taken for Latin-1 they are a string of single bytes, which the engine
 * folds and searches many at a time, and what it does to bytes beyond ASCII makes none of them ASCII.
 */
export class Needle {
  /** As `foldText` makes it. */
  readonly folded: string;
  /** UTF-8 of it. */
  readonly bytes: Uint8Array;
  readonly #isAscii: boolean;
  readonly #hasK: boolean;

  constructor(text: string) {
    this.folded = foldText(text);
    this.bytes = Buffer.from(this.folded);
    this.#isAscii = isAscii(this.bytes);
    this.#hasK = this.folded.includes('k');
  }

  /** Whether it stands in UTF-8 text. */
  isIn(text: Buffer): boolean {
    if (this.#isByBytes(text)) return foldedBytes(text).includes(this.folded);
    return !isAscii(text) && foldText(text.toString()).includes(this.folded);
  }

  /** Marks the rows of a chunk that it stands in, by the places at which they begin and the last one ends. */
  mark(chunk: Buffer, starts: Uint32Array, marks: Uint8Array): void {
    const whole = chunk.subarray(starts[0], starts.at(-1));
    if (this.#isByBytes(whole)) {
      this.#markBytes(whole, starts, marks);
      return;
    }
    // Most chunks do not hold it at all, and to fold one in one go is several times as quick as row by row.
    if (!this.isIn(whole)) return;
    for (let row = 0; row < starts.length - 1; row++)
      if (this.isIn(chunk.subarray(starts[row], starts[row + 1]))) marks[row] = 1;
  }

  #isByBytes(text: Buffer): boolean {
    return this.#isAscii && (!this.#hasK || !text.includes(kelvinSign));
  }

  #markBytes(whole: Buffer, starts: Uint32Array, marks: Uint8Array): void {
    const text = foldedBytes(whole);
    const { length } = this.folded;
    const offset = starts[0] as number;
    let row = 0;
    for (let at = text.indexOf(this.folded); at >= 0;) {
      while ((starts[row + 1] as number) - offset <= at) row++;
      const end = (starts[row + 1] as number) - offset;
      const isWithin = at + length <= end;
      if (isWithin) marks[row] = 1;
      // Beyond a row that has it; or on, where it lay across the end of a row.
      at = text.indexOf(this.folded, isWithin ? end : at + 1);
    }
  }
}

/** A unit for each byte; those of ASCII are folded. */
function foldedBytes(text: Buffer): string {
  return text.toString('latin1').toLowerCase();
}

/**
 * The rows, of those given (undefined: of all; otherwise ascending), whose content holds the needle, or with `negate` does
 * not. Reads only chunks that have such a row. Throws `BlockCorrupt`.
 */
export function contentRows(
  block: RecordBlock,
  column: number,
  asked: {
    readonly needle: Needle;
    readonly negate: boolean;
    readonly rows: Uint32Array | undefined;
    readonly readChunk: (id: number) => Uint8Array;
  },
): Uint32Array {
  const { needle, negate, readChunk } = asked;
  const rows = asked.rows ?? allRows(block.rows);
  if (needle.folded === '') return negate ? new Uint32Array(0) : rows;
  const { chunkIds, chunkRows } = block.payload(column);
  const passed = new Uint32Array(rows.length);
  let n = 0;
  let i = 0;
  for (let chunk = 0; chunk < chunkIds.length && i < rows.length; chunk++) {
    const first = chunkRows[chunk] as number;
    const end = chunkRows[chunk + 1] as number;
    const from = i;
    while (i < rows.length && (rows[i] as number) < end) i++;
    if (i === from) continue;
    const { bytes, starts } = contentStarts(
      block,
      column,
      chunk,
      readChunk(chunkIds[chunk] as number),
    );
    const holds = holdsOf(needle, bytes, starts, i - from);
    for (let at = from; at < i; at++) {
      const row = rows[at] as number;
      if (holds(row - first) !== negate) passed[n++] = row;
    }
  }
  return passed.subarray(0, n);
}

function holdsOf(
  needle: Needle,
  bytes: Buffer,
  starts: Uint32Array,
  asked: number,
): (row: number) => boolean {
  if (asked * sparseShare < starts.length)
    return (row) => needle.isIn(bytes.subarray(starts[row], starts[row + 1]));
  const marks = new Uint8Array(starts.length);
  needle.mark(bytes, starts, marks);
  return (row) => marks[row] === 1;
}

/** A chunk of content, where in it its rows begin, and where the last of them ends. Throws `BlockCorrupt`. */
export function contentStarts(
  block: RecordBlock,
  column: number,
  chunk: number,
  bytes: Uint8Array,
): { readonly bytes: Buffer; readonly starts: Uint32Array } {
  const { chunkRows, sizes } = block.payload(column);
  const first = chunkRows[chunk] as number;
  const end = chunkRows[chunk + 1] as number;
  const starts = new Uint32Array(end - first + 1);
  for (let row = first; row < end; row++)
    starts[row - first + 1] = (starts[row - first] as number) + (sizes[row] as number);
  if (bytes.length < (starts.at(-1) ?? 0)) throw new BlockCorrupt('content is cut');
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), starts };
}

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return rows;
}
