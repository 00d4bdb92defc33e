/** Where time comes from. Passed in, so that engines driven by time can be run under a fake clock. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. */
  nowMs(): number;
  /** Milliseconds that never go backwards, from an arbitrary start. For measuring, not for dating. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
