import { PprofCollectionResponse, PprofData, PprofTaskCommandQuery } from '@stormpetrel/protocol';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { type ProfilingDeps, forInstance } from './profiling-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';
import { encodeTasks } from './task-command.ts';
import { type EarlyBytes, UploadCall, type UploadProtocol } from './upload-call.ts';

/** PprofTask: profiles of Go programs. */
export function pprofMethods(deps: ProfilingDeps): GrpcMethod[] {
  const { profiling, serialNumber } = deps;
  const early: EarlyBytes = { count: 0 };
  return methodsOf('skywalking.v10.PprofTask', {
    getPprofTaskCommands: (path) =>
      unaryMethod(deps, path, PprofTaskCommandQuery, (query) =>
        forInstance(deps, query, async (asker) =>
          encodeTasks(
            await profiling.tasksFor('pprof', asker, query.lastCommandTime),
            serialNumber,
          ),
        ),
      ),
    collect: (path) => ({
      kind: 'bidi-stream',
      path,
      start: (call) => new UploadCall(deps, protocol, early, call),
    }),
  });
}

const protocol: UploadProtocol = {
  kind: 'pprof',
  answersUnknown: true,
  decode(bytes) {
    const { metadata, errorMessage, content } = PprofData.decode(bytes);
    return { metadata, errorMessage, content };
  },
  encodeStatus: (status) => PprofCollectionResponse.encode({ status: status }).finish(),
};
