import type { ProfileBuilder } from '../profile-builder.ts';
import { none } from '../stack-profile.ts';
import type { ChunkNames } from './chunk/chunk-names.ts';
import { Slots } from './chunk/layout.ts';
import { jfrLimits } from './limits.ts';

/** Stands for a stack that has no frames, while a chunk is resolved. */
export const emptyStack = none - 1;

/** Takes the frames of a stack as they come, innermost first, and makes the stack from the outer end. */
export class FrameCollector {
  readonly slots = new Slots(3);
  readonly #names: ChunkNames;
  #frames = new Uint32Array(256);
  #count = 0;
  #wanted = false;
  #isCut = false;
  /** The stack before, from the outer end: its frames and stacks. Neighbours mostly begin in the same way. */
  #lastFrames = new Uint32Array(256);
  #lastStacks = new Uint32Array(256);
  #lastCount = 0;

  constructor(names: ChunkNames) {
    this.#names = names;
    this.slots.onElement = () => this.#take();
  }

  begin(wanted: boolean): void {
    this.#wanted = wanted;
    this.#count = 0;
    this.#isCut = false;
  }

  /** The stack of the profile, or `emptyStack`. */
  stack(builder: ProfileBuilder): number {
    const count = this.#count;
    if (count === 0) return emptyStack;
    if (this.#isCut) builder.truncated.stacks++;
    const frames = this.#frames;
    const lastFrames = this.#lastFrames;
    const lastStacks = this.#lastStacks;
    const comparable = Math.min(count, this.#lastCount);
    let depth = 0;
    while (depth < comparable && lastFrames[depth] === frames[count - 1 - depth]) depth++;
    let stack: number = depth === 0 ? none : (lastStacks[depth - 1] as number);
    for (; depth < count; depth++) {
      const frame = frames[count - 1 - depth] as number;
      stack = builder.stack(stack, frame);
      lastFrames[depth] = frame;
      lastStacks[depth] = stack;
    }
    this.#lastCount = count;
    return stack;
  }

  #take(): void {
    if (!this.#wanted) return;
    if (this.#count >= jfrLimits.stackDepthMax) {
      this.#isCut = true;
      return;
    }
    if (this.#count === this.#frames.length) this.#grow();
    const { lo, hi } = this.slots;
    this.#frames[this.#count++] = this.#names.frame(
      lo[0] as number,
      hi[0] as number,
      lo[1] as number,
      lo[2] as number,
    );
  }

  #grow(): void {
    const sizeBytes = this.#count * 8;
    this.#frames = new Uint32Array(this.#frames.buffer.transfer(sizeBytes));
    this.#lastFrames = new Uint32Array(this.#lastFrames.buffer.transfer(sizeBytes));
    this.#lastStacks = new Uint32Array(this.#lastStacks.buffer.transfer(sizeBytes));
  }
}
