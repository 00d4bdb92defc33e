/**
 * The samples of one event, in columns. While a chunk is read, the newest rows hold numbers that count within the chunk;
 * `resolve` turns them into those of the profile.
 *
 * When there are too many rows, `fold` puts together those that differ in nothing but a little in time: their values are added
 * up, so totals stay exact and only the time loses. Each call of `coarsen` makes it go a step further, until nothing is left
 * of the time, and then of the thread and the state.
 */
import { Float64Column, Uint32Column } from '../columns.ts';
import { hashPair, probesMax } from '../pair-table.ts';
import { type SampleTable, none } from '../stack-profile.ts';
import type { SiteStacks } from './chunk/chunk-ids.ts';
import type { EventKind } from './event-kinds.ts';

/** Steps of time, in milliseconds, that rows are put together by, one after another. */
const timeSteps = [10, 100, 1_000, 10_000, 60_000, 600_000, Number.POSITIVE_INFINITY] as const;

/** Room for folding, used again and again, because it is large and garbage is not collected at once. */
export class FoldTable {
  mask = 0;
  #slots = new Uint32Array(0);

  /** A table of zeros with at least so many slots, a power of two: `mask` plus one. */
  cleared(sizeMin: number): Uint32Array {
    let size = 1024;
    while (size < sizeMin) size *= 2;
    if (size > this.#slots.length) {
      this.#slots.buffer.transfer(0);
      this.#slots = new Uint32Array(size);
    } else this.#slots.fill(0, 0, size);
    this.mask = size - 1;
    return this.#slots;
  }

  /** Gives the room back until it is needed again. */
  release(): void {
    this.#slots.buffer.transfer(0);
    this.#slots = new Uint32Array(0);
  }
}

export class SampleRows {
  readonly kind: EventKind;
  readonly stack = new Uint32Column();
  readonly thread = new Uint32Column();
  readonly state = new Uint32Column();
  readonly timeMs = new Float64Column();
  readonly values: readonly Float64Column[];
  #resolved = 0;
  #step = 0;

  constructor(kind: EventKind) {
    this.kind = kind;
    this.values = kind.types.map(() => new Float64Column());
  }

  get count(): number {
    return this.stack.length;
  }

  /** How exact the times are: rows within so many milliseconds stand under the first of them. 0 is exact. */
  get timeStepMs(): number {
    return this.#step === 0 ? 0 : (timeSteps[this.#step - 1] ?? Number.POSITIVE_INFINITY);
  }

  /** False when there is nothing left to put rows together by. */
  get coarsens(): boolean {
    return this.#step < timeSteps.length + 2;
  }

  /** Ends a chunk: every number of its rows becomes what stands in the table at it. Rows without a stack are dropped. */
  resolve(stacks: SiteStacks, threads: Uint32Array, states: Uint32Array): number {
    let to = this.#resolved;
    for (let row = to; row < this.count; row++) {
      const stack = stacks.get(this.stack.get(row));
      if (stack === none) continue;
      this.#move(row, to);
      this.stack.set(to, stack);
      this.thread.set(to, lookedUp(threads, this.thread.get(row)));
      this.state.set(to, lookedUp(states, this.state.get(row)));
      to++;
    }
    const dropped = this.count - to;
    this.#cut(to);
    this.#resolved = to;
    return dropped;
  }

  /** Takes the newest row back. */
  dropLast(): void {
    this.#cut(this.count - 1);
  }

  /** Makes `fold` put more together than before. */
  coarsen(): void {
    this.#step++;
  }

  /** Puts rows together as far as `coarsen` was called. */
  fold(startMs: number, scratch: FoldTable): void {
    if (this.#step === 0) return;
    const stepMs = timeSteps[this.#step - 1] ?? Number.POSITIVE_INFINITY;
    if (this.#step > timeSteps.length) this.#clear(this.thread);
    if (this.#step > timeSteps.length + 1) this.#clear(this.state);
    const resolved = this.#fold(0, this.#resolved, 0, startMs, stepMs, scratch);
    const end = this.#fold(this.#resolved, this.count, resolved, startMs, stepMs, scratch);
    this.#resolved = resolved;
    this.#cut(end);
  }

  /** Gives back room that is not in use. */
  trim(): void {
    for (const column of [this.stack, this.thread, this.state]) column.trim();
    for (const column of [this.timeMs, ...this.values]) column.trim();
  }

  finish(): SampleTable {
    const count = this.count;
    const take = (column: Uint32Column): Uint32Array => {
      const items = column.take();
      return items.every((item) => item === none) ? new Uint32Array(0) : items;
    };
    return {
      event: this.kind.event,
      count,
      stack: this.stack.take(),
      timeMs: this.timeMs.take(),
      thread: take(this.thread),
      state: take(this.state),
      types: this.kind.types,
      // The last one is what a sample weighs: bytes or nanoseconds where there are any.
      mainType: this.kind.types.length - 1,
      values: this.values.map((column) => column.take()),
      labelOffsets: new Uint32Array(0),
      labelKeys: new Uint32Array(0),
      labelValues: new Uint32Array(0),
    };
  }

  /** Puts the rows of `[from, end)` together, writes them from `to` on, and returns the end of what was written. */
  #fold(
    from: number,
    end: number,
    to: number,
    startMs: number,
    stepMs: number,
    scratch: FoldTable,
  ): number {
    const slots = scratch.cleared((end - from) * 2);
    const mask = scratch.mask;
    let next = to;
    for (let row = from; row < end; row++) {
      const span = this.#spanOf(this.timeMs.get(row), startMs, stepMs);
      const key = hashPair(this.stack.get(row), span);
      let slot = hashPair(key, hashPair(this.thread.get(row), this.state.get(row))) & mask;
      for (let probes = 0; ; probes++, slot = (slot + 1) & mask) {
        if (probes === probesMax) {
          // Made to be slow to find: it stays as it is.
          this.#move(row, next++);
          break;
        }
        const known = (slots[slot] as number) - 1;
        if (known < 0) {
          this.#move(row, next);
          slots[slot] = ++next;
          break;
        }
        if (
          this.stack.get(known) === this.stack.get(row) &&
          this.thread.get(known) === this.thread.get(row) &&
          this.state.get(known) === this.state.get(row) &&
          this.#spanOf(this.timeMs.get(known), startMs, stepMs) === span
        ) {
          for (const value of this.values) value.set(known, value.get(known) + value.get(row));
          break;
        }
      }
    }
    return next;
  }

  #spanOf(timeMs: number, startMs: number, stepMs: number): number {
    return Math.floor((timeMs - startMs) / stepMs);
  }

  #move(from: number, to: number): void {
    if (from === to) return;
    this.stack.set(to, this.stack.get(from));
    this.thread.set(to, this.thread.get(from));
    this.state.set(to, this.state.get(from));
    this.timeMs.set(to, this.timeMs.get(from));
    for (const value of this.values) value.set(to, value.get(from));
  }

  #clear(column: Uint32Column): void {
    for (let row = 0; row < column.length; row++) column.set(row, none);
  }

  #cut(length: number): void {
    this.stack.cut(length);
    this.thread.cut(length);
    this.state.cut(length);
    this.timeMs.cut(length);
    for (const value of this.values) value.cut(length);
  }
}

function lookedUp(table: Uint32Array, index: number): number {
  return index === none ? none : (table[index] as number);
}
