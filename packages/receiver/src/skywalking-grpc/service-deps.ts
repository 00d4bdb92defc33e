import type { Clock, SampledLogger, Telemetry } from '@stormpetrel/base';
import type { IngestSink } from '@stormpetrel/pipeline';

/** What the receivers of SkyWalking's protocol need. */
export interface ServiceDeps {
  readonly sink: IngestSink;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly log: SampledLogger;
}

/** Bounds of latency histograms, in seconds: those of upstream's own metrics, so that its rules fit. */
export const latencyBoundsSeconds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
