import type { SampledLogger, StringInterner, Telemetry } from '@stormpetrel/base';
import type { SegmentColumns } from '@stormpetrel/model';
import type { DispatcherSet } from './aggregate/source-aggregator.ts';
import type { EntityRegistry } from './entity/entity-registry.ts';
import { MetadataTracker } from './entity/metadata-tracker.ts';
import type { IngestBuffer } from './flush/ingest-buffer.ts';
import { EventAnalysis } from './event/event-analysis.ts';
import { LogAnalysis } from './log/log-analysis.ts';
import { InstanceReports } from './management/instance-reports.ts';
import { EndpointNaming } from './naming/endpoint-naming.ts';
import { cutName } from './naming/cut-name.ts';
import { ClrAnalysis } from './runtime/clr-analysis.ts';
import { JvmAnalysis } from './runtime/jvm-analysis.ts';
import { MetricWindow } from './runtime/reporter.ts';
import { AddressAliases } from './segment/address-aliases.ts';
import { CallSources } from './segment/call-sources.ts';
import { NameResolver } from './segment/name-resolver.ts';
import { RpcAnalysis } from './segment/rpc-analysis.ts';
import { SegmentAnalysis } from './segment/segment-analysis.ts';
import { SlowStatements } from './segment/slow-statements.ts';
import { SpanTags } from './segment/span-tags.ts';
import { SearchableTags } from './tags/searchable-tags.ts';
import { VirtualAnalysis } from './segment/virtual-analysis.ts';
import type { AnalyzerSettings } from './settings/analyzer-settings.ts';

/** All analyses of a pipeline, wired to each other, and turned together when buffers or settings change. */
export class Analyzers {
  readonly aliases: AddressAliases;
  readonly segments: SegmentAnalysis;
  readonly logs: LogAnalysis;
  readonly jvm: JvmAnalysis;
  readonly clr: ClrAnalysis;
  readonly instances: InstanceReports;
  readonly events: EventAnalysis;
  readonly #names: StringInterner;
  readonly #metadata: MetadataTracker;
  readonly #naming: EndpointNaming;
  readonly #resolver: NameResolver;
  readonly #traceTags = new SearchableTags('traceTag');
  readonly #logTags = new SearchableTags('logTag');
  readonly #tags: SpanTags;
  readonly #sources: CallSources;
  readonly #rpc: RpcAnalysis;
  readonly #statements: SlowStatements;
  readonly #virtual: VirtualAnalysis;
  #settings: AnalyzerSettings;

  constructor(parts: {
    readonly columns: SegmentColumns;
    readonly registry: EntityRegistry;
    readonly dispatchers: DispatcherSet;
    readonly telemetry: Telemetry;
    readonly log: SampledLogger;
    readonly settings: AnalyzerSettings;
  }) {
    const { columns, registry, dispatchers, telemetry, log, settings } = parts;
    const { names } = columns;
    this.#names = names;
    this.#settings = settings;
    const context = {
      apdexThresholdMs: (service: string) => this.#settings.apdex.get(service),
      tagList: () => this.#tags.list(),
    };
    const metadata = new MetadataTracker(registry);
    this.#metadata = metadata;
    this.#naming = new EndpointNaming(settings.endpointNaming);
    const resolver = new NameResolver(names, registry, this.#naming, settings);
    this.#resolver = resolver;
    this.#tags = new SpanTags(names, this.#traceTags, settings.searchableTraceTags);
    const tags = this.#tags;
    this.aliases = new AddressAliases(
      names,
      registry,
      telemetry.counter('address_alias_refused_count', 'Network addresses past the limit.'),
      (address) => cutName(address, this.#settings.serviceNameLengthMax),
    );
    this.#sources = new CallSources(registry, metadata, dispatchers, context);
    const { aliases } = this;
    const sources = this.#sources;
    this.#rpc = new RpcAnalysis({ registry, resolver, metadata, aliases, sources, tags, settings });
    this.#statements = new SlowStatements(
      telemetry.counter(
        'slow_statement_dropped_count',
        'Slow statements past the limit of a flush.',
      ),
      settings.statementLengthMax,
    );
    const statements = this.#statements;
    this.#virtual = new VirtualAnalysis({
      registry,
      resolver,
      metadata,
      tags,
      statements,
      dispatchers,
      context,
      settings,
    });
    this.segments = new SegmentAnalysis({
      columns,
      resolver,
      aliases,
      tags,
      traceTags: this.#traceTags,
      rpc: this.#rpc,
      virtual: this.#virtual,
      statements,
      telemetry,
      settings,
    });
    this.logs = new LogAnalysis({
      names,
      resolver,
      metadata,
      tags: this.#logTags,
      telemetry,
      log,
      settings,
    });
    const window = new MetricWindow(
      () => this.#settings.metricsDataTtlDays,
      telemetry.counter('runtime_metrics_dropped_count', 'Readings too old, or in the future.'),
    );
    this.jvm = new JvmAnalysis({ registry, resolver, window, dispatchers, context });
    this.clr = new ClrAnalysis({ registry, resolver, window, dispatchers, context });
    this.instances = new InstanceReports(resolver, metadata);
    this.events = new EventAnalysis(this.#naming, telemetry, settings);
  }

  registerGauges(telemetry: Telemetry): void {
    const gauge = (name: string, help: string, read: () => number): void => {
      telemetry.gauge(name, help, read);
    };
    gauge('interned_names', 'Names in the interner.', () => this.#names.size);
    gauge('uri_nodes', 'Nodes of the trees of endpoint paths.', () => this.#naming.uriNodeCount);
    gauge('trace_tags', 'Searchable tags remembered.', () => this.#traceTags.size);
    gauge('log_tags', 'Searchable tags of logs remembered.', () => this.#logTags.size);
    gauge('address_aliases', 'Network addresses known.', () => this.aliases.size);
  }

  /** Everything goes into this buffer from now on. */
  writeTo(buffer: IngestBuffer): void {
    const { metrics, metadata, texts, segments, logs } = buffer;
    this.#metadata.writeTo(metadata);
    this.aliases.writeTo(metadata);
    this.#traceTags.writeTo(texts, segments, metadata);
    this.#logTags.writeTo(texts, logs, metadata);
    this.#statements.writeTo(buffer);
    this.events.writeTo(buffer);
    this.segments.writeTo(buffer);
    this.logs.writeTo(buffer);
    this.#sources.writeTo(metrics);
    this.#virtual.writeTo(metrics);
    this.jvm.writeTo(metrics);
    this.clr.writeTo(metrics);
  }

  update(settings: AnalyzerSettings): void {
    this.#settings = settings;
    this.#naming.update(settings.endpointNaming);
    this.#resolver.update(settings);
    this.#tags.update(settings.searchableTraceTags);
    this.#rpc.update(settings);
    this.#virtual.update(settings);
    this.#statements.update(settings.statementLengthMax);
    this.events.update(settings);
    this.segments.update(settings);
    this.logs.update(settings);
  }

  /** The registry was rotated: handles kept anywhere mean nothing now. */
  forget(): void {
    this.#metadata.follow();
    this.#resolver.follow();
    this.#statements.forget();
  }
}
