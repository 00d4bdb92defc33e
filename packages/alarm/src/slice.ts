import type { Clock } from '@stormpetrel/base';
import { setImmediate } from 'node:timers/promises';
import { alarmLimits } from './limits.ts';

/** Work in slices: whoever works long asks now and then whether to let others have the thread. */
export class WorkSlices {
  readonly #clock: Clock;
  readonly #yieldNow: () => Promise<unknown>;
  #startMs: number;
  #workedMs = 0;

  constructor(clock: Clock, yieldNow: () => Promise<unknown> = setImmediate) {
    this.#clock = clock;
    this.#yieldNow = yieldNow;
    this.#startMs = clock.monotonicMs();
  }

  /** Milliseconds of work so far, waiting not counted. */
  get workedMs(): number {
    return this.#workedMs + this.#clock.monotonicMs() - this.#startMs;
  }

  /** Whether it is time to let others have the thread. */
  get isOver(): boolean {
    return this.#clock.monotonicMs() - this.#startMs >= alarmLimits.sliceMs;
  }

  /** Lets others have the thread where it is time. */
  async pause(): Promise<void> {
    if (!this.isOver) return;
    this.#workedMs += this.#clock.monotonicMs() - this.#startMs;
    await this.#yieldNow();
    this.#startMs = this.#clock.monotonicMs();
  }
}
