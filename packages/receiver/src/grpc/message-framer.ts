/**
 * Cuts the body of a call into messages. On the wire each is
 *
 *   1 byte   0 = plain, 1 = compressed
 *   4 bytes  length, big-endian
 *   length bytes
 *
 * Messages that lie whole in a chunk are given as ranges of that chunk. Only one that spans chunks is copied, into an array
 * that grows with what has arrived: a length alone reserves nothing. All framers of a server share one budget for these.
 */
import { GrpcFailure, GrpcStatus } from './grpc-status.ts';

export const frameHeaderBytes = 5;

/** Takes whole messages; a failure ends the framing. */
export interface FrameTarget {
  frame(
    compressed: boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): GrpcFailure | undefined;
}

/** The size in which arrays for messages that span chunks are lent: most fit, and making one costs more than filling it. */
const pooledArrayBytes = 16_384;

/** Arrays that are kept when nobody needs them. */
const pooledArraysMax = 64;

/** Memory for messages that are not whole, of all framers together. */
export class PartialBudget {
  readonly bytesMax: number;
  bytes = 0;
  readonly #free: Uint8Array[] = [];

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** An array with room for `length` bytes, or undefined when there is no more to be had. What stands in it is anybody's. */
  take(length: number): Uint8Array | undefined {
    const size = Math.max(length, pooledArrayBytes);
    if (this.bytes + size > this.bytesMax) return undefined;
    this.bytes += size;
    return (size === pooledArrayBytes ? this.#free.pop() : undefined) ?? new Uint8Array(size);
  }

  giveBack(array: Uint8Array): void {
    this.bytes -= array.length;
    if (array.length === pooledArrayBytes && this.#free.length < pooledArraysMax) {
      this.#free.push(array);
    }
  }
}

export class MessageFramer {
  readonly #messageBytesMax: number;
  readonly #budget: PartialBudget;
  #partial: Uint8Array | undefined;
  #partialLength = 0;

  constructor(messageBytesMax: number, budget: PartialBudget) {
    this.#messageBytesMax = messageBytesMax;
    this.#budget = budget;
  }

  /** True when a message has begun and not ended. */
  get midMessage(): boolean {
    return this.#partial !== undefined;
  }

  push(chunk: Uint8Array, target: FrameTarget): GrpcFailure | undefined {
    let at = 0;
    if (this.#partial !== undefined) {
      const taken = this.#fill(chunk, 0, target);
      if (taken instanceof GrpcFailure) return taken;
      at = taken;
    }
    while (chunk.length - at >= frameHeaderBytes) {
      const flag = chunk[at] as number;
      const length = lengthAt(chunk, at);
      if (flag > 1 || length > this.#messageBytesMax) return this.#badHeader(flag, length);
      const start = at + frameHeaderBytes;
      if (start + length > chunk.length) break;
      const failure = target.frame(flag === 1, chunk, start, start + length);
      if (failure !== undefined) return failure;
      at = start + length;
    }
    if (at === chunk.length) return undefined;
    const taken = this.#fill(chunk, at, target);
    return taken instanceof GrpcFailure ? taken : undefined;
  }

  /** Gives back what the budget counts. MUST be called when the call ends. */
  release(): void {
    if (this.#partial === undefined) return;
    this.#budget.giveBack(this.#partial);
    this.#partial = undefined;
    this.#partialLength = 0;
  }

  /** Copies into the partial message what belongs to it; gives the position after that. */
  #fill(chunk: Uint8Array, start: number, target: FrameTarget): number | GrpcFailure {
    let at = start;
    let needed = frameHeaderBytes;
    for (;;) {
      const partial = this.#partial;
      if (partial !== undefined && this.#partialLength >= frameHeaderBytes) {
        const length = lengthAt(partial, 0);
        const flag = partial[0] as number;
        if (flag > 1 || length > this.#messageBytesMax) return this.#badHeader(flag, length);
        needed = frameHeaderBytes + length;
        if (this.#partialLength === needed) {
          const failure = target.frame(flag === 1, partial, frameHeaderBytes, needed);
          this.release();
          return failure ?? at;
        }
      }
      if (at === chunk.length) return at;
      const count = Math.min(needed - this.#partialLength, chunk.length - at);
      if (!this.#reserve(this.#partialLength + count, needed)) {
        return new GrpcFailure(
          GrpcStatus.RESOURCE_EXHAUSTED,
          'the server holds too many messages that have not arrived whole',
        );
      }
      this.#partial?.set(chunk.subarray(at, at + count), this.#partialLength);
      this.#partialLength += count;
      at += count;
    }
  }

  #reserve(lengthMin: number, needed: number): boolean {
    const held = this.#partial;
    if (held !== undefined && lengthMin <= held.length) return true;
    const doubled = held === undefined ? 0 : held.length * 2;
    const array = this.#budget.take(Math.min(needed, Math.max(lengthMin, doubled)));
    if (array === undefined) return false;
    if (held !== undefined) {
      array.set(held.subarray(0, this.#partialLength));
      this.#budget.giveBack(held);
    }
    this.#partial = array;
    return true;
  }

  #badHeader(flag: number, length: number): GrpcFailure {
    if (flag > 1) {
      return new GrpcFailure(GrpcStatus.INTERNAL, `a message begins with the unknown flag ${flag}`);
    }
    return new GrpcFailure(
      GrpcStatus.RESOURCE_EXHAUSTED,
      `a message of ${length} bytes is larger than the ${this.#messageBytesMax} that are taken`,
    );
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at + 1] as number) * 0x1000000 +
    (((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 8) |
      (bytes[at + 4] as number))
  );
}
