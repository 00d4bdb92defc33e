import { Uint32Column } from '../columns.ts';
import { PairTable } from '../pair-table.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { type StackProfile, none } from '../stack-profile.ts';

/** Dumps of one segment, as they came. */
export interface SegmentDumps {
  readonly timesMs: number[];
  readonly sequences: number[];
  /** Rows of the stack table; `none` for a dump without frames. */
  readonly stacks: number[];
}

/**
 * Thread dumps of any number of segments. Equal stacks are kept once, so a segment that waited for ten minutes costs a few
 * numbers a dump.
 */
export class ThreadDumps {
  readonly segments = new Map<string, SegmentDumps>();
  /** Texts of frames, as the agent wrote them. */
  readonly signatures: string[] = [];
  /** Stacks: pairs of the caller's stack, or `none`, and a signature. */
  readonly stacks = new PairTable();
  readonly #ids = new Map<string, number>();

  /** Adds a dump, its frames from the thread's entry to what was running. */
  add(segmentId: string, timeMs: number, sequence: number, frames: readonly string[]): void {
    this.addStack(segmentId, timeMs, sequence, this.stackOf(frames));
  }

  /** The row of a stack, `none` where it has no frames. */
  stackOf(frames: readonly string[]): number {
    let stack: number = none;
    for (const frame of frames) stack = this.stacks.intern(stack, this.#signature(frame));
    return stack;
  }

  /** Adds a dump whose stack has been added before. */
  addStack(segmentId: string, timeMs: number, sequence: number, stack: number): void {
    let segment = this.segments.get(segmentId);
    if (segment === undefined) {
      segment = { timesMs: [], sequences: [], stacks: [] };
      this.segments.set(segmentId, segment);
    }
    segment.timesMs.push(timeMs);
    segment.sequences.push(sequence);
    segment.stacks.push(stack);
  }

  /**
   * The dumps as a profile, for the flame graph: event `dump`, the segment as a label. Lines are taken out of the
   * signatures: `shop.Main.run:10` of Java agents, `/shop/main.py.run: 10` of the Python agent.
   */
  toProfile(): StackProfile {
    const builder = new ProfileBuilder('thread-dumps');
    const stacks = new Uint32Column();
    for (let row = 0; row < this.stacks.size; row++) {
      const { name, line } = parseSignature(this.signatures[this.stacks.second.get(row)] ?? '');
      const parent = this.stacks.first.get(row);
      const frame = builder.frame(builder.string(name), { line });
      stacks.push(builder.stack(parent === none ? none : stacks.get(parent), frame));
    }
    const event = builder.event('dump', [{ name: 'samples', unit: 'count' }]);
    const key = builder.string('segment_id');
    let startMs = Infinity;
    let endMs = -Infinity;
    for (const [id, dumps] of this.segments) {
      const label = builder.string(id);
      dumps.stacks.forEach((stack, index) => {
        if (stack === none) return;
        const timeMs = dumps.timesMs[index] ?? 0;
        startMs = Math.min(startMs, timeMs);
        endMs = Math.max(endMs, timeMs);
        event.add(stacks.get(stack), timeMs);
        event.setValue(0, 1);
        event.addLabel(key, label);
      });
    }
    return event.count === 0 ? builder.finish() : builder.finish(startMs, endMs);
  }

  #signature(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.signatures.length;
    this.signatures.push(text);
    this.#ids.set(text, id);
    return id;
  }
}

/** Function and line of what an agent writes for a frame. Lines below 0 (native, unknown) are 0. */
export function parseSignature(signature: string): {
  readonly name: string;
  readonly line: number;
} {
  const colon = signature.lastIndexOf(':');
  const text = signature.slice(colon + 1).trimStart();
  if (colon <= 0 || !/^-?\d{1,9}$/.test(text)) return { name: signature, line: 0 };
  return { name: signature.slice(0, colon), line: Math.max(0, Number(text)) };
}
