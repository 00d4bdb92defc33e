/**
 * The analysis behind `getSegmentsProfileAnalyze`, as SkyWalking's `ProfileAnalyzer` does it, with its faults mended:
 *
 * 1. A time range chooses a window of sequence numbers: from the least to the greatest number of the dumps in it, at most
 *    `dumpsAnalysedMax` of them. Every dump with a number in the window counts, whatever its time.
 * 2. Dumps are one when segment and number are equal (SkyWalking: when the number is, so that segments hide each other).
 * 3. There is one tree for each outermost frame. Dumps without frames count for nothing, and break a run.
 * 4. The duration of a node is the time between dumps of consecutive numbers of one segment that both have it. A clock
 *    that goes backwards adds nothing (SkyWalking: takes away).
 *
 * Two consecutive dumps share the path from the root down to where they part: their distance is added there once, and
 * comes to all above when the tree is added up. No node remembers its dumps.
 */
import { addUp, childrenOf } from '../analysis/call-tree.ts';
import { Uint32Column } from '../columns.ts';
import { profileLimits } from '../limits.ts';
import { PairTable } from '../pair-table.ts';
import { none } from '../stack-profile.ts';
import type { SegmentDumps, ThreadDumps } from './thread-dumps.ts';

/** Times are inclusive at both ends, milliseconds since the epoch. */
export interface DumpQuery {
  readonly segmentId: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface DumpElement {
  /** From 1 on, parents before their children; the root's parent is 0. */
  readonly id: number;
  readonly parentId: number;
  readonly codeSignature: string;
  readonly durationMs: number;
  readonly durationChildExcludedMs: number;
  readonly count: number;
}

export interface DumpAnalysis {
  /** SkyWalking's words where a range had more dumps than are analysed. */
  readonly tip: string | undefined;
  readonly trees: readonly (readonly DumpElement[])[];
}

export function analyzeDumps(
  dumps: ThreadDumps,
  queries: readonly DumpQuery[],
  dumpsMax: number = profileLimits.dumpsAnalysedMax,
): DumpAnalysis {
  const forest = new Forest(dumps);
  const chosen = new Map<string, ChosenDumps>();
  let found = 0;
  let cut = false;
  for (const query of queries) {
    const segment = dumps.segments.get(query.segmentId);
    const window = segment === undefined ? undefined : windowOf(segment, query);
    if (segment === undefined || window === undefined) continue;
    const size = window.last - window.first + 1;
    found += size;
    cut ||= size > dumpsMax;
    const marked = chosen.get(query.segmentId) ?? new ChosenDumps(segment);
    chosen.set(query.segmentId, marked);
    const last = Math.min(window.last, window.first + dumpsMax - 1);
    marked.choose(window.first, last, (stack) => forest.add(stack));
  }
  for (const marked of chosen.values()) {
    marked.visitPairs((a, b, timeMs) => forest.addShared(a, b, timeMs));
  }
  const tip = cut
    ? `Out of snapshot analyze limit, ${found} snapshots found, but analysis first ${dumpsMax} snapshots only.`
    : undefined;
  return { tip, trees: forest.trees() };
}

/** The least and the greatest sequence number within the time range. */
function windowOf(
  { timesMs, sequences }: SegmentDumps,
  { startMs, endMs }: DumpQuery,
): { readonly first: number; readonly last: number } | undefined {
  let first = Infinity;
  let last = -Infinity;
  timesMs.forEach((timeMs, index) => {
    if (timeMs < startMs || timeMs > endMs) return;
    const sequence = sequences[index] ?? 0;
    first = Math.min(first, sequence);
    last = Math.max(last, sequence);
  });
  return last < first ? undefined : { first, last };
}

/** The dumps of a segment by sequence number, each number once: the earliest dump of those that came doubly. */
class ChosenDumps {
  readonly #dumps: SegmentDumps;
  readonly #order: number[];
  readonly #chosen: Uint8Array;

  constructor(dumps: SegmentDumps) {
    const { timesMs, sequences } = dumps;
    const order = sequences.map((_, index) => index);
    order.sort(
      (a, b) =>
        (sequences[a] ?? 0) - (sequences[b] ?? 0) || (timesMs[a] ?? 0) - (timesMs[b] ?? 0) || a - b,
    );
    this.#dumps = dumps;
    this.#order = order.filter(
      (index, at) => at === 0 || sequences[index] !== sequences[order[at - 1] ?? 0],
    );
    this.#chosen = new Uint8Array(this.#order.length);
  }

  /** Chooses the numbers from `first` to `last`, and calls for each dump with frames that was not chosen before. */
  choose(first: number, last: number, visit: (stack: number) => void): void {
    this.#order.forEach((index, at) => {
      const sequence = this.#dumps.sequences[index] ?? 0;
      if (sequence < first || sequence > last || this.#chosen[at] === 1) return;
      this.#chosen[at] = 1;
      const stack = this.#dumps.stacks[index] ?? none;
      if (stack !== none) visit(stack);
    });
  }

  /** Calls for each two chosen dumps of consecutive numbers that both have frames. */
  visitPairs(visit: (stack: number, next: number, timeMs: number) => void): void {
    const { timesMs, sequences, stacks } = this.#dumps;
    for (let at = 1; at < this.#order.length; at++) {
      const a = this.#order[at - 1] ?? 0;
      const b = this.#order[at] ?? 0;
      if (this.#chosen[at - 1] === 0 || this.#chosen[at] === 0) continue;
      if (sequences[b] !== (sequences[a] ?? 0) + 1) continue;
      const from = stacks[a] ?? none;
      const to = stacks[b] ?? none;
      if (from === none || to === none) continue;
      visit(from, to, Math.max(0, (timesMs[b] ?? 0) - (timesMs[a] ?? 0)));
    }
  }
}

/** All trees in one, under a row 0 that is none of them. */
class Forest {
  readonly #dumps: ThreadDumps;
  readonly #nodes = new PairTable();
  readonly #depth = new Uint32Column();
  /** Row of each stack of the dumps; 0 where it has none yet. */
  readonly #nodeOf: Uint32Array;
  readonly #counts: number[] = [0];
  readonly #durationsMs: number[] = [0];

  constructor(dumps: ThreadDumps) {
    this.#dumps = dumps;
    this.#nodeOf = new Uint32Array(dumps.stacks.size);
    this.#nodes.insert(none, none);
    this.#depth.push(0);
  }

  add(stack: number): void {
    const node = this.#node(stack);
    this.#counts[node] = (this.#counts[node] ?? 0) + 1;
  }

  /** Adds time where two stacks part. */
  addShared(stack: number, next: number, timeMs: number): void {
    const parent = this.#nodes.first;
    let a = this.#node(stack);
    let b = this.#node(next);
    while (a !== b) {
      if (this.#depth.get(a) >= this.#depth.get(b)) a = parent.get(a);
      else b = parent.get(b);
    }
    this.#durationsMs[a] = (this.#durationsMs[a] ?? 0) + timeMs;
  }

  trees(): DumpElement[][] {
    const count = this.#nodes.size;
    const symbol = this.#nodes.second.take();
    const parent = this.#nodes.first.take();
    const counts = Float64Array.from({ length: count }, (_, node) => this.#counts[node] ?? 0);
    const ownMs = Float64Array.from({ length: count }, (_, node) => this.#durationsMs[node] ?? 0);
    const totalMs = ownMs.slice();
    addUp(parent, counts);
    addUp(parent, totalMs);
    const { offsets, nodes } = childrenOf({ parent, count });
    const ids = new Uint32Array(count);
    const trees: DumpElement[][] = [];
    for (const root of nodes.subarray(offsets[0], offsets[1])) {
      const elements: DumpElement[] = [];
      const queue = [root];
      for (const node of queue) {
        ids[node] = elements.length + 1;
        elements.push({
          id: elements.length + 1,
          parentId: node === root ? 0 : (ids[parent[node] as number] as number),
          codeSignature: this.#dumps.signatures[symbol[node] as number] ?? '',
          durationMs: totalMs[node] as number,
          durationChildExcludedMs: ownMs[node] as number,
          count: counts[node] as number,
        });
        for (const child of nodes.subarray(offsets[node], offsets[node + 1])) queue.push(child);
      }
      trees.push(elements);
    }
    return trees;
  }

  #node(stack: number): number {
    const { first, second } = this.#dumps.stacks;
    const fresh: number[] = [];
    let at = stack;
    while (at !== none && this.#nodeOf[at] === 0) {
      fresh.push(at);
      at = first.get(at);
    }
    let node = at === none ? 0 : (this.#nodeOf[at] as number);
    for (let next = fresh.pop(); next !== undefined; next = fresh.pop()) {
      this.#depth.push(this.#depth.get(node) + 1);
      node = this.#nodes.insert(node, second.get(next));
      this.#nodeOf[next] = node;
    }
    return node;
  }
}
