/**
 * Native memory that was allocated and never freed, as async-profiler's converter shows it with `--leak`: what
 * `profiler.Malloc` tells of, less what `profiler.Free` tells of, by address.
 *
 *  1. While a chunk is read, the newest allocation of each address is kept: an older one must have been freed in between.
 *  2. At the end of the chunk, or once there is no more room, the frees of the chunk are gone through: one that is not older than
 *     the allocation of its address ends it. Frees come after all allocations then, because threads write their events in turns,
 *     and a free may stand in the file before its allocation.
 *  3. At the end, what was allocated in the last tenth of the time is left out: it had no time to be freed.
 *
 * A recording without frees says nothing of leaks. One that samples allocations samples leaks as well.
 */
import { Float64Column, Uint32Column } from '../columns.ts';
import { PairTable } from '../pair-table.ts';
import { type SampleTable, none } from '../stack-profile.ts';
import type { SiteStacks } from './chunk/chunk-ids.ts';
import { jfrLimits } from './limits.ts';

/** Share of the time at the end whose allocations are too young to tell. */
const youngShare = 0.1;

/** An allocation, its stack and thread still numbers of the chunk. */
export interface Allocation {
  readonly addressLo: number;
  readonly addressHi: number;
  readonly timeMs: number;
  readonly site: number;
  readonly thread: number;
  readonly sizeBytes: number;
}

/** Allocations by address, in columns. */
class Allocations {
  readonly addresses = new PairTable();
  readonly timeMs = new Float64Column();
  readonly sizeBytes = new Float64Column();
  readonly stack = new Uint32Column();
  readonly thread = new Uint32Column();
  /** 0: freed; 1: stack and thread are those of the profile; 2: they are still numbers of the chunk. */
  readonly state = new Uint32Column();

  get count(): number {
    return this.addresses.size;
  }
}

const freed = 0;
const resolved = 1;
const fresh = 2;

export class Leaks {
  /** Allocations that were not followed, because there was no room. */
  untracked = 0;
  readonly #addressesMax: number;
  #live = new Allocations();
  #hasFrees = false;
  #firstMs = Infinity;
  #lastMs = -Infinity;

  constructor(addressesMax: number = jfrLimits.leakAddressesMax) {
    this.#addressesMax = addressesMax;
  }

  /** Takes an allocation in; false where there is no room for it. */
  allocate(allocation: Allocation): boolean {
    const { addressLo, addressHi, timeMs, site, thread, sizeBytes } = allocation;
    const live = this.#live;
    this.#note(timeMs);
    let at = live.addresses.find(addressLo >>> 0, addressHi >>> 0);
    if (at < 0) {
      if (live.count >= this.#addressesMax) return false;
      at = live.addresses.insert(addressLo >>> 0, addressHi >>> 0);
      for (const column of [live.timeMs, live.sizeBytes]) column.push(0);
      for (const column of [live.stack, live.thread, live.state]) column.push(0);
    } else if (timeMs < live.timeMs.get(at)) return true;
    live.timeMs.set(at, timeMs);
    live.sizeBytes.set(at, sizeBytes);
    live.stack.set(at, site);
    live.thread.set(at, thread);
    live.state.set(at, fresh);
    return true;
  }

  /** Takes a free in. MUST be told only when all allocations that the file has so far are taken in. */
  free(addressLo: number, addressHi: number, timeMs: number): void {
    this.#hasFrees = true;
    this.#note(timeMs);
    const live = this.#live;
    const at = live.addresses.find(addressLo >>> 0, addressHi >>> 0);
    if (at >= 0 && timeMs >= live.timeMs.get(at)) live.state.set(at, freed);
  }

  /** Forgets what was freed. */
  compact(): void {
    this.#keep(
      (at) => this.#live.state.get(at) !== freed,
      (stack) => stack,
      (thread) => thread,
    );
  }

  /** Ends a chunk: stacks and threads become those of the profile. */
  endChunk(stacks: SiteStacks, threads: Uint32Array): void {
    const live = this.#live;
    const isKept = (at: number): boolean => {
      const state = live.state.get(at);
      return state === resolved || (state === fresh && stacks.get(live.stack.get(at)) !== none);
    };
    this.#keep(
      isKept,
      (site) => stacks.get(site),
      (thread) => (thread === none ? none : (threads[thread] as number)),
      resolved,
    );
  }

  /** What was not freed, or `undefined` where nothing is known of it. Gives the columns away. */
  finish(): SampleTable | undefined {
    const youngFromMs = this.#lastMs - (this.#lastMs - this.#firstMs) * youngShare;
    this.#keep(
      (at) => this.#live.timeMs.get(at) <= youngFromMs,
      (stack) => stack,
      (thread) => thread,
    );
    const { count, stack, thread, timeMs, sizeBytes } = this.#live;
    if (!this.#hasFrees || count === 0) return undefined;
    return {
      event: 'profiler.Leak',
      count,
      stack: stack.take(),
      timeMs: timeMs.take(),
      thread: thread.take(),
      state: new Uint32Array(0),
      types: [
        { name: 'samples', unit: 'count' },
        { name: 'inuse_space', unit: 'bytes' },
      ],
      mainType: 1,
      values: [new Float64Array(count).fill(1), sizeBytes.take()],
      labelOffsets: new Uint32Array(0),
      labelKeys: new Uint32Array(0),
      labelValues: new Uint32Array(0),
    };
  }

  #note(timeMs: number): void {
    if (timeMs < this.#firstMs) this.#firstMs = timeMs;
    if (timeMs > this.#lastMs) this.#lastMs = timeMs;
  }

  /** Keeps some allocations; those that are fresh get new stacks and threads, and the state, if there is one. */
  #keep(
    isKept: (at: number) => boolean,
    stackOf: (site: number) => number,
    threadOf: (thread: number) => number,
    freshState: number = fresh,
  ): void {
    const from = this.#live;
    const into = new Allocations();
    for (let at = 0; at < from.count; at++) {
      if (!isKept(at)) continue;
      const isFresh = from.state.get(at) === fresh;
      const [stack, thread] = [from.stack.get(at), from.thread.get(at)];
      into.addresses.insert(from.addresses.first.get(at), from.addresses.second.get(at));
      into.timeMs.push(from.timeMs.get(at));
      into.sizeBytes.push(from.sizeBytes.get(at));
      into.stack.push(isFresh ? stackOf(stack) : stack);
      into.thread.push(isFresh ? threadOf(thread) : thread);
      into.state.push(isFresh ? freshState : from.state.get(at));
    }
    this.#live = into;
  }
}
