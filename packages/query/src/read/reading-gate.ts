/**
 * Lets a few of a request's large readings run at a time, in the order in which they were asked for. All fields of a document
 * start at once: without it the lists of a thousand aliases would be in memory together before the first is answered.
 */
export class ReadingGate {
  readonly #waiting: (() => void)[] = [];
  readonly #signal: AbortSignal | undefined;
  #free: number;

  /** `signal`: aborted when nobody wants the answer any more; what waits then rejects with its reason. */
  constructor(atOnceMax: number, signal?: AbortSignal) {
    this.#free = atOnceMax;
    this.#signal = signal;
  }

  async run<T>(read: () => T | Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      this.#signal?.throwIfAborted();
      return await read();
    } finally {
      // The place goes to who waits longest, so that nobody who comes now is before him; but not in this turn of the event loop,
      // at the end of which what was read has become a part of the answer, or was too much.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else setImmediate(next);
    }
  }
}
