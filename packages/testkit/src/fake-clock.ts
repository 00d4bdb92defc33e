import type { Clock } from '@stormpetrel/base';

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
    this.#monotonicMs += durationMs;
  }

  /** Sets the wall clock, as an administrator would; the monotonic one does not notice. */
  setNowMs(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}
