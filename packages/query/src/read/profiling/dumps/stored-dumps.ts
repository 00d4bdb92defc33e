import { type ThreadDumps, none } from '@stormpetrel/profile';
import { ThreadStack } from '@stormpetrel/protocol';
import type { StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';

/**
 * Dumps as they are stored, on their way to `ThreadDumps`. A thread that waits is dumped a hundred times a second with the same
 * stack: bytes that were there before are not decoded again.
 */
export class StoredDumps {
  readonly dumps: ThreadDumps;
  /** Rows of stacks by their bytes, each byte a character. */
  #known = new Map<string, number>();
  #knownBytes = 0;
  readonly #knownBytesMax: number;

  constructor(dumps: ThreadDumps, knownBytesMax: number = queryLimits.stackBytesKnownMax) {
    this.dumps = dumps;
    this.#knownBytesMax = knownBytesMax;
  }

  /** A record with `dumpTime`, `sequence` and `stack`. What is no stack counts as one without frames. */
  add(segmentId: string, row: StoredRecord): void {
    const { stack: bytes } = row;
    const stack = bytes instanceof Uint8Array ? this.#stackOf(bytes) : none;
    this.dumps.addStack(segmentId, Number(row['dumpTime']), Number(row['sequence']), stack);
  }

  /** A dump of which only time and number count. */
  addEmpty(segmentId: string, timeMs: number, sequence: number): void {
    this.dumps.addStack(segmentId, timeMs, sequence, none);
  }

  #stackOf(bytes: Uint8Array): number {
    const { buffer, byteOffset, length } = bytes;
    const key = Buffer.from(buffer, byteOffset, length).toString('latin1');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const stack = this.dumps.stackOf(framesOf(bytes));
    if (this.#knownBytes + length > this.#knownBytesMax) {
      this.#known = new Map();
      this.#knownBytes = 0;
    }
    this.#known.set(key, stack);
    this.#knownBytes += length;
    return stack;
  }
}

function framesOf(stack: Uint8Array): readonly string[] {
  try {
    return ThreadStack.decode(stack).codeSignatures;
  } catch {
    return [];
  }
}
