import { Layer, RequestType, SpanLayer } from '@stormpetrel/model';

/** Of the service that reports the span. */
export function ownLayer(spanLayer: number): number {
  return spanLayer === SpanLayer.FAAS ? Layer.FAAS : Layer.GENERAL;
}

/** Of a called that no agent speaks for. A gateway without agent is known by its address, and only to HTTP. */
export function peerLayer(spanLayer: number, isGateway: boolean): number {
  switch (spanLayer) {
    case SpanLayer.Database:
      return Layer.VIRTUAL_DATABASE;
    case SpanLayer.RPCFramework:
      return Layer.GENERAL;
    case SpanLayer.Http:
      return isGateway ? Layer.VIRTUAL_GATEWAY : Layer.GENERAL;
    case SpanLayer.MQ:
      return Layer.VIRTUAL_MQ;
    case SpanLayer.Cache:
      return Layer.VIRTUAL_CACHE;
    case SpanLayer.FAAS:
      return Layer.FAAS;
    case SpanLayer.GenAI:
      return Layer.VIRTUAL_GENAI;
    default:
      return Layer.UNDEFINED;
  }
}

/** Whether the called of that layer is a service proper, not one guessed. */
export function isNormalPeer(layer: number): boolean {
  return layer === Layer.GENERAL || layer === Layer.FAAS;
}

/** What kind of request a span is, to rules. */
export function requestTypeOf(spanLayer: number): number {
  switch (spanLayer) {
    case SpanLayer.Http:
      return RequestType.HTTP;
    case SpanLayer.Database:
      return RequestType.DATABASE;
    case SpanLayer.MQ:
      return RequestType.MQ;
    case SpanLayer.GenAI:
      return RequestType.GENAI;
    default:
      return RequestType.RPC;
  }
}
