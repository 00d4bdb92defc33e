import type { RowBuilder } from './row-builder.ts';
import { type MetricSource, RowCursor } from './row-cursor.ts';

/**
 * Merges sorted runs of partial rows into whole ones, in order of entity, then bucket. Returns whether it came to the end.
 *
 * A heap of cursors, least (entity, minute, rank) first; rows that fall into the same bucket follow one another, so one
 * row is built at a time, and the partials of it come in the order of their minutes and of their writing. Memory is one
 * chunk a source.
 */
export function mergeRows(
  sources: readonly MetricSource[],
  builder: RowBuilder,
  options: {
    /** Minute → minute at which its bucket starts. MUST rise with the minute. */
    readonly bucketOf?: (minute: number) => number;
    /** Called between rows: the builder may be emptied then. */
    readonly onRow?: () => void;
    /** Called between entities with the number of partial rows so far: true ends the merge there. */
    readonly stopsAt?: (partials: number) => boolean;
  } = {},
): boolean {
  const heap = new CursorHeap();
  for (const source of sources) {
    const cursor = new RowCursor(source, builder.specs);
    if (cursor.advance()) heap.push(cursor);
  }
  const { bucketOf, onRow, stopsAt } = options;
  let entity = -1;
  let bucket = -1;
  let minute = -1;
  let partials = 0;
  for (let cursor = heap.top; cursor !== undefined; cursor = heap.top) {
    if (cursor.entity !== entity || cursor.minute !== minute) {
      minute = cursor.minute;
      const bucketNow = bucketOf === undefined ? minute : bucketOf(minute);
      if (cursor.entity !== entity || bucketNow !== bucket) {
        if (entity >= 0) onRow?.();
        if (cursor.entity !== entity && entity >= 0 && stopsAt?.(partials) === true) return false;
        entity = cursor.entity;
        bucket = bucketNow;
        builder.begin(entity, bucket);
      }
    }
    builder.add(cursor);
    partials++;
    if (cursor.advance()) heap.sink();
    else heap.pop();
  }
  if (entity >= 0) onRow?.();
  return true;
}

class CursorHeap {
  readonly #items: RowCursor[] = [];

  get top(): RowCursor | undefined {
    return this.#items[0];
  }

  push(cursor: RowCursor): void {
    const items = this.#items;
    let at = items.push(cursor) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(cursor, items[parent] as RowCursor)) break;
      items[at] = items[parent] as RowCursor;
      at = parent;
    }
    items[at] = cursor;
  }

  /** The top has gone ahead: puts it where it belongs now. */
  sink(): void {
    const items = this.#items;
    const moved = items[0] as RowCursor;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (
        child + 1 < items.length &&
        before(items[child + 1] as RowCursor, items[child] as RowCursor)
      )
        child++;
      if (!before(items[child] as RowCursor, moved)) break;
      items[at] = items[child] as RowCursor;
      at = child;
    }
    items[at] = moved;
  }

  pop(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    this.sink();
  }
}

function before(a: RowCursor, b: RowCursor): boolean {
  if (a.entity !== b.entity) return a.entity < b.entity;
  if (a.minute !== b.minute) return a.minute < b.minute;
  return a.rank < b.rank;
}
