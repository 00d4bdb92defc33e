import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@stormpetrel/base';

/**
 * Cuts a long reading into slices, between which the thread does other work. Who reads asks `isDue` after each piece of
 * work, and when it is, awaits `rest`.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  readonly #signals: readonly AbortSignal[];
  #endMs: number;

  /** A reading ends, by rejecting with the signal's reason, when one of the signals is aborted. */
  constructor(clock: Clock, sliceMs: number, signals: readonly AbortSignal[]) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    this.#signals = signals;
    this.#endMs = clock.monotonicMs() + sliceMs;
    this.#throwIfAborted();
  }

  get isDue(): boolean {
    return this.#clock.monotonicMs() >= this.#endMs;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#throwIfAborted();
    this.#endMs = this.#clock.monotonicMs() + this.#sliceMs;
  }

  #throwIfAborted(): void {
    for (const signal of this.#signals) signal.throwIfAborted();
  }
}
