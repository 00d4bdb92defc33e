import {
  DetectPoint,
  Layer,
  RefType,
  RequestType,
  type SegmentColumns,
  SpanLayer,
  SpanType,
} from '@stormpetrel/model';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import type { MetadataTracker } from '../entity/metadata-tracker.ts';
import type { AnalyzerSettings } from '../settings/analyzer-settings.ts';
import type { AddressAliases } from './address-aliases.ts';
import { createCall, noEnd, unknownRequest } from './call.ts';
import { isNormalPeer, ownLayer, peerLayer, requestTypeOf } from './call-kinds.ts';
import type { CallSources } from './call-sources.ts';
import { parseLogicEndpoint } from './logic-endpoint.ts';
import type { NameResolver } from './name-resolver.ts';
import type { SpanScope } from './span-scope.ts';
import { type SpanTags, TagRole } from './span-tags.ts';

/** Where calls from outside come from (server-core, Const). */
const userName = 'User';

/**
 * Calls between services, from entry, exit and local spans (agent-analyzer, RPCAnalysisListener,
 * EndpointDepFromCrossThreadAnalysisListener, NetworkAddressAliasMappingListener).
 */
export class RpcAnalysis {
  readonly #registry: EntityRegistry;
  readonly #resolver: NameResolver;
  readonly #metadata: MetadataTracker;
  readonly #aliases: AddressAliases;
  readonly #sources: CallSources;
  readonly #tags: SpanTags;
  readonly #call: ReturnType<typeof createCall>;
  #settings: AnalyzerSettings;
  #generation = -1;
  #userService = 0;
  #userInstance = 0;
  #userEndpoint = 0;

  constructor(parts: {
    readonly registry: EntityRegistry;
    readonly resolver: NameResolver;
    readonly metadata: MetadataTracker;
    readonly aliases: AddressAliases;
    readonly sources: CallSources;
    readonly tags: SpanTags;
    readonly settings: AnalyzerSettings;
  }) {
    this.#registry = parts.registry;
    this.#resolver = parts.resolver;
    this.#metadata = parts.metadata;
    this.#aliases = parts.aliases;
    this.#sources = parts.sources;
    this.#tags = parts.tags;
    this.#settings = parts.settings;
    this.#call = createCall(parts.tags);
  }

  update(settings: AnalyzerSettings): void {
    this.#settings = settings;
  }

  /** MUST be called before each batch. */
  follow(): void {
    if (this.#generation === this.#registry.generation) return;
    this.#generation = this.#registry.generation;
    this.#userService = this.#registry.service(userName, false);
    this.#userInstance = this.#registry.instance(this.#userService, userName);
    this.#userEndpoint = this.#registry.endpoint(this.#userService, userName);
  }

  /** The tags MUST have been scanned. */
  analyse(scope: SpanScope): void {
    const { columns, span } = scope;
    const type = columns.spanType[span] as number;
    const skipped = columns.skipAnalysis[span] !== 0;
    if (type === SpanType.Entry) {
      if (skipped) return;
      this.#entry(scope);
      this.#logicEndpoints(scope, false);
    } else if (type === SpanType.Exit) {
      if (skipped) return;
      this.#betweenThreads(scope);
      this.#exit(scope);
    } else if (type === SpanType.Local) {
      if (!skipped) this.#betweenThreads(scope);
      this.#logicEndpoints(scope, true);
    }
  }

  /** Counts an entry span for its service, and for nothing else. */
  countServiceOnly(scope: SpanScope): void {
    this.#describe(scope);
    this.#setTarget(scope, scope.columns.spanLayer[scope.span] as number);
    this.#sources.service(this.#call);
  }

  #entry(scope: SpanScope): void {
    const { columns, span } = scope;
    const call = this.#call;
    const layer = columns.spanLayer[span] as number;
    this.#describe(scope);
    this.#setTarget(scope, layer);
    const firstRef = columns.refOffset[span] as number;
    const lastRef = columns.refOffset[span + 1] as number;
    for (let ref = firstRef; ref < lastRef; ref++) {
      this.#setSourceFromRef(columns, ref, layer);
      this.#incoming(scope);
      this.#learnAddress(scope, ref, layer);
    }
    if (firstRef !== lastRef) return;
    const peer = columns.peer[span] as number;
    if (layer === SpanLayer.MQ && !this.#isBlank(columns, peer)) {
      // Nobody told who sent the message: the broker stands for it, and no endpoint is known.
      call.sourceService = this.#resolver.guessedService(peer);
      call.sourceInstance = this.#resolver.instance(call.sourceService, peer);
      call.sourceEndpoint = noEnd;
      call.sourceLayer = Layer.VIRTUAL_MQ;
    } else {
      call.sourceService = this.#userService;
      call.sourceInstance = this.#userInstance;
      call.sourceEndpoint = this.#userEndpoint;
      call.sourceLayer = Layer.UNDEFINED;
    }
    call.sourceEndpointLayer = call.sourceLayer;
    this.#incoming(scope);
  }

  #incoming(scope: SpanScope): void {
    const call = this.#call;
    const sources = this.#sources;
    sources.service(call);
    sources.instance(call);
    sources.serviceRelation(call, DetectPoint.SERVER);
    if (isInstanceNamed(scope)) sources.instanceRelation(call, DetectPoint.SERVER);
    // A function is one endpoint: it has no others.
    if (call.targetLayer === Layer.FAAS) return;
    sources.endpoint(call);
    if (isOperationNamed(scope)) sources.endpointRelation(call);
  }

  #exit(scope: SpanScope): void {
    const { columns, span } = scope;
    const peer = columns.peer[span] as number;
    if (peer === 0) return;
    const call = this.#call;
    const layer = columns.spanLayer[span] as number;
    this.#describe(scope);
    call.sourceService = scope.service;
    call.sourceInstance = isInstanceNamed(scope) ? scope.instance : noEnd;
    call.sourceLayer = ownLayer(layer);
    call.targetEndpoint = noEnd;
    const alias = this.#aliases.find(peer);
    if (alias === undefined) {
      const targetLayer = peerLayer(layer, this.#isGateway(columns, peer));
      const normal = isNormalPeer(targetLayer);
      call.targetLayer = targetLayer;
      call.targetService = normal
        ? this.#resolver.service(peer)
        : this.#resolver.guessedService(peer);
      call.targetInstance = this.#resolver.instance(call.targetService, peer);
    } else {
      call.targetLayer = Layer.GENERAL;
      call.targetService = alias.service;
      const knowsAddress = !this.#settings.noUpstreamRealAddressComponents.has(call.componentId);
      call.targetInstance = knowsAddress ? alias.instance : noEnd;
    }
    this.#sources.serviceRelation(call, DetectPoint.CLIENT);
    this.#sources.instanceRelation(call, DetectPoint.CLIENT);
  }

  /** References of exit and local spans lead to the thread that they were started from. */
  #betweenThreads(scope: SpanScope): void {
    const { columns, span } = scope;
    const firstRef = columns.refOffset[span] as number;
    const lastRef = columns.refOffset[span + 1] as number;
    if (firstRef === lastRef) return;
    const layer = columns.spanLayer[span] as number;
    this.#describe(scope);
    this.#setTarget(scope, layer);
    const call = this.#call;
    call.requestType = unknownRequest;
    call.httpStatus = 0;
    call.rpcStatus = '';
    for (let ref = firstRef; ref < lastRef; ref++) {
      this.#setSourceFromRef(columns, ref, layer);
      // The caller may have no entry span by which its endpoint would be known.
      if (call.sourceEndpoint !== noEnd) this.#metadata.endpoint(call.sourceEndpoint, call.minute);
      this.#sources.endpoint(call);
      if (isOperationNamed(scope)) this.#sources.endpointRelation(call);
    }
  }

  #logicEndpoints(scope: SpanScope, isLocal: boolean): void {
    if (!this.#tags.has(TagRole.logicEndpoint)) return;
    const { columns, span } = scope;
    const call = this.#call;
    for (const text of this.#tags.logicEndpoints()) {
      const endpoint = parseLogicEndpoint(text, isLocal);
      if (endpoint === undefined) continue;
      call.minute = scope.minute;
      call.httpStatus = 0;
      call.rpcStatus = '';
      call.requestType = RequestType.LOGIC;
      call.targetService = scope.service;
      call.targetInstance = scope.instance;
      call.targetLayer = Layer.GENERAL;
      if (endpoint.kind === 'span') {
        const operation = columns.operation[span] as number;
        call.targetEndpoint = this.#resolver.endpoint(scope.service, operation);
        call.latencyMs = scope.latencyMs;
        call.ok = scope.ok;
      } else {
        call.targetEndpoint = this.#resolver.endpointByName(scope.service, endpoint.name);
        call.latencyMs = endpoint.latencyMs;
        call.ok = endpoint.ok;
      }
      this.#tags.hide();
      this.#sources.endpoint(call);
    }
  }

  /** Sets what all sources of a span share. */
  #describe(scope: SpanScope): void {
    const { columns, span } = scope;
    const call = this.#call;
    call.minute = scope.minute;
    call.latencyMs = scope.latencyMs;
    call.ok = scope.ok;
    call.httpStatus = this.#tags.httpStatus;
    call.rpcStatus = this.#tags.name(TagRole.rpcStatus);
    call.componentId = columns.componentId[span] as number;
    call.requestType = requestTypeOf(columns.spanLayer[span] as number);
  }

  #setTarget(scope: SpanScope, layer: number): void {
    const call = this.#call;
    const operation = scope.columns.operation[scope.span] as number;
    call.targetService = scope.service;
    call.targetInstance = scope.instance;
    call.targetEndpoint = this.#resolver.endpoint(scope.service, operation);
    call.targetLayer = ownLayer(layer);
  }

  #setSourceFromRef(columns: SegmentColumns, ref: number, layer: number): void {
    const call = this.#call;
    const address = columns.refAddress[ref] as number;
    const owner = this.#resolver.service(columns.refParentService[ref] as number);
    const isBroker = layer === SpanLayer.MQ;
    if (isBroker || this.#isGateway(columns, address)) {
      call.sourceService = this.#resolver.guessedService(address);
      call.sourceInstance =
        address === 0 ? noEnd : this.#resolver.instance(call.sourceService, address);
      call.sourceLayer = isBroker ? Layer.VIRTUAL_MQ : Layer.VIRTUAL_GATEWAY;
    } else {
      const instance = columns.refParentInstance[ref] as number;
      call.sourceService = owner;
      call.sourceInstance = instance === 0 ? noEnd : this.#resolver.instance(owner, instance);
      call.sourceLayer = Layer.GENERAL;
    }
    const endpoint = columns.refParentEndpoint[ref] as number;
    call.sourceEndpoint =
      endpoint === 0
        ? this.#registry.endpoint(owner, userName)
        : this.#resolver.endpoint(owner, endpoint);
    call.sourceEndpointLayer = Layer.GENERAL;
  }

  #learnAddress(scope: SpanScope, ref: number, layer: number): void {
    const { columns } = scope;
    const address = columns.refAddress[ref] as number;
    if (layer === SpanLayer.MQ || address === 0) return;
    if (columns.refType[ref] !== RefType.CrossProcess || this.#isGateway(columns, address)) return;
    const recent = scope.minute >= scope.recentFromMinute;
    this.#aliases.learn(address, scope.service, scope.instance, scope.minute, recent);
  }

  #isGateway(columns: SegmentColumns, address: number): boolean {
    const { gatewayAddresses } = this.#settings;
    return gatewayAddresses.size > 0 && gatewayAddresses.has(columns.names.text(address));
  }

  #isBlank(columns: SegmentColumns, nameId: number): boolean {
    return nameId === 0 || columns.names.text(nameId).trim() === '';
  }
}

function isInstanceNamed({ columns, segment }: SpanScope): boolean {
  return columns.instance[segment] !== 0;
}

function isOperationNamed({ columns, span }: SpanScope): boolean {
  return columns.operation[span] !== 0;
}
