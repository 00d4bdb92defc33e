import { DecodeOutcome, decodeOutcomeText } from '@stormpetrel/protocol';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import { SegmentIntake, emptyCommands } from './segment-intake.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf } from './service-methods.ts';

/** TraceSegmentReportService: trace segments, in a stream or in one message. */
export function traceMethods(deps: ServiceDeps): GrpcMethod[] {
  const intake = new SegmentIntake(deps, 'grpc');
  return methodsOf('skywalking.v3.TraceSegmentReportService', {
    collect: (path) => ({ kind: 'client-stream', path, start: () => intake }),
    collectInSync: (path) => ({
      kind: 'unary',
      path,
      handle(bytes, start, end) {
        const outcome = intake.collection(bytes, start, end);
        intake.flush();
        if (outcome === DecodeOutcome.ok) return emptyCommands;
        return new GrpcFailure(
          GrpcStatus.INTERNAL,
          `the segments were refused: ${decodeOutcomeText(outcome)}`,
        );
      },
    }),
  });
}
