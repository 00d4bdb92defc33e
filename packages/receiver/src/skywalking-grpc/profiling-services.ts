import { randomUUID } from 'node:crypto';
import type { ProfilingSink } from '@stormpetrel/pipeline';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { asyncProfilerMethods } from './async-profiler-service.ts';
import { pprofMethods } from './pprof-service.ts';
import { profileTaskMethods } from './profile-task-service.ts';
import type { ProfilingDeps } from './profiling-deps.ts';
import type { ServiceDeps } from './service-deps.ts';
import { refusedService } from './service-methods.ts';

/** The services of all kinds of tasks. Without a sink they are refused. */
export function profilingMethods(
  deps: ServiceDeps,
  profiling: ProfilingSink | undefined,
): GrpcMethod[] {
  if (profiling === undefined) {
    return [
      'skywalking.v3.ProfileTask',
      'skywalking.v10.AsyncProfilerTask',
      'skywalking.v10.PprofTask',
    ].flatMap((service) => refusedService(service, 'this server does not profile'));
  }
  const all: ProfilingDeps = { ...deps, profiling, serialNumber: () => randomUUID() };
  return [...profileTaskMethods(all), ...asyncProfilerMethods(all), ...pprofMethods(all)];
}
