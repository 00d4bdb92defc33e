import type { RecordRows, WriteBatch } from '@stormpetrel/storage/api';
import { segmentRecord } from '@stormpetrel/model';

/** A segment on its way: the bytes of both lie in memory of the queue's own. */
export interface QueuedSegment {
  readonly segmentId: Uint8Array;
  readonly body: Uint8Array;
}

const columnIndex = (name: string): number =>
  segmentRecord.columns.findIndex((column) => column.name === name);
const idColumn = columnIndex('segmentId');
const errorColumn = columnIndex('isError');
const bodyColumn = columnIndex('body');

/** Segments that wait, oldest first. Bounded in number and bytes: what does not fit is not taken, and counted by the caller. */
export class SegmentQueue {
  readonly #lengthMax: number;
  readonly #bytesMax: number;
  #segments: QueuedSegment[] = [];
  #bytes = 0;

  constructor(limits: { readonly lengthMax: number; readonly bytesMax: number }) {
    this.#lengthMax = limits.lengthMax;
    this.#bytesMax = limits.bytesMax;
  }

  get length(): number {
    return this.#segments.length;
  }

  /** Copies the segments of a batch. Gives back how many found no room. */
  take(batch: WriteBatch, errorsOnly: boolean): number {
    let dropped = 0;
    for (const rows of batch.records)
      if (rows.schema.name === segmentRecord.name) dropped += this.#takeRows(rows, errorsOnly);
    return dropped;
  }

  /** The oldest ones, at least one where there is any. */
  shift(countMax: number, bytesMax: number): readonly QueuedSegment[] {
    let count = 0;
    let bytes = 0;
    for (const { body } of this.#segments) {
      if (count > 0 && (count >= countMax || bytes + body.length > bytesMax)) break;
      count++;
      bytes += body.length;
    }
    this.#bytes -= bytes;
    return this.#segments.splice(0, count);
  }

  #takeRows(rows: RecordRows, errorsOnly: boolean): number {
    const [ids, errors, bodies] = [idColumn, errorColumn, bodyColumn].map((i) => rows.columns[i]);
    if (ids?.type !== 'id' || errors?.type !== 'bool' || bodies?.type !== 'bytes') return 0;
    let dropped = 0;
    for (let i = 0; i < rows.count; i++) {
      if (errorsOnly && errors.values[i] !== 1) continue;
      const start = bodies.offsets[i] as number;
      const end = bodies.offsets[i + 1] as number;
      if (this.#segments.length >= this.#lengthMax || this.#bytes + end - start > this.#bytesMax) {
        dropped++;
        continue;
      }
      this.#bytes += end - start;
      this.#segments.push({
        segmentId: ids.bytes.slice(ids.offsets[i], ids.offsets[i + 1]),
        body: bodies.bytes.slice(start, end),
      });
    }
    return dropped;
  }
}
