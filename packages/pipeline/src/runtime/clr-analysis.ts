import type { DispatchContext } from '@stormpetrel/language/oal';
import type { MetricTables } from '../aggregate/metric-tables.ts';
import { type DispatcherSet, SourceAggregator } from '../aggregate/source-aggregator.ts';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import type { ClrMetric, ClrReport } from '../ingest-sink.ts';
import type { NameResolver } from '../segment/name-resolver.ts';
import { type MetricWindow, type Reporter, findReporter, setReporter } from './reporter.ts';

/**
 * Readings of .NET runtimes (clr-receiver, CLRSourceDispatcher). Parts that are absent count nothing, and neither does a
 * share of the CPU that is no number.
 */
export class ClrAnalysis {
  readonly #registry: EntityRegistry;
  readonly #resolver: NameResolver;
  readonly #window: MetricWindow;
  readonly #cpu: SourceAggregator<'ServiceInstanceCLRCPU'>;
  readonly #gc: SourceAggregator<'ServiceInstanceCLRGC'>;
  readonly #thread: SourceAggregator<'ServiceInstanceCLRThread'>;

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
    this.#cpu = new SourceAggregator('ServiceInstanceCLRCPU', dispatchers, context);
    this.#gc = new SourceAggregator('ServiceInstanceCLRGC', dispatchers, context);
    this.#thread = new SourceAggregator('ServiceInstanceCLRThread', dispatchers, context);
  }

  writeTo(tables: MetricTables): void {
    this.#cpu.writeTo(tables);
    this.#gc.writeTo(tables);
    this.#thread.writeTo(tables);
  }

  analyse(report: ClrReport, nowMs: number): void {
    const { service, instance } = report;
    const reporter = findReporter(this.#resolver, this.#registry, service, instance);
    for (const metric of report.metrics) {
      const minute = this.#window.minuteOf(metric.timeMs, nowMs);
      if (minute !== undefined) this.#count(reporter, metric, minute);
    }
  }

  #count(reporter: Reporter, metric: ClrMetric, minute: number): void {
    const { cpuUsagePercent, gc, thread } = metric;
    if (cpuUsagePercent !== undefined && Number.isFinite(cpuUsagePercent)) {
      const { source } = this.#cpu;
      setReporter(source, reporter);
      source.usePercent = cpuUsagePercent;
      this.#cpu.add(reporter.handle, minute);
    }
    if (gc !== undefined) {
      const { source } = this.#gc;
      setReporter(source, reporter);
      source.gen0CollectCount = gc.gen0;
      source.gen1CollectCount = gc.gen1;
      source.gen2CollectCount = gc.gen2;
      source.heapMemory = gc.heapMemory;
      this.#gc.add(reporter.handle, minute);
    }
    if (thread !== undefined) {
      const { source } = this.#thread;
      setReporter(source, reporter);
      source.availableCompletionPortThreads = thread.availableCompletionPort;
      source.availableWorkerThreads = thread.availableWorker;
      source.maxCompletionPortThreads = thread.maxCompletionPort;
      source.maxWorkerThreads = thread.maxWorker;
      this.#thread.add(reporter.handle, minute);
    }
  }
}
