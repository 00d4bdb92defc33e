import type { ProfilingSink } from '@stormpetrel/pipeline';
import type { GrpcReply } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import { nameFault } from './management-service.ts';
import type { ServiceDeps } from './service-deps.ts';

/** What the services of profiling need. */
export interface ProfilingDeps extends ServiceDeps {
  readonly profiling: ProfilingSink;
  /** A new unique name for each command: agents do none twice. */
  readonly serialNumber: () => string;
}

/** Asks or tells for an instance; without its names, or while the store can not be read, the agent is to try again. */
export async function forInstance(
  deps: ServiceDeps,
  message: { readonly service: string; readonly serviceInstance: string },
  ask: (instance: { readonly service: string; readonly instance: string }) => Promise<GrpcReply>,
): Promise<GrpcReply> {
  const fault = nameFault(message);
  if (fault !== undefined) return new GrpcFailure(GrpcStatus.INVALID_ARGUMENT, fault);
  try {
    return await ask({ service: message.service, instance: message.serviceInstance });
  } catch (error) {
    return storeFailure(deps, error);
  }
}

export function storeFailure(deps: ServiceDeps, error: unknown): GrpcFailure {
  const reason = error instanceof Error ? error.message : String(error);
  deps.log.log('profiling-store', 'error', 'the tasks of profiling can not be read', { reason });
  return new GrpcFailure(GrpcStatus.UNAVAILABLE, 'the tasks can not be read now; try again later');
}
