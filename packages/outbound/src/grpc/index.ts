export {
  type GrpcCallOptions,
  type GrpcClient,
  type GrpcClientOptions,
  type GrpcFailure,
  type GrpcOutcome,
  type GrpcStreamOptions,
  type GrpcStreamOutcome,
  type GrpcTls,
  createGrpcClient,
  grpcStatus,
  grpcTarget,
} from './grpc-client.ts';
