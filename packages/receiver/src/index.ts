export type {
  BidiReader,
  BidiStreamMethod,
  ClientStreamMethod,
  GrpcCall,
  GrpcMethod,
  GrpcReply,
  GrpcReplyStream,
  MessageReader,
  RefusedMethod,
  ServerStreamMethod,
  UnaryMethod,
} from './grpc/grpc-method.ts';
export { GrpcFailure, GrpcStatus } from './grpc/grpc-status.ts';
export { type GrpcServer, type GrpcServerOptions, startGrpcServer } from './grpc/http2-server.ts';
export type { TlsFiles } from './grpc/tls-files.ts';
export { receiverErrors } from './errors.ts';
export { type GrpcLimits, grpcLimits } from './limits.ts';
export type {
  AgentConfigurationOptions,
  AgentSettings,
} from './skywalking-grpc/agent-configuration-service.ts';
export { HealthState } from './skywalking-grpc/health-service.ts';
export {
  type SkywalkingServicesOptions,
  createSkywalkingServices,
} from './skywalking-grpc/skywalking-services.ts';
export {
  type HttpIngestHandler,
  type HttpIngestOptions,
  type HttpReply,
  createHttpIngest,
} from './skywalking-http/http-ingest.ts';
