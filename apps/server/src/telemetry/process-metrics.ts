import type { MetricSample } from '@stormpetrel/base';
import { counter, gauge } from './thread-metrics.ts';

/** What the process tells of itself, once for all its threads. `startedMs` is when it was started, epoch ms. */
export function processSamples(startedMs: number): MetricSample[] {
  const { user, system } = process.cpuUsage();
  return [
    // SkyWalking's own meaning: not how long, but since when.
    gauge('uptime', 'When the server was started, seconds since the epoch.', startedMs / 1_000),
    gauge(
      'process_start_time_seconds',
      'When the server was started, seconds since the epoch.',
      startedMs / 1_000,
    ),
    gauge('process_resident_memory_bytes', 'Resident memory.', process.memoryUsage.rss()),
    counter('process_cpu_seconds_total', 'CPU time of all threads.', (user + system) / 1e6),
    gauge('cluster_size', 'Nodes of the cluster that this server knows, itself included.', 1),
  ];
}
