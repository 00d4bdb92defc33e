import type { DispatchContext } from '@stormpetrel/language/oal';
import { Layer, type Source, SpanLayer, SpanType, sourceEnums } from '@stormpetrel/model';
import type { MetricTables } from '../aggregate/metric-tables.ts';
import { type DispatcherSet, SourceAggregator } from '../aggregate/source-aggregator.ts';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import type { MetadataTracker } from '../entity/metadata-tracker.ts';
import type { AnalyzerSettings } from '../settings/analyzer-settings.ts';
import { unknownRequest } from './call.ts';
import type { NameResolver } from './name-resolver.ts';
import type { SlowStatements } from './slow-statements.ts';
import type { SpanScope } from './span-scope.ts';
import { type SpanTags, TagRole } from './span-tags.ts';

const { VirtualCacheOperation, MQOperation } = sourceEnums;

/**
 * Databases, caches, brokers and GenAI providers, which report nothing themselves: seen through the spans of those who
 * call them (agent-analyzer, VirtualServiceAnalysisListener and its processors). Spans that skip the analysis of calls
 * count here all the same.
 */
export class VirtualAnalysis {
  readonly #registry: EntityRegistry;
  readonly #resolver: NameResolver;
  readonly #metadata: MetadataTracker;
  readonly #tags: SpanTags;
  readonly #statements: SlowStatements;
  readonly #database: SourceAggregator<'DatabaseAccess'>;
  readonly #cache: SourceAggregator<'CacheAccess'>;
  readonly #queue: SourceAggregator<'MQAccess'>;
  readonly #topic: SourceAggregator<'MQEndpointAccess'>;
  readonly #provider: SourceAggregator<'GenAIProviderAccess'>;
  readonly #model: SourceAggregator<'GenAIModelAccess'>;
  readonly #modelInstance: SourceAggregator<'ServiceInstance'>;
  #settings: AnalyzerSettings;

  constructor(parts: {
    readonly registry: EntityRegistry;
    readonly resolver: NameResolver;
    readonly metadata: MetadataTracker;
    readonly tags: SpanTags;
    readonly statements: SlowStatements;
    readonly dispatchers: DispatcherSet;
    readonly context: DispatchContext;
    readonly settings: AnalyzerSettings;
  }) {
    this.#registry = parts.registry;
    this.#resolver = parts.resolver;
    this.#metadata = parts.metadata;
    this.#tags = parts.tags;
    this.#statements = parts.statements;
    this.#settings = parts.settings;
    const { dispatchers, context } = parts;
    this.#database = new SourceAggregator('DatabaseAccess', dispatchers, context);
    this.#cache = new SourceAggregator('CacheAccess', dispatchers, context);
    this.#queue = new SourceAggregator('MQAccess', dispatchers, context);
    this.#topic = new SourceAggregator('MQEndpointAccess', dispatchers, context);
    this.#provider = new SourceAggregator('GenAIProviderAccess', dispatchers, context);
    this.#model = new SourceAggregator('GenAIModelAccess', dispatchers, context);
    this.#modelInstance = new SourceAggregator('ServiceInstance', dispatchers, context);
  }

  update(settings: AnalyzerSettings): void {
    this.#settings = settings;
  }

  writeTo(tables: MetricTables): void {
    this.#database.writeTo(tables);
    this.#cache.writeTo(tables);
    this.#queue.writeTo(tables);
    this.#topic.writeTo(tables);
    this.#provider.writeTo(tables);
    this.#model.writeTo(tables);
    this.#modelInstance.writeTo(tables);
  }

  /** The tags MUST have been scanned, and not hidden. */
  analyse(scope: SpanScope): void {
    const layer = scope.columns.spanLayer[scope.span] as number;
    if (layer === SpanLayer.Database) this.#databaseCall(scope);
    else if (layer === SpanLayer.Cache) this.#cacheCall(scope);
    else if (layer === SpanLayer.MQ) this.#messageCall(scope);
    else if (layer === SpanLayer.GenAI) this.#modelCall(scope);
  }

  #databaseCall(scope: SpanScope): void {
    const { columns, span, minute, latencyMs } = scope;
    const peer = columns.peer[span] as number;
    const service = this.#resolver.guessedService(peer);
    this.#metadata.service(service, Layer.VIRTUAL_DATABASE, minute);
    const { source } = this.#database;
    source.name = this.#registry.name(service);
    source.databaseTypeId = columns.componentId[span] as number;
    source.latency = latencyMs;
    source.status = scope.ok;
    this.#database.add(service, minute);
    if (!this.#tags.has(TagRole.dbType) || !this.#tags.has(TagRole.dbStatement)) return;
    const thresholdMs = this.#settings.slowDatabaseThresholds.get(this.#tags.name(TagRole.dbType));
    if (latencyMs > thresholdMs) {
      this.#statements.database(scope, service, this.#tags.text(TagRole.dbStatement));
    }
  }

  #cacheCall(scope: SpanScope): void {
    const { columns, span, minute, latencyMs } = scope;
    const kind = this.#tags.name(TagRole.cacheType);
    if (kind.trim() === '') return;
    const peer = columns.peer[span] as number;
    // A cache inside the process has no address.
    const isRemote = peer !== 0 && columns.names.text(peer).trim() !== '';
    const service = isRemote
      ? this.#resolver.guessedService(peer)
      : this.#resolver.serviceByName(`${kind}-local`, false);
    this.#metadata.service(service, Layer.VIRTUAL_CACHE, minute);
    const operation = cacheOperationOf(this.#tags.name(TagRole.cacheOperation));
    const { source } = this.#cache;
    source.name = this.#registry.name(service);
    source.cacheTypeId = columns.componentId[span] as number;
    source.latency = latencyMs;
    source.status = scope.ok;
    source.operation = operation;
    this.#cache.add(service, minute);
    if (operation === VirtualCacheOperation.Others) return;
    const isRead = operation === VirtualCacheOperation.Read;
    const { slowCacheReadThresholds, slowCacheWriteThresholds } = this.#settings;
    const thresholds = isRead ? slowCacheReadThresholds : slowCacheWriteThresholds;
    if (latencyMs <= thresholds.get(kind)) return;
    const command = this.#tags.text(TagRole.cacheCommand);
    const key = this.#tags.text(TagRole.cacheKey);
    this.#statements.cache(scope, service, `${command} ${key}`.trim(), isRead);
  }

  #messageCall(scope: SpanScope): void {
    const { columns, span, minute } = scope;
    const type = columns.spanType[span] as number;
    if (type !== SpanType.Exit && type !== SpanType.Entry) return;
    const broker = this.#brokerOf(scope, type);
    if (columns.names.text(broker).trim() === '') return;
    const service = this.#resolver.guessedService(broker);
    this.#metadata.service(service, Layer.VIRTUAL_MQ, minute);
    const operation = type === SpanType.Entry ? MQOperation.Consume : MQOperation.Produce;
    const transmissionLatency = this.#tags.integer(TagRole.transmissionLatency);
    const { source } = this.#queue;
    source.name = this.#registry.name(service);
    source.typeId = columns.componentId[span] as number;
    source.transmissionLatency = transmissionLatency;
    source.status = scope.ok;
    source.operation = operation;
    this.#queue.add(service, minute);
    const names = [this.#tags.name(TagRole.mqTopic), this.#tags.name(TagRole.mqQueue)];
    const topic = names.filter((name) => name.trim() !== '').join('/');
    if (topic === '') return;
    const endpoint = this.#resolver.endpointByName(service, topic);
    this.#metadata.endpoint(endpoint, minute);
    this.#fillTopic(this.#topic.source, source, service, endpoint);
    this.#topic.add(endpoint, minute);
  }

  #fillTopic(
    target: Source<'MQEndpointAccess'>,
    source: Source<'MQAccess'>,
    service: number,
    endpoint: number,
  ): void {
    target.serviceId = this.#registry.id(service);
    target.serviceName = this.#registry.name(service);
    target.endpoint = this.#registry.name(endpoint);
    target.typeId = source.typeId;
    target.transmissionLatency = source.transmissionLatency;
    target.status = source.status;
    target.operation = source.operation;
  }

  /** The consumer knows the broker by the address that the producer used, or by its own peer. */
  #brokerOf(scope: SpanScope, type: number): number {
    const { columns, span } = scope;
    const peer = columns.peer[span] as number;
    if (type === SpanType.Exit) return peer;
    const ref = columns.refOffset[span] as number;
    if (ref === columns.refOffset[span + 1]) return peer;
    const address = columns.refAddress[ref] as number;
    return columns.names.text(address).trim() === '' ? peer : address;
  }

  #modelCall(scope: SpanScope): void {
    const tags = this.#tags;
    const modelName = tags.name(TagRole.genAiModel);
    if (modelName.trim() === '') return;
    const { minute } = scope;
    const { genAi } = this.#settings;
    const told = tags.name(TagRole.genAiProvider) || tags.name(TagRole.genAiSystem);
    const providerName = told.trim() === '' ? genAi.provider(modelName) : told;
    const service = this.#resolver.serviceByName(providerName, false);
    const instance = this.#resolver.instanceByName(service, modelName);
    this.#metadata.service(service, Layer.VIRTUAL_GENAI, minute);
    this.#countModelInstance(service, instance, minute);
    const inputTokens = tags.integer(TagRole.genAiInputTokens);
    const outputTokens = tags.integer(TagRole.genAiOutputTokens);
    const totalEstimatedCost = genAi.costMicros(modelName, inputTokens, outputTokens);
    const provider = this.#provider.source;
    provider.name = this.#registry.name(service);
    provider.inputTokens = inputTokens;
    provider.outputTokens = outputTokens;
    provider.totalEstimatedCost = totalEstimatedCost;
    provider.latency = scope.latencyMs;
    provider.status = scope.ok;
    this.#provider.add(service, minute);
    const model = this.#model.source;
    model.serviceName = provider.name;
    model.serviceId = this.#registry.id(service);
    model.modelName = this.#registry.name(instance);
    model.inputTokens = inputTokens;
    model.outputTokens = outputTokens;
    model.totalEstimatedCost = totalEstimatedCost;
    model.timeToFirstToken = tags.integer(TagRole.genAiFirstToken);
    model.latency = scope.latencyMs;
    model.status = scope.ok;
    this.#model.add(instance, minute);
  }

  /**
   * A model counts as an instance of its provider, with neither latency nor success. SkyWalking means it as metadata
   * only, but counts it as a call (gen-ai-analyzer, toVirtualGenAIInstance); its answers show the count, so do ours.
   */
  #countModelInstance(service: number, instance: number, minute: number): void {
    const { source } = this.#modelInstance;
    source.serviceId = this.#registry.id(service);
    source.serviceName = this.#registry.name(service);
    source.name = this.#registry.name(instance);
    source.serviceLayer = Layer.VIRTUAL_GENAI;
    source.type = unknownRequest;
    this.#modelInstance.add(instance, minute);
    this.#metadata.instance(instance, Layer.VIRTUAL_GENAI, minute);
  }
}

function cacheOperationOf(name: string): number {
  if (name === 'write') return VirtualCacheOperation.Write;
  if (name === 'read') return VirtualCacheOperation.Read;
  return VirtualCacheOperation.Others;
}
