import type { DispatchContext } from '@stormpetrel/language/oal';
import type { MetricTables } from '../aggregate/metric-tables.ts';
import { type DispatcherSet, SourceAggregator } from '../aggregate/source-aggregator.ts';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import type { JvmMetric, JvmReport } from '../ingest-sink.ts';
import type { NameResolver } from '../segment/name-resolver.ts';
import { type MetricWindow, type Reporter, findReporter, setReporter } from './reporter.ts';

/**
 * Readings of Java virtual machines (agent-analyzer, JVMSourceDispatcher). Parts that are absent count nothing, and neither
 * does a share of the CPU that is no number.
 */
export class JvmAnalysis {
  readonly #registry: EntityRegistry;
  readonly #resolver: NameResolver;
  readonly #window: MetricWindow;
  readonly #cpu: SourceAggregator<'ServiceInstanceJVMCPU'>;
  readonly #memory: SourceAggregator<'ServiceInstanceJVMMemory'>;
  readonly #memoryPool: SourceAggregator<'ServiceInstanceJVMMemoryPool'>;
  readonly #gc: SourceAggregator<'ServiceInstanceJVMGC'>;
  readonly #thread: SourceAggregator<'ServiceInstanceJVMThread'>;
  readonly #classes: SourceAggregator<'ServiceInstanceJVMClass'>;

  constructor(parts: {
    readonly registry: EntityRegistry;
    readonly resolver: NameResolver;
    readonly window: MetricWindow;
    readonly dispatchers: DispatcherSet;
    readonly context: DispatchContext;
  }) {
    const { dispatchers, context } = parts;
    this.#registry = parts.registry;
    this.#resolver = parts.resolver;
    this.#window = parts.window;
    this.#cpu = new SourceAggregator('ServiceInstanceJVMCPU', dispatchers, context);
    this.#memory = new SourceAggregator('ServiceInstanceJVMMemory', dispatchers, context);
    this.#memoryPool = new SourceAggregator('ServiceInstanceJVMMemoryPool', dispatchers, context);
    this.#gc = new SourceAggregator('ServiceInstanceJVMGC', dispatchers, context);
    this.#thread = new SourceAggregator('ServiceInstanceJVMThread', dispatchers, context);
    this.#classes = new SourceAggregator('ServiceInstanceJVMClass', dispatchers, context);
  }

  writeTo(tables: MetricTables): void {
    this.#cpu.writeTo(tables);
    this.#memory.writeTo(tables);
    this.#memoryPool.writeTo(tables);
    this.#gc.writeTo(tables);
    this.#thread.writeTo(tables);
    this.#classes.writeTo(tables);
  }

  analyse(report: JvmReport, nowMs: number): void {
    const { service, instance } = report;
    const reporter = findReporter(this.#resolver, this.#registry, service, instance);
    for (const metric of report.metrics) {
      const minute = this.#window.minuteOf(metric.timeMs, nowMs);
      if (minute === undefined) continue;
      this.#countCpu(reporter, metric, minute);
      this.#countMemory(reporter, metric, minute);
      this.#countGc(reporter, metric, minute);
      this.#countThreads(reporter, metric, minute);
      this.#countClasses(reporter, metric, minute);
    }
  }

  #countCpu(reporter: Reporter, { cpuUsagePercent }: JvmMetric, minute: number): void {
    // What is no number would make one of the whole hour and day that it is averaged into.
    if (cpuUsagePercent === undefined || !Number.isFinite(cpuUsagePercent)) return;
    const { source } = this.#cpu;
    setReporter(source, reporter);
    // An idle machine shows as 1 %, so that it can be told from one that is not there.
    source.usePercent = Math.max(cpuUsagePercent, 1);
    this.#cpu.add(reporter.handle, minute);
  }

  #countMemory(reporter: Reporter, metric: JvmMetric, minute: number): void {
    const memory = this.#memory.source;
    setReporter(memory, reporter);
    for (const { isHeap, init, max, used, committed } of metric.memory) {
      memory.heapStatus = isHeap;
      memory.init = init;
      memory.max = max;
      memory.used = used;
      memory.committed = committed;
      this.#memory.add(reporter.handle, minute);
    }
    const pool = this.#memoryPool.source;
    setReporter(pool, reporter);
    for (const { type, init, max, used, committed } of metric.memoryPools) {
      pool.poolType = type;
      pool.init = init;
      pool.max = max;
      pool.used = used;
      pool.committed = committed;
      this.#memoryPool.add(reporter.handle, minute);
    }
  }

  #countGc(reporter: Reporter, metric: JvmMetric, minute: number): void {
    const { source } = this.#gc;
    setReporter(source, reporter);
    for (const { phase, count, timeMs } of metric.gc) {
      source.phase = phase;
      source.count = count;
      source.time = timeMs;
      this.#gc.add(reporter.handle, minute);
    }
  }

  #countThreads(reporter: Reporter, { thread }: JvmMetric, minute: number): void {
    if (thread === undefined) return;
    const { source } = this.#thread;
    setReporter(source, reporter);
    source.liveCount = thread.live;
    source.daemonCount = thread.daemon;
    source.peakCount = thread.peak;
    source.runnableStateThreadCount = thread.runnable;
    source.blockedStateThreadCount = thread.blocked;
    source.waitingStateThreadCount = thread.waiting;
    source.timedWaitingStateThreadCount = thread.timedWaiting;
    this.#thread.add(reporter.handle, minute);
  }

  #countClasses(reporter: Reporter, { classes }: JvmMetric, minute: number): void {
    if (classes === undefined) return;
    const { source } = this.#classes;
    setReporter(source, reporter);
    source.loadedClassCount = classes.loaded;
    source.totalUnloadedClassCount = classes.totalUnloaded;
    source.totalLoadedClassCount = classes.totalLoaded;
    this.#classes.add(reporter.handle, minute);
  }
}
