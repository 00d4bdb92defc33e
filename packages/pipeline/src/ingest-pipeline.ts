import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  StringInterner,
  type Telemetry,
} from '@stormpetrel/base';
import { LogColumns, SegmentColumns, topologyTables } from '@stormpetrel/model';
import type { MetadataEntry, StoreWriter } from '@stormpetrel/storage/api';
import { Analyzers } from './analyzers.ts';
import type { DispatcherSet } from './aggregate/source-aggregator.ts';
import { type EntityKind, EntityRegistry } from './entity/entity-registry.ts';
import { FlushMetrics } from './flush/flush-metrics.ts';
import { FlushQueue } from './flush/flush-queue.ts';
import { IngestBuffer } from './flush/ingest-buffer.ts';
import type {
  ClrReport,
  EventReport,
  IngestSink,
  InstancePing,
  InstanceReport,
  JvmReport,
} from './ingest-sink.ts';
import { limits } from './limits.ts';
import type { AnalyzerSettings } from './settings/analyzer-settings.ts';

export interface IngestPipelineOptions {
  readonly writer: StoreWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly settings: AnalyzerSettings;
  /** The compiled rules. */
  readonly dispatchers: DispatcherSet;
  /** Time between flushes; a flush that grows large goes earlier. Default 500. */
  readonly flushIntervalMs?: number;
  /** Bytes of segments and logs that are held while the store is behind, before old ones are dropped. Default 32 MiB. */
  readonly fillingBytesMax?: number;
  /** Network addresses known from before (metadata of kind `alias`). */
  readonly aliases?: readonly MetadataEntry[];
}

export interface IngestPipeline extends IngestSink {
  /** Hands over everything that came in so far. Resolves when the store has it, or has refused it once more. */
  flush(): Promise<void>;
  /** Settings take effect with the next segment. */
  updateSettings(settings: AnalyzerSettings): void;
  /** Flushes and stops. What the store still refuses then is lost. */
  close(): Promise<void>;
}

/**
 * Takes what receivers hand over, analyses it, and gives the store a batch twice a second. One per thread. The writer
 * is the caller's: it is not closed here.
 */
export function createIngestPipeline(options: IngestPipelineOptions): IngestPipeline {
  return new Pipeline(options);
}

class Pipeline implements IngestPipeline {
  readonly #clock: Clock;
  readonly #names = new StringInterner({
    namesMax: limits.internedNamesMax,
    bytesMax: limits.internedBytesMax,
  });
  readonly #registry: EntityRegistry;
  readonly #analyzers: Analyzers;
  readonly #queue: FlushQueue;
  readonly #timer: NodeJS.Timeout;
  readonly #segmentsIn: Counter;
  readonly #logsIn: Counter;
  readonly #fillingBytesMax: number;
  #segments: SegmentColumns;
  #pendingSegments = 0;
  #logs: LogColumns;
  #pendingLogs = 0;
  #filling: IngestBuffer;
  #epochStartMs: number;
  #closed = false;

  constructor(options: IngestPipelineOptions) {
    const { clock, logger, telemetry, settings, dispatchers } = options;
    this.#clock = clock;
    this.#fillingBytesMax = options.fillingBytesMax ?? limits.fillingBytesMax;
    this.#epochStartMs = clock.monotonicMs();
    this.#segments = new SegmentColumns(this.#names);
    this.#logs = new LogColumns(this.#names);
    this.#registry = new EntityRegistry(settings.entityLimits);
    const tables = [
      ...Object.values(dispatchers).map(({ table }) => table),
      ...Object.values(topologyTables),
    ];
    const buffers = Array.from(
      { length: limits.flushesQueuedMax + 1 },
      () => new IngestBuffer(tables),
    );
    this.#filling = buffers.pop() as IngestBuffer;
    this.#queue = new FlushQueue({
      writer: options.writer,
      logger,
      clock,
      buffers,
      dropped: telemetry.counter(
        'ingest_flush_dropped_count',
        'Flushes lost: the store was behind.',
      ),
      failures: telemetry.counter('ingest_flush_failed_count', 'Flushes that the store refused.'),
      metrics: new FlushMetrics(telemetry, clock, () => this.#queue.health),
    });
    this.#analyzers = new Analyzers({
      columns: this.#segments,
      registry: this.#registry,
      dispatchers,
      telemetry,
      log: new SampledLogger(logger, clock, limits.logPeriodMs),
      settings,
    });
    this.#analyzers.aliases.load(options.aliases ?? []);
    this.#analyzers.writeTo(this.#filling);
    this.#segmentsIn = telemetry.counter('segments_received_count', 'Segments handed over.');
    this.#logsIn = telemetry.counter('logs_received_count', 'Logs handed over.');
    registerGauges(telemetry, this.#registry, this.#queue);
    this.#analyzers.registerGauges(telemetry);
    this.#timer = setInterval(() => this.#tick(), options.flushIntervalMs ?? 500);
    this.#timer.unref();
  }

  get segments(): SegmentColumns {
    return this.#segments;
  }

  get overloaded(): boolean {
    return this.#queue.behind;
  }

  segmentsAppended(count: number): void {
    this.#segmentsIn.add(count);
    this.#pendingSegments += count;
    if (this.#pendingSegments < limits.segmentsPerAnalysis) return;
    this.#analyse();
    this.#flushIfLarge();
  }

  get logs(): LogColumns {
    return this.#logs;
  }

  logsAppended(count: number): void {
    this.#logsIn.add(count);
    this.#pendingLogs += count;
    if (this.#pendingLogs < limits.logsPerAnalysis) return;
    this.#analyse();
    this.#flushIfLarge();
  }

  instanceProperties(report: InstanceReport): void {
    this.#analyzers.instances.properties(report, this.#clock.nowMs());
  }

  instancePing(ping: InstancePing): void {
    this.#analyzers.instances.ping(ping, this.#clock.nowMs());
  }

  jvmMetrics(report: JvmReport): void {
    this.#analyzers.jvm.analyse(report, this.#clock.nowMs());
  }

  clrMetrics(report: ClrReport): void {
    this.#analyzers.clr.analyse(report, this.#clock.nowMs());
  }

  event(report: EventReport): void {
    // A flood of events starts flushes early; what comes while none can start is dropped there.
    if (this.#analyzers.events.full) this.#tick();
    this.#analyzers.events.take(report, this.#clock.nowMs());
  }

  updateSettings(settings: AnalyzerSettings): void {
    this.#analyse();
    this.#registry.limits = settings.entityLimits;
    this.#analyzers.update(settings);
  }

  async flush(): Promise<void> {
    this.#tick();
    await this.#queue.drain();
    // What had to wait for a buffer goes now.
    if (!this.#filling.empty && !this.#queue.behind) {
      this.#tick();
      await this.#queue.drain();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    await this.flush();
    this.#queue.close();
  }

  #tick(): void {
    this.#analyse();
    this.#flushFilling(this.#isTooLarge());
  }

  #analyse(): void {
    if (this.#pendingSegments > 0) this.#analyseSegments();
    if (this.#pendingLogs > 0) this.#analyseLogs();
    // Nobody holds ids of names between two messages, and both batches are empty.
    if (this.#names.full) this.#names.reset();
  }

  #analyseSegments(): void {
    this.#pendingSegments = 0;
    const columns = this.#segments;
    this.#analyzers.segments.analyse(columns, this.#clock.nowMs());
    columns.clear();
    if (columns.arena.length > limits.arenaKeptBytes) {
      this.#segments = new SegmentColumns(this.#names);
    }
  }

  #analyseLogs(): void {
    this.#pendingLogs = 0;
    const columns = this.#logs;
    this.#analyzers.logs.analyse(columns, this.#clock.nowMs());
    columns.clear();
    if (columns.arena.length > limits.arenaKeptBytes) this.#logs = new LogColumns(this.#names);
  }

  #flushIfLarge(): void {
    const { recordBytes, segments, logs } = this.#filling;
    if (
      recordBytes >= limits.flushBytes ||
      segments.count >= limits.flushSegments ||
      logs.count >= limits.flushLogs
    ) {
      this.#flushFilling(this.#isTooLarge());
    }
  }

  /** True when what is being filled may not wait for the store any longer. */
  #isTooLarge(): boolean {
    const { recordBytes, metrics, metadata } = this.#filling;
    return (
      recordBytes >= this.#fillingBytesMax ||
      metadata.length >= limits.fillingMetadataMax ||
      metrics.rowCount >= limits.fillingMetricRowsMax
    );
  }

  /** `force`: go on even if a waiting flush must be dropped for it. */
  #flushFilling(force: boolean): void {
    const filled = this.#filling;
    if (filled.empty) return;
    const next = force ? this.#queue.takeAny() : this.#queue.takeIdle();
    if (next === undefined) return;
    const entities = this.#registry.dictionary;
    this.#filling = next;
    this.#rotateIfDue();
    this.#analyzers.writeTo(next);
    this.#queue.push(filled, entities);
  }

  /** Starts a new epoch of entities. The buffer at hand is empty here, so no handle is left anywhere. */
  #rotateIfDue(): void {
    const nowMs = this.#clock.monotonicMs();
    if (!this.#registry.full || nowMs - this.#epochStartMs < limits.entityEpochMs) return;
    this.#epochStartMs = nowMs;
    this.#registry.rotate();
    this.#analyzers.forget();
  }
}

const entityKinds: readonly EntityKind[] = [
  'service',
  'instance',
  'endpoint',
  'serviceRelation',
  'instanceRelation',
  'endpointRelation',
];

function registerGauges(telemetry: Telemetry, registry: EntityRegistry, queue: FlushQueue): void {
  for (const scope of entityKinds) {
    telemetry.gauge('entity_count', 'Entities known.', () => registry.count(scope), { scope });
    telemetry.gauge(
      'entity_overflow_count',
      'Names counted under an overflow entity since the start.',
      () => registry.overflows[scope],
      { scope },
    );
  }
  telemetry.gauge('ingest_flush_queue', 'Flushes on their way to the store.', () => queue.queued);
}
