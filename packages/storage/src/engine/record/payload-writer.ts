import type { BytesColumn } from '../../api/index.ts';
import { storageLimits } from '../../limits.ts';
import type { ByteWriter } from '../encoding/byte-writer.ts';
import { encodeFrame } from '../encoding/frame.ts';
import type { ColumnBuilder } from './block-builder.ts';
import { notCut } from './record-block.ts';

/** Shorter ids are not worth a search. */
const idBytesMin = 8;
/** After so many values in a row without an id in them, the search is given up for the block. */
const missesMax = 32;
/** Fewer bytes than this are copied one by one. */
const copyBytesMin = 48;
const none = new Uint8Array(0);

/**
 * Lays the values of a `bytes` column into compressed chunks.
 *
 * The ids of a row mostly stand in its payload too (a segment carries its trace id), and random as they are they make
 * up half of what the compressed payload weighs. So they are cut out, and only where they stood is kept.
 */
export class PayloadWriter {
  readonly #column: ColumnBuilder;
  readonly #ids: readonly BytesColumn[];
  readonly #store: (frame: Uint8Array) => number;
  readonly #chunk: ByteWriter;
  readonly #hint: number[];
  readonly #misses: number[];
  readonly #idViews: readonly DataView[];
  #rows = 0;
  /** Taken, and not yet copied: rows mostly follow one another, and the end of one is copied with the beginning of the next. */
  #run: Uint8Array = none;
  #runView = viewOf(none);
  #runStart = 0;
  #runEnd = 0;

  /** `store` keeps a chunk and returns its id. */
  constructor(
    column: ColumnBuilder,
    ids: readonly BytesColumn[],
    store: (frame: Uint8Array) => number,
  ) {
    this.#column = column;
    this.#ids = ids;
    this.#idViews = ids.map(({ bytes }) => viewOf(bytes));
    this.#store = store;
    this.#hint = ids.map(() => 0);
    this.#misses = ids.map(() => 0);
    this.#chunk = column.chunk;
    column.cuts = ids.map((_, i) => {
      const cuts = column.cuts[i];
      return cuts !== undefined && cuts.length >= column.values.length
        ? cuts
        : new Uint32Array(column.values.length);
    });
  }

  /** Adds row `source` of the batch as row `row` of the block. */
  add(data: BytesColumn, source: number, row: number): void {
    const start = data.offsets[source] as number;
    const end = data.offsets[source + 1] as number;
    if (this.#run !== data.bytes || this.#runEnd !== start) {
      this.#copyRun(this.#runEnd);
      if (this.#run !== data.bytes) this.#runView = viewOf(data.bytes);
      this.#run = data.bytes;
      this.#runStart = start;
    }
    this.#runEnd = end;
    let from = start;
    let cutBytes = 0;
    // Cuts are looked for one behind the other, so that they never overlap; ids out of this order are just not cut.
    for (let i = 0; i < this.#ids.length; i++) {
      const ids = this.#ids[i] as BytesColumn;
      const idStart = ids.offsets[source] as number;
      const size = (ids.offsets[source + 1] as number) - idStart;
      const at = this.#find(i, data.bytes, { start, from, end }, ids.bytes, {
        start: idStart,
        size,
      });
      const cuts = this.#column.cuts[i] as Uint32Array;
      cuts[row] = at < 0 ? notCut : at - start;
      if (at < 0) continue;
      this.#copyRun(at);
      from = at + size;
      this.#runStart = from;
      cutBytes += size;
    }
    this.#column.values[row] = end - start - cutBytes;
    this.#rows++;
    const chunkBytes = this.#chunk.length + end - this.#runStart;
    if (
      this.#rows >= storageLimits.payloadChunkRowsMax ||
      chunkBytes >= storageLimits.payloadChunkBytesMax
    )
      this.flush();
  }

  flush(): void {
    if (this.#rows === 0) return;
    this.#copyRun(this.#runEnd);
    this.#column.chunkIds.push(this.#store(encodeFrame(this.#chunk.written(), 'zstd')));
    this.#column.chunkRows.push(this.#rows);
    this.#chunk.length = 0;
    this.#rows = 0;
  }

  /** Where the id stands at or after `from`, -1 for nowhere. */
  #find(
    index: number,
    bytes: Uint8Array,
    value: { readonly start: number; readonly from: number; readonly end: number },
    idBytes: Uint8Array,
    id: { readonly start: number; readonly size: number },
  ): number {
    if (id.size < idBytesMin || (this.#misses[index] as number) >= missesMax) return -1;
    const hinted = value.start + (this.#hint[index] as number);
    if (
      hinted >= value.from &&
      hinted + id.size <= value.end &&
      equalAt(this.#runView, hinted, this.#idViews[index] as DataView, id.start, id.size)
    )
      return hinted;
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + value.from, value.end - value.from);
    const found = rest.indexOf(idBytes.subarray(id.start, id.start + id.size));
    if (found < 0) {
      this.#misses[index] = (this.#misses[index] as number) + 1;
      return -1;
    }
    this.#misses[index] = 0;
    this.#hint[index] = value.from + found - value.start;
    return value.from + found;
  }

  /** Copies the run up to `to`. */
  #copyRun(to: number): void {
    const from = this.#runStart;
    const size = to - from;
    const at = this.#chunk.reserve(size);
    const { bytes } = this.#chunk;
    const run = this.#run;
    if (size < copyBytesMin) for (let i = 0; i < size; i++) bytes[at + i] = run[from + i] as number;
    else bytes.set(run.subarray(from, to), at);
    this.#runStart = to;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Four bytes a step: ids are compared for each row. */
function equalAt(a: DataView, aStart: number, b: DataView, bStart: number, size: number): boolean {
  let i = 0;
  for (; i + 4 <= size; i += 4) if (a.getInt32(aStart + i) !== b.getInt32(bStart + i)) return false;
  for (; i < size; i++) if (a.getInt8(aStart + i) !== b.getInt8(bStart + i)) return false;
  return true;
}

export function equalBytes(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  size: number,
): boolean {
  for (let i = 0; i < size; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}
