import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { LogIntake, LogStream } from './log-intake.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf } from './service-methods.ts';

/** LogReportService: lines of logs, of agents and of whatever collects them. */
export function logMethods(deps: ServiceDeps): GrpcMethod[] {
  const intake = new LogIntake(deps, 'grpc');
  return methodsOf('skywalking.v3.LogReportService', {
    collect: (path) => ({ kind: 'client-stream', path, start: () => new LogStream(intake) }),
  });
}
