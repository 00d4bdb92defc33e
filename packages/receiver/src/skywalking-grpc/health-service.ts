import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
  serviceTable,
} from '@stormpetrel/protocol';
import type { GrpcMethod, GrpcReplyStream } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';

/** Whether the server serves, and who wants to know when that changes. */
export class HealthState {
  #serving = true;
  readonly #watchers = new Set<() => void>();

  get serving(): boolean {
    return this.#serving;
  }

  set(serving: boolean): void {
    if (serving === this.#serving) return;
    this.#serving = serving;
    for (const tell of this.#watchers) tell();
  }

  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }
}

/** The names that may be asked for: the server as a whole, and each service that is handled. */
const knownNames: ReadonlySet<string> = new Set([
  '',
  ...serviceTable
    .filter((entry) => entry.methods.some((method) => method.handled))
    .flatMap(({ service, compatName }) =>
      compatName === undefined ? [service] : [service, compatName],
    ),
]);

/** grpc.health.v1: answers without a token, and while the server is overloaded. */
export function healthMethods(deps: ServiceDeps, health: HealthState): GrpcMethod[] {
  return methodsOf('grpc.health.v1.Health', {
    Check: (path) => ({
      ...unaryMethod(deps, path, HealthCheckRequest, ({ service }) =>
        knownNames.has(service)
          ? encodeStatus(statusOf(health))
          : new GrpcFailure(GrpcStatus.NOT_FOUND, `unknown service ${service.slice(0, 200)}`),
      ),
      open: true,
    }),
    Watch: (path) => ({
      kind: 'server-stream',
      path,
      open: true,
      handle: (bytes, start, end, call) => watchHealth(bytes.subarray(start, end), call, health),
    }),
  });
}

function watchHealth(bytes: Uint8Array, call: GrpcReplyStream, health: HealthState): () => void {
  let service: string;
  try {
    ({ service } = HealthCheckRequest.decode(bytes));
  } catch {
    call.finish(new GrpcFailure(GrpcStatus.INTERNAL, 'the message is not sound protobuf'));
    return () => undefined;
  }
  if (!knownNames.has(service)) {
    call.send(encodeStatus(ServingStatus.SERVICE_UNKNOWN));
    return () => undefined;
  }
  call.send(encodeStatus(statusOf(health)));
  return health.watch(() => call.send(encodeStatus(statusOf(health))));
}

function statusOf(health: HealthState): ServingStatus {
  return health.serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
}

function encodeStatus(status: ServingStatus): Uint8Array {
  return HealthCheckResponse.encode({ status }).finish();
}
