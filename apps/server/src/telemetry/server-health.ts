import type { HealthView } from '@stormpetrel/query';
import type { TelemetrySource } from './telemetry-listener.ts';

const prefix = 'health_check_';

/**
 * Whether the server does its work, for `checkHealth` and load balancers: the score is the number of gauges `health_check_…` of
 * the ingest thread that are not 1, as with SkyWalking's health checker. A thread that does not answer is not well either.
 */
export function serverHealth(ingest: TelemetrySource): () => Promise<HealthView> {
  return async () => {
    const checks = (await ingest.telemetry()).filter(({ name }) => name.startsWith(prefix));
    const unwell =
      checks.length === 0
        ? ['ingest']
        : checks.filter(({ value }) => value !== 1).map(({ name }) => name.slice(prefix.length));
    return { score: unwell.length, details: unwell.join(',') };
  };
}
