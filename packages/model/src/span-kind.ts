/** Numbers of the wire (data-collect protocol, Tracing.proto: SpanType, SpanLayer, RefType). */
export const SpanType = { Entry: 0, Exit: 1, Local: 2 } as const;

export const SpanLayer = {
  Unknown: 0,
  Database: 1,
  RPCFramework: 2,
  Http: 3,
  MQ: 4,
  Cache: 5,
  FAAS: 6,
  GenAI: 7,
} as const;

export const RefType = { CrossProcess: 0, CrossThread: 1 } as const;

/** Which end of a call saw it. */
export const DetectPoint = { SERVER: 0, CLIENT: 1, PROXY: 2 } as const;
export type DetectPointName = keyof typeof DetectPoint;

/** What kind of request a call is, to OAL (server-core, RequestType). */
export const RequestType = {
  DATABASE: 0,
  HTTP: 1,
  RPC: 2,
  gRPC: 3,
  MQ: 4,
  TCP: 5,
  LOGIC: 6,
  GENAI: 7,
} as const;
