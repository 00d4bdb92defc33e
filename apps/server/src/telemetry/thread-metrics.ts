/**
 * What one thread's V8 tells of itself, under the names that SkyWalking's dashboards know from the JVM, where they mean the
 * same (docs/operate/self-metrics.md says where not). Threads' samples are added up when they are shown.
 */
import type { LabelValues, MetricSample } from '@stormpetrel/base';
import { getHeapStatistics } from 'node:v8';

/**
 * V8's collectors are of the kinds that these two are: the young are copied, the old are marked, swept and compacted. What
 * V8 does of the latter bit by bit counts its time here, and is counted when it is finished.
 */
const collectors = { young: 'Copy', old: 'MarkSweepCompact' } as const;

interface Collections {
  count: number;
  seconds: number;
}

/** Collections since the first time that somebody asked: nobody pays for what nobody reads. */
class GcWatch {
  readonly #seen: Record<keyof typeof collectors, Collections> = {
    young: { count: 0, seconds: 0 },
    old: { count: 0, seconds: 0 },
  };
  #watching = false;

  samples(): MetricSample[] {
    this.#watch();
    return (['young', 'old'] as const).flatMap((kind) => {
      const labels = { gc: collectors[kind] };
      const { count, seconds } = this.#seen[kind];
      return [
        counter('jvm_gc_collection_seconds_count', 'Garbage collections.', count, labels),
        counter('jvm_gc_collection_seconds_sum', 'Seconds that they took.', seconds, labels),
      ];
    });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const { PerformanceObserver, constants } = process.getBuiltinModule('node:perf_hooks');
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const kind = kindOf(entry);
        const seen =
          kind === constants.NODE_PERFORMANCE_GC_MINOR ? this.#seen.young : this.#seen.old;
        seen.seconds += entry.duration / 1_000;
        if (
          kind === constants.NODE_PERFORMANCE_GC_MINOR ||
          kind === constants.NODE_PERFORMANCE_GC_MAJOR
        )
          seen.count++;
      }
    });
    observer.observe({ type: 'gc' });
  }
}

function kindOf(entry: unknown): number | undefined {
  const detail = (entry as { readonly detail?: { readonly kind?: number } }).detail;
  return detail?.kind;
}

const gcWatch = new GcWatch();

/** This thread's samples. */
export function threadSamples(): MetricSample[] {
  const heap = getHeapStatistics();
  const area = { area: 'heap' };
  const pool = { pool: 'direct' };
  return [
    gauge('jvm_memory_bytes_used', 'Bytes of V8’s heaps in use.', heap.used_heap_size, area),
    gauge('jvm_memory_bytes_committed', 'Bytes that V8’s heaps hold.', heap.total_heap_size, area),
    gauge('jvm_memory_bytes_max', 'Bytes that V8’s heaps may take.', heap.heap_size_limit, area),
    gauge(
      'jvm_buffer_pool_used_bytes',
      'Bytes of buffers outside the heaps.',
      heap.external_memory,
      pool,
    ),
    gauge('jvm_threads_current', 'Threads that run JavaScript.', 1),
    ...gcWatch.samples(),
  ];
}

export function gauge(
  name: string,
  help: string,
  value: number,
  labels: LabelValues = {},
): MetricSample {
  return { name, kind: 'gauge', help, labels, value };
}

export function counter(
  name: string,
  help: string,
  value: number,
  labels: LabelValues = {},
): MetricSample {
  return { name, kind: 'counter', help, labels, value };
}
