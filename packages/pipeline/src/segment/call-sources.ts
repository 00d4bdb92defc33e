import type { DispatchContext } from '@stormpetrel/language/oal';
import { DetectPoint, type Source, createSource, topologyTables } from '@stormpetrel/model';
import { CallCounter } from '../aggregate/call-counter.ts';
import type { MetricTables } from '../aggregate/metric-tables.ts';
import { type DispatcherSet, SourceAggregator } from '../aggregate/source-aggregator.ts';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import type { MetadataTracker } from '../entity/metadata-tracker.ts';
import { type Call, noEnd } from './call.ts';

/** Turns calls into events of the traffic sources, counts them on the maps, and reports who exists. */
export class CallSources {
  readonly #registry: EntityRegistry;
  readonly #metadata: MetadataTracker;
  readonly #service: SourceAggregator<'Service'>;
  readonly #instance: SourceAggregator<'ServiceInstance'>;
  readonly #endpoint: SourceAggregator<'Endpoint'>;
  readonly #serviceRelation: SourceAggregator<'ServiceRelation'>;
  readonly #instanceRelation: SourceAggregator<'ServiceInstanceRelation'>;
  readonly #endpointRelation: SourceAggregator<'EndpointRelation'>;
  readonly #serviceClient = new CallCounter(topologyTables.serviceClient);
  readonly #serviceServer = new CallCounter(topologyTables.serviceServer);
  readonly #instanceClient = new CallCounter(topologyTables.instanceClient);
  readonly #instanceServer = new CallCounter(topologyTables.instanceServer);
  readonly #endpointServer = new CallCounter(topologyTables.endpointServer);

  constructor(
    registry: EntityRegistry,
    metadata: MetadataTracker,
    dispatchers: DispatcherSet,
    context: DispatchContext & { readonly tagList: () => readonly string[] },
  ) {
    this.#registry = registry;
    this.#metadata = metadata;
    const { tagList } = context;
    const service = withTags(createSource('Service'), tagList);
    const instance = withTags(createSource('ServiceInstance'), tagList);
    const endpoint = withTags(createSource('Endpoint'), tagList);
    this.#service = new SourceAggregator('Service', dispatchers, context, service);
    this.#instance = new SourceAggregator('ServiceInstance', dispatchers, context, instance);
    this.#endpoint = new SourceAggregator('Endpoint', dispatchers, context, endpoint);
    this.#serviceRelation = new SourceAggregator('ServiceRelation', dispatchers, context);
    this.#instanceRelation = new SourceAggregator('ServiceInstanceRelation', dispatchers, context);
    this.#endpointRelation = new SourceAggregator('EndpointRelation', dispatchers, context);
  }

  writeTo(tables: MetricTables): void {
    this.#service.writeTo(tables);
    this.#instance.writeTo(tables);
    this.#endpoint.writeTo(tables);
    this.#serviceRelation.writeTo(tables);
    this.#instanceRelation.writeTo(tables);
    this.#endpointRelation.writeTo(tables);
    this.#serviceClient.writeTo(tables);
    this.#serviceServer.writeTo(tables);
    this.#instanceClient.writeTo(tables);
    this.#instanceServer.writeTo(tables);
    this.#endpointServer.writeTo(tables);
  }

  service(call: Call): void {
    const { source } = this.#service;
    source.name = this.#registry.name(call.targetService);
    source.layer = call.targetLayer;
    source.serviceInstanceName = this.#nameOf(call.targetInstance);
    source.endpointName = this.#nameOf(call.targetEndpoint);
    source.latency = call.latencyMs;
    source.status = call.ok;
    source.httpResponseStatusCode = call.httpStatus;
    source.rpcStatusCode = call.rpcStatus;
    source.type = call.requestType;
    source.originalTags = call.tags;
    this.#service.add(call.targetService, call.minute);
    this.#metadata.service(call.targetService, call.targetLayer, call.minute);
  }

  instance(call: Call): void {
    const { source } = this.#instance;
    source.serviceId = this.#registry.id(call.targetService);
    source.name = this.#registry.name(call.targetInstance);
    source.serviceName = this.#registry.name(call.targetService);
    source.serviceLayer = call.targetLayer;
    source.endpointName = this.#nameOf(call.targetEndpoint);
    source.latency = call.latencyMs;
    source.status = call.ok;
    source.httpResponseStatusCode = call.httpStatus;
    source.rpcStatusCode = call.rpcStatus;
    source.type = call.requestType;
    source.originalTags = call.tags;
    this.#instance.add(call.targetInstance, call.minute);
    this.#metadata.instance(call.targetInstance, call.targetLayer, call.minute);
  }

  endpoint(call: Call): void {
    const { source } = this.#endpoint;
    source.name = this.#registry.name(call.targetEndpoint);
    source.serviceId = this.#registry.id(call.targetService);
    source.serviceName = this.#registry.name(call.targetService);
    source.serviceInstanceName = this.#nameOf(call.targetInstance);
    source.serviceLayer = call.targetLayer;
    source.latency = call.latencyMs;
    source.status = call.ok;
    source.httpResponseStatusCode = call.httpStatus;
    source.rpcStatusCode = call.rpcStatus;
    source.type = call.requestType;
    source.originalTags = call.tags;
    this.#endpoint.add(call.targetEndpoint, call.minute);
    this.#metadata.endpoint(call.targetEndpoint, call.minute);
  }

  serviceRelation(call: Call, detectPoint: number): void {
    const { source } = this.#serviceRelation;
    source.sourceServiceId = this.#registry.id(call.sourceService);
    source.sourceServiceName = this.#registry.name(call.sourceService);
    source.sourceServiceInstanceName = this.#nameOf(call.sourceInstance);
    source.sourceLayer = call.sourceLayer;
    source.destServiceId = this.#registry.id(call.targetService);
    source.destServiceName = this.#registry.name(call.targetService);
    source.destLayer = call.targetLayer;
    source.destServiceInstanceName = this.#nameOf(call.targetInstance);
    source.endpoint = this.#nameOf(call.targetEndpoint);
    source.componentId = call.componentId;
    source.latency = call.latencyMs;
    source.status = call.ok;
    source.httpResponseStatusCode = call.httpStatus;
    source.rpcStatusCode = call.rpcStatus;
    source.type = call.requestType;
    source.detectPoint = detectPoint;
    const relation = this.#registry.serviceRelation(call.sourceService, call.targetService);
    this.#serviceRelation.add(relation, call.minute);
    const counter = detectPoint === DetectPoint.SERVER ? this.#serviceServer : this.#serviceClient;
    counter.add(relation, call.minute, call.componentId);
  }

  /** Nothing where either instance is unknown. */
  instanceRelation(call: Call, detectPoint: number): void {
    if (call.sourceInstance === noEnd || call.targetInstance === noEnd) return;
    const { source } = this.#instanceRelation;
    source.sourceServiceInstanceId = this.#registry.id(call.sourceInstance);
    source.sourceServiceId = this.#registry.id(call.sourceService);
    source.sourceServiceName = this.#registry.name(call.sourceService);
    source.sourceServiceLayer = call.sourceLayer;
    source.sourceServiceInstanceName = this.#registry.name(call.sourceInstance);
    source.destServiceInstanceId = this.#registry.id(call.targetInstance);
    source.destServiceId = this.#registry.id(call.targetService);
    source.destServiceLayer = call.targetLayer;
    source.destServiceName = this.#registry.name(call.targetService);
    source.destServiceInstanceName = this.#registry.name(call.targetInstance);
    source.endpoint = this.#nameOf(call.targetEndpoint);
    source.componentId = call.componentId;
    source.latency = call.latencyMs;
    source.status = call.ok;
    source.httpResponseStatusCode = call.httpStatus;
    source.rpcStatusCode = call.rpcStatus;
    source.type = call.requestType;
    source.detectPoint = detectPoint;
    const relation = this.#registry.instanceRelation(call.sourceInstance, call.targetInstance);
    this.#instanceRelation.add(relation, call.minute);
    const counter =
      detectPoint === DetectPoint.SERVER ? this.#instanceServer : this.#instanceClient;
    counter.add(relation, call.minute, call.componentId);
  }

  /** Seen by the called. Nothing where either endpoint is unknown. */
  endpointRelation(call: Call): void {
    if (call.sourceEndpoint === noEnd || call.targetEndpoint === noEnd) return;
    const { source } = this.#endpointRelation;
    const sourceService = this.#registry.owner(call.sourceEndpoint);
    source.endpoint = this.#registry.name(call.sourceEndpoint);
    source.serviceId = this.#registry.id(sourceService);
    source.serviceName = this.#registry.name(sourceService);
    source.serviceInstanceName = this.#nameOf(call.sourceInstance);
    source.serviceLayer = call.sourceEndpointLayer;
    source.childEndpoint = this.#registry.name(call.targetEndpoint);
    source.childServiceId = this.#registry.id(call.targetService);
    source.childServiceName = this.#registry.name(call.targetService);
    source.childServiceInstanceName = this.#nameOf(call.targetInstance);
    source.childServiceLayer = call.targetLayer;
    source.componentId = call.componentId;
    source.rpcLatency = call.latencyMs;
    source.status = call.ok;
    source.httpResponseStatusCode = call.httpStatus;
    source.rpcStatusCode = call.rpcStatus;
    source.type = call.requestType;
    source.detectPoint = DetectPoint.SERVER;
    const relation = this.#registry.endpointRelation(call.sourceEndpoint, call.targetEndpoint);
    this.#endpointRelation.add(relation, call.minute);
    this.#endpointServer.add(relation, call.minute, call.componentId);
  }

  #nameOf(handle: number): string {
    return handle === noEnd ? '' : this.#registry.name(handle);
  }
}

/**
 * The source with tags that are made only when a rule asks for them. It is a copy, with the field added to it: to define
 * anew one that is there turns the object into a dictionary, which costs a hash for each field that is written or read.
 */
function withTags<N extends 'Service' | 'ServiceInstance' | 'Endpoint'>(
  source: Source<N>,
  tagList: () => readonly string[],
): Source<N> {
  const { tags: _, ...rest } = source;
  return Object.defineProperty(rest, 'tags', { get: tagList, enumerable: true }) as Source<N>;
}
