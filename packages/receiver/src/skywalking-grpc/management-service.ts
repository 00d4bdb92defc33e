import type { InstancePing, InstanceReport } from '@stormpetrel/pipeline';
import { InstancePingPkg, InstanceProperties } from '@stormpetrel/protocol';
import type { GrpcMethod, GrpcReply } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import { emptyCommands } from './segment-intake.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';

/** ManagementService: properties of instances, and signs of life. */
export function managementMethods(deps: ServiceDeps): GrpcMethod[] {
  return methodsOf('skywalking.v3.ManagementService', {
    reportInstanceProperties: (path) =>
      unaryMethod(deps, path, InstanceProperties, (message) =>
        named(message, () => deps.sink.instanceProperties(instanceReportOf(message))),
      ),
    keepAlive: (path) =>
      unaryMethod(deps, path, InstancePingPkg, (message) =>
        named(message, () => deps.sink.instancePing(instancePingOf(message))),
      ),
  });
}

/** What an instance tells about itself, as it stands on the wire: several addresses are several properties. */
export function instanceReportOf(message: InstanceProperties): InstanceReport {
  const properties = message.properties.map(({ key, value }) => [key, value] as const);
  return { ...instancePingOf(message), properties };
}

export function instancePingOf(
  message: Pick<InstancePingPkg, 'service' | 'serviceInstance' | 'layer'>,
): InstancePing {
  return {
    service: message.service,
    instance: message.serviceInstance,
    layer: message.layer === '' ? 'GENERAL' : message.layer,
  };
}

/** Why the names of a report can not be used, or undefined. */
export function nameFault(message: {
  readonly service: string;
  readonly serviceInstance: string;
}): string | undefined {
  if (message.service === '') return 'service is empty';
  return message.serviceInstance === '' ? 'serviceInstance is empty' : undefined;
}

/** Does it, unless service or instance have no name. */
export function named(
  message: { readonly service: string; readonly serviceInstance: string },
  take: () => void,
): GrpcReply {
  const fault = nameFault(message);
  if (fault !== undefined) return new GrpcFailure(GrpcStatus.INVALID_ARGUMENT, fault);
  take();
  return emptyCommands;
}
