import { must } from '@stormpetrel/base';
import { methodPaths, serviceTable } from '@stormpetrel/protocol';
import type { GrpcCall, GrpcMethod, GrpcReply } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import type { ServiceDeps } from './service-deps.ts';

/** The methods of one service under all paths that the table gives them. Each handled method MUST be given, and no other. */
export function methodsOf(
  serviceName: string,
  methods: Readonly<Record<string, (path: string) => GrpcMethod>>,
): GrpcMethod[] {
  const service = must(
    serviceTable.find((entry) => entry.service === serviceName),
    `${serviceName} is not in the service table`,
  );
  return Object.entries(methods).flatMap(([name, create]) => {
    const method = must(
      service.methods.find((entry) => entry.name === name && entry.handled),
      `${serviceName}/${name} is not handled according to the service table`,
    );
    return methodPaths(service, method).map((path) => create(path));
  });
}

/** What the table has and nobody handles. */
export function refusedMethods(): GrpcMethod[] {
  return serviceTable.flatMap((service) =>
    service.methods
      .filter((method) => !method.handled)
      .flatMap((method) => methodPaths(service, method))
      .map((path): GrpcMethod => ({
        kind: 'refused',
        path,
        reason: `this server does not take ${path.slice(1)} yet`,
      })),
  );
}

/** All methods of a service that this server could take, and does not as it was set up. */
export function refusedService(serviceName: string, reason: string): GrpcMethod[] {
  return serviceTable
    .filter(({ service }) => service === serviceName)
    .flatMap((service) => service.methods.flatMap((method) => methodPaths(service, method)))
    .map((path): GrpcMethod => ({ kind: 'refused', path, reason }));
}

/**
 * A unary method over a generated codec. Bytes that the codec refuses are INTERNAL, as the gRPC status table has it; they
 * are counted under the service's name.
 */
export function unaryMethod<Message>(
  deps: ServiceDeps,
  path: string,
  codec: { decode(bytes: Uint8Array): Message },
  handle: (message: Message, call: GrpcCall) => GrpcReply | Promise<GrpcReply>,
): GrpcMethod {
  const errors = deps.telemetry.counter(
    'receiver_decode_errors_total',
    'Messages of the colder protocols that were refused because their bytes are not sound.',
    { method: path.slice(1) },
  );
  return {
    kind: 'unary',
    path,
    handle(bytes, start, end, call) {
      let message: Message;
      try {
        message = codec.decode(bytes.subarray(start, end));
      } catch {
        errors.add();
        deps.log.log('message-refused', 'warn', 'A message is not sound protobuf.', {
          path,
          client: call.remoteAddress,
        });
        return new GrpcFailure(GrpcStatus.INTERNAL, 'the message is not sound protobuf');
      }
      return handle(message, call);
    },
  };
}
