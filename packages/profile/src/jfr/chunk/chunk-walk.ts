/** Goes from event to event of a chunk, behind what is damaged where that can be, and remembers that something was. */
import type { JfrBytes } from '../bytes/jfr-bytes.ts';
import { JfrDamage } from '../jfr-damage.ts';
import { type ChunkHeader, chunkHeaderBytes } from './chunk-header.ts';

/** Bytes after which progress is told again. */
export const progressBytes = 1 << 20;

export class ChunkWalk {
  /** Of the event that was gone to last. */
  typeId = 0;
  eventEnd = 0;
  /** False once something is missing of what the chunk says it holds. */
  isWhole: boolean;
  readonly #bytes: JfrBytes;
  readonly #header: ChunkHeader;
  readonly #onProgress: (position: number) => void;

  constructor(bytes: JfrBytes, header: ChunkHeader, onProgress: (position: number) => void) {
    this.#bytes = bytes;
    this.#header = header;
    this.#onProgress = onProgress;
    this.isWhole = header.whole;
  }

  /** Goes from event to event and returns the place where there is none any more. */
  eachEvent(visit: (position: number) => void): number {
    let position = this.#header.offset + chunkHeaderBytes;
    let told = position;
    while (position < this.#header.end) {
      if (!this.goTo(position)) break;
      visit(position);
      position = this.eventEnd;
      if (position - told > progressBytes) {
        told = position;
        this.#onProgress(position);
      }
    }
    return position;
  }

  /** Does something that goes to other events, and comes back to the one that was gone to before. */
  aside<T>(visit: () => T): T {
    const { typeId, eventEnd } = this;
    const result = visit();
    this.typeId = typeId;
    this.eventEnd = eventEnd;
    return result;
  }

  /**
   * Goes to the event at a place: the bytes then stand behind its size and type, which are left in `typeId`, as is its end.
   * False where there is no event.
   */
  goTo(position: number): boolean {
    const bytes = this.#bytes;
    const chunkEnd = this.#header.end;
    bytes.seek(position, chunkEnd);
    try {
      const size = bytes.int();
      this.typeId = bytes.long();
      this.eventEnd = position + size;
      const body = bytes.position;
      // A size of 0 is what a chunk that is being written ends with.
      if (size <= 0 || this.eventEnd > chunkEnd || this.eventEnd < body) return false;
      bytes.seek(body, this.eventEnd);
      return true;
    } catch (thrown) {
      this.damaged(thrown);
      return false;
    }
  }

  /** Takes in that something is broken. Other errors go on up. */
  damaged(thrown: unknown): void {
    if (!(thrown instanceof JfrDamage)) throw thrown;
    this.isWhole = false;
  }

  /** What is read, or `undefined` where it is broken. */
  guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (thrown) {
      this.damaged(thrown);
      return undefined;
    }
  }
}
