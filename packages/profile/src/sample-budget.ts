import type { Truncation } from './stack-profile.ts';

/** How many more samples, values and labels all events together may take. */
export interface SampleBudget {
  samples: number;
  values: number;
  labels: number;
}

/** What was cut so far, counted by the builder and its events. */
export class TruncationCount implements Truncation {
  samples = 0;
  stacks = 0;
  names = 0;
}
