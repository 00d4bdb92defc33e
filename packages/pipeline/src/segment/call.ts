import { Layer, RequestType, type TagLookup } from '@stormpetrel/model';

/** Where an entity that a call has no part in would stand. */
export const noEnd = -1;

/**
 * A call as one of its ends saw it: what the sources of a span are made from. One object, filled anew for each call;
 * ends are handles of entities.
 */
export interface Call {
  minute: number;
  latencyMs: number;
  ok: boolean;
  httpStatus: number;
  rpcStatus: string;
  /** One of `RequestType`, or `unknownRequest`. */
  requestType: number;
  componentId: number;
  tags: TagLookup;
  sourceService: number;
  sourceInstance: number;
  /** Its service need not be the source service: behind a broker, it is the one that sent the message. */
  sourceEndpoint: number;
  sourceLayer: number;
  sourceEndpointLayer: number;
  targetService: number;
  targetInstance: number;
  targetEndpoint: number;
  targetLayer: number;
}

/** Calls between threads have no request type (agent-analyzer, EndpointDepFromCrossThreadAnalysisListener). */
export const unknownRequest = -1;

export function createCall(tags: TagLookup): Call {
  return {
    minute: 0,
    latencyMs: 0,
    ok: true,
    httpStatus: 0,
    rpcStatus: '',
    requestType: RequestType.RPC,
    componentId: 0,
    tags,
    sourceService: noEnd,
    sourceInstance: noEnd,
    sourceEndpoint: noEnd,
    sourceLayer: Layer.UNDEFINED,
    sourceEndpointLayer: Layer.UNDEFINED,
    targetService: noEnd,
    targetInstance: noEnd,
    targetEndpoint: noEnd,
    targetLayer: Layer.GENERAL,
  };
}
