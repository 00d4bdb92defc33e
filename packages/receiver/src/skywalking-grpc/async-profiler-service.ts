import {
  AsyncProfilerCollectionResponse,
  AsyncProfilerData,
  AsyncProfilerTaskCommandQuery,
} from '@stormpetrel/protocol';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { type ProfilingDeps, forInstance } from './profiling-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';
import { encodeTasks } from './task-command.ts';
import { type EarlyBytes, UploadCall, type UploadProtocol } from './upload-call.ts';

/** AsyncProfilerTask: recordings of the Java Flight Recorder. */
export function asyncProfilerMethods(deps: ProfilingDeps): GrpcMethod[] {
  const { profiling, serialNumber } = deps;
  const early: EarlyBytes = { count: 0 };
  return methodsOf('skywalking.v10.AsyncProfilerTask', {
    getAsyncProfilerTaskCommands: (path) =>
      unaryMethod(deps, path, AsyncProfilerTaskCommandQuery, (query) =>
        forInstance(deps, query, async (asker) =>
          encodeTasks(
            await profiling.tasksFor('async-profiler', asker, query.lastCommandTime),
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
  kind: 'async-profiler',
  answersUnknown: false,
  decode(bytes) {
    const { metaData, errorMessage, content } = AsyncProfilerData.decode(bytes);
    return { metadata: metaData, errorMessage, content };
  },
  encodeStatus: (status) => AsyncProfilerCollectionResponse.encode({ type: status }).finish(),
};
