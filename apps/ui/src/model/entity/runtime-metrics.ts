import type { UnitKind } from '../../base/format-number.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { hasPoints, readPoints } from '../series.ts';
import type { Points } from '../series.ts';
import { askedWindow, graphql } from '../server.ts';
import type { AskedSpan } from '../server.ts';

/** A chart of a runtime: what it is called, and the metrics in it. */
export interface RuntimeChart {
  readonly title: string;
  readonly kind: UnitKind;
  readonly lines: readonly { readonly label: string; readonly metric: string }[];
}

/** A chart that has data, with its values. */
export interface RuntimeReading {
  readonly title: string;
  readonly kind: UnitKind;
  readonly asked: AskedSpan;
  readonly lines: readonly { readonly label: string; readonly points: Points }[];
}

function chart(
  title: string,
  kind: UnitKind,
  lines: Readonly<Record<string, string>>,
): RuntimeChart {
  return {
    title,
    kind,
    lines: Object.entries(lines).map(([label, metric]) => ({ label, metric })),
  };
}

/** Charts of the runtimes whose agents send more than traces (oap.md §4.1.5, java-agent and dotnet-agent). */
export const runtimeCharts: readonly RuntimeChart[] = [
  chart('CPU', 'percent', { process: 'instance_jvm_cpu' }),
  chart('Heap', 'bytes', { used: 'instance_jvm_memory_heap', max: 'instance_jvm_memory_heap_max' }),
  chart('Off heap', 'bytes', { used: 'instance_jvm_memory_noheap' }),
  chart('GC time', 'durationMs', {
    young: 'instance_jvm_young_gc_time',
    old: 'instance_jvm_old_gc_time',
    normal: 'instance_jvm_normal_gc_time',
  }),
  chart('GC runs', 'count', {
    young: 'instance_jvm_young_gc_count',
    old: 'instance_jvm_old_gc_count',
    normal: 'instance_jvm_normal_gc_count',
  }),
  chart('Threads', 'count', {
    live: 'instance_jvm_thread_live_count',
    daemon: 'instance_jvm_thread_daemon_count',
    peak: 'instance_jvm_thread_peak_count',
  }),
  chart('Thread states', 'count', {
    runnable: 'instance_jvm_thread_runnable_state_thread_count',
    blocked: 'instance_jvm_thread_blocked_state_thread_count',
    waiting: 'instance_jvm_thread_waiting_state_thread_count',
    'timed waiting': 'instance_jvm_thread_timed_waiting_state_thread_count',
  }),
  chart('Classes', 'count', { loaded: 'instance_jvm_class_loaded_class_count' }),
  chart('CPU', 'percent', { process: 'instance_clr_cpu' }),
  chart('Heap', 'bytes', { used: 'instance_clr_heap_memory' }),
  chart('GC runs', 'count', {
    'gen 0': 'instance_clr_gen0_collect_count',
    'gen 1': 'instance_clr_gen1_collect_count',
    'gen 2': 'instance_clr_gen2_collect_count',
  }),
  chart('Worker threads', 'count', {
    available: 'instance_clr_available_worker_threads',
    max: 'instance_clr_max_worker_threads',
  }),
];

/** The runtime charts of an instance that have data. */
export function openRuntimeMetrics(instance: {
  readonly serviceName: string;
  readonly normal: boolean;
  readonly serviceInstanceName: string;
}): Query<readonly RuntimeReading[]> {
  return createQuery<readonly RuntimeReading[]>({
    key: () => `${instance.serviceName}/${instance.serviceInstanceName}`,
    read: async (signal) => {
      const asked = askedWindow.value;
      const lines = runtimeCharts.flatMap((each) => each.lines);
      const answers = await graphql().expressions(
        lines.map(({ metric }) => ({
          expression: metric,
          entity: instance,
          duration: asked.duration,
        })),
        signal,
      );
      let at = 0;
      return runtimeCharts.flatMap((each) => {
        const read = each.lines
          .map(({ label }) => ({ label, points: readPoints(answers[at++], asked) }))
          .filter(({ points }) => hasPoints(points));
        return read.length === 0
          ? []
          : [{ title: each.title, kind: each.kind, asked, lines: read }];
      });
    },
    judge: (charts) => (charts.length === 0 ? 'empty' : 'ready'),
  });
}
