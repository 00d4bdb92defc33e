import { randomUUID } from 'node:crypto';
import { type Clock, type Logger, SampledLogger, type Telemetry } from '@stormpetrel/base';
import type { IngestSink, ProfilingSink } from '@stormpetrel/pipeline';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { logPeriodMs } from '../limits.ts';
import {
  type AgentConfigurationOptions,
  agentConfigurationMethods,
} from './agent-configuration-service.ts';
import { eventMethods } from './event-service.ts';
import { HealthState, healthMethods } from './health-service.ts';
import { logMethods } from './log-service.ts';
import { managementMethods } from './management-service.ts';
import { profilingMethods } from './profiling-services.ts';
import { clrMethods, jvmMethods } from './runtime-services.ts';
import type { ServiceDeps } from './service-deps.ts';
import { refusedMethods } from './service-methods.ts';
import { traceMethods } from './trace-service.ts';

export interface SkywalkingServicesOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly health?: HealthState;
  readonly agentConfiguration?: Partial<AgentConfigurationOptions>;
  /** Where it is left out, the methods of profiling are refused. */
  readonly profiling?: ProfilingSink;
}

/** All gRPC methods that SkyWalking's agents know: those that are taken, and the others answering UNIMPLEMENTED. */
export function createSkywalkingServices(
  sink: IngestSink,
  options: SkywalkingServicesOptions,
): GrpcMethod[] {
  const { clock, telemetry, logger } = options;
  const log = new SampledLogger(logger, clock, logPeriodMs);
  const deps: ServiceDeps = { sink, clock, telemetry, log };
  return [
    ...traceMethods(deps),
    ...managementMethods(deps),
    ...jvmMethods(deps),
    ...clrMethods(deps),
    ...logMethods(deps),
    ...eventMethods(deps),
    ...agentConfigurationMethods(deps, {
      find: () => undefined,
      digestDisabled: false,
      serialNumber: () => randomUUID(),
      ...options.agentConfiguration,
    }),
    ...profilingMethods(deps, options.profiling),
    ...healthMethods(deps, options.health ?? new HealthState()),
    ...refusedMethods(),
  ];
}
