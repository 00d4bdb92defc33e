/** What runs under an instance: the virtual machines of Java and .NET. */
import { type Row, row } from './board.ts';
import { area, line } from './parts.ts';

export const jvm: readonly Row[] = [
  row(
    13,
    line('CPU (%)', 'instance_jvm_cpu'),
    area('Heap (MiB)', {
      used: 'instance_jvm_memory_heap/1048576',
      max: 'instance_jvm_memory_heap_max/1048576',
    }),
    area('Outside the Heap (MiB)', {
      used: 'instance_jvm_memory_noheap/1048576',
      max: 'instance_jvm_memory_noheap_max/1048576',
    }),
  ),
  row(
    13,
    line('Collections', {
      young: 'instance_jvm_young_gc_count',
      old: 'instance_jvm_old_gc_count',
      other: 'instance_jvm_normal_gc_count',
    }),
    line('Time in Collections (ms)', {
      young: 'instance_jvm_young_gc_time',
      old: 'instance_jvm_old_gc_time',
      other: 'instance_jvm_normal_gc_time',
    }),
    line('Classes', {
      loaded: 'instance_jvm_class_loaded_class_count',
      'loaded in all': 'instance_jvm_class_total_loaded_class_count',
      unloaded: 'instance_jvm_class_total_unloaded_class_count',
    }),
  ),
  row(
    13,
    line('Threads', {
      live: 'instance_jvm_thread_live_count',
      daemon: 'instance_jvm_thread_daemon_count',
      peak: 'instance_jvm_thread_peak_count',
    }),
    area('States of Threads', {
      runnable: 'instance_jvm_thread_runnable_state_thread_count',
      blocked: 'instance_jvm_thread_blocked_state_thread_count',
      waiting: 'instance_jvm_thread_waiting_state_thread_count',
      'timed waiting': 'instance_jvm_thread_timed_waiting_state_thread_count',
    }),
    area('Pools of Memory (MiB)', {
      young: 'instance_jvm_memory_pool_newgen/1048576',
      survivor: 'instance_jvm_memory_pool_survivor/1048576',
      old: 'instance_jvm_memory_pool_oldgen/1048576',
      metaspace: 'instance_jvm_memory_pool_metaspace/1048576',
      'code cache': 'instance_jvm_memory_pool_code_cache/1048576',
    }),
  ),
];

export const clr: readonly Row[] = [
  row(
    13,
    line('CPU (%)', 'instance_clr_cpu'),
    area('Heap (MiB)', 'instance_clr_heap_memory/1048576'),
    line('Collections', {
      'generation 0': 'instance_clr_gen0_collect_count',
      'generation 1': 'instance_clr_gen1_collect_count',
      'generation 2': 'instance_clr_gen2_collect_count',
    }),
  ),
  row(
    13,
    line('Worker Threads', {
      available: 'instance_clr_available_worker_threads',
      max: 'instance_clr_max_worker_threads',
    }),
    line('Completion Port Threads', {
      available: 'instance_clr_available_completion_port_threads',
      max: 'instance_clr_max_completion_port_threads',
    }),
  ),
];
