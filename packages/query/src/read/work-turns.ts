import type { Clock } from '@stormpetrel/base';
import { setImmediate } from 'node:timers/promises';
import { queryLimits } from '../limits.ts';

/**
 * Turns at the thread for the pieces of work of one request, one after another: between two of them others have the thread
 * where the request has held it for long. The expressions of a document all become ready in the same moment.
 */
export class WorkTurns {
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #yieldNow: () => Promise<unknown>;
  #last: Promise<void> = Promise.resolve();
  #startMs: number;

  /** `signal`: aborted when nobody wants the answer any more; turns that come then reject with its reason. */
  constructor(
    clock: Clock,
    signal?: AbortSignal,
    yieldNow: () => Promise<unknown> = () => setImmediate(),
  ) {
    this.#clock = clock;
    this.#signal = signal;
    this.#yieldNow = yieldNow;
    this.#startMs = clock.monotonicMs();
  }

  /** Resolves when it is the caller's turn. What it does synchronously then is done before the next turn. */
  next(): Promise<void> {
    const turn = this.#last.then(() => this.#breathe());
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #breathe(): Promise<void> {
    this.#signal?.throwIfAborted();
    if (this.#clock.monotonicMs() - this.#startMs < queryLimits.workSliceMs) return;
    await this.#yieldNow();
    this.#startMs = this.#clock.monotonicMs();
  }
}
