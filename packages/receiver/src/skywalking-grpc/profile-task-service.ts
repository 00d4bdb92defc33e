import {
  GoProfileData,
  ProfileTaskCommandQuery,
  ProfileTaskFinishReport,
  decodeSnapshot,
} from '@stormpetrel/protocol';
import type { GrpcMethod, GrpcReply, MessageReader } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import {
  goProfileBytesMax,
  goProfilePartialBytesMax,
  heldNamesLengthMax,
  heldPieceBytes,
} from '../limits.ts';
import { type ProfilingDeps, forInstance } from './profiling-deps.ts';
import { emptyCommands } from './segment-intake.ts';
import { type ServiceDeps, latencyBoundsSeconds } from './service-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';
import { encodeTasks } from './task-command.ts';

/** ProfileTask: profiling of slow traces by dumps of their threads. */
export function profileTaskMethods(deps: ProfilingDeps): GrpcMethod[] {
  const { profiling, serialNumber } = deps;
  const snapshots = new SnapshotIntake(deps);
  const budget = { bytes: 0 };
  return methodsOf('skywalking.v3.ProfileTask', {
    getProfileTaskCommands: (path) =>
      unaryMethod(deps, path, ProfileTaskCommandQuery, (query) =>
        forInstance(deps, query, async (asker) =>
          encodeTasks(
            await profiling.tasksFor('trace', asker, query.lastCommandTime),
            serialNumber,
          ),
        ),
      ),
    collectSnapshot: (path) => ({ kind: 'client-stream', path, start: () => snapshots }),
    goProfileReport: (path) => ({
      kind: 'client-stream',
      path,
      start: () => new GoProfileStream(deps, budget),
    }),
    reportTaskFinish: (path) =>
      unaryMethod(deps, path, ProfileTaskFinishReport, (report) =>
        forInstance(deps, report, async (instance) => {
          await profiling.traceTaskFinished(instance, report.taskId);
          return emptyCommands;
        }),
      ),
  });
}

function errorCounter(deps: ServiceDeps): { add(): void } {
  return deps.telemetry.counter(
    'profile_task_analysis_error_count',
    'Dumps and profiles of agents that can not be read.',
    { protocol: 'grpc' },
  );
}

/** One for all streams: agents open a new one every second, so nothing is known of them. */
class SnapshotIntake implements MessageReader {
  readonly #deps: ProfilingDeps;
  readonly #latency;
  readonly #errors;
  #taken = 0;
  #startMs = 0;

  constructor(deps: ProfilingDeps) {
    this.#deps = deps;
    this.#errors = errorCounter(deps);
    this.#latency = deps.telemetry.histogram(
      'profile_task_in_latency',
      'Seconds that a dump of a thread took to be received.',
      latencyBoundsSeconds,
      { protocol: 'grpc' },
    );
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    if (this.#taken++ === 0) this.#startMs = this.#deps.clock.monotonicMs();
    const dump = decodeSnapshot(bytes, start, end);
    if (dump !== undefined) {
      this.#deps.profiling.threadDump(dump);
      return;
    }
    this.#errors.add();
    this.#deps.log.log('snapshot-refused', 'warn', 'A dump of a thread is not sound.', {
      sizeBytes: end - start,
    });
  }

  flush(): void {
    const taken = this.#taken;
    if (taken === 0) return;
    this.#taken = 0;
    const elapsedMs = this.#deps.clock.monotonicMs() - this.#startMs;
    this.#latency.observe(elapsedMs / 1_000 / taken, taken);
  }

  end(): GrpcReply {
    return emptyCommands;
  }
}

/** Pieces of profiles, one profile after another. What is begun and not ended with the last mark is nothing. */
class GoProfileStream implements MessageReader {
  readonly #deps: ProfilingDeps;
  readonly #errors;
  /** Shared by all streams. */
  readonly #budget: { bytes: number };
  #taskId = '';
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  /** With what its pieces take beside. */
  #heldBytes = 0;
  #isSkipping = false;
  #fault: GrpcFailure | undefined;

  constructor(deps: ProfilingDeps, budget: { bytes: number }) {
    this.#deps = deps;
    this.#budget = budget;
    this.#errors = errorCounter(deps);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    let piece: GoProfileData;
    try {
      piece = GoProfileData.decode(bytes.subarray(start, end));
    } catch {
      this.#refuse(GrpcStatus.INTERNAL, 'a message is not sound protobuf');
      return;
    }
    if (piece.taskId.length > heldNamesLengthMax) {
      this.#forget();
      this.#refuse(GrpcStatus.INVALID_ARGUMENT, 'the id of a task is too long');
      return;
    }
    if (piece.taskId !== this.#taskId) this.#forget();
    this.#taskId = piece.taskId;
    if (!this.#isSkipping) this.#keep(piece.payload);
    if (!piece.isLast) return;
    if (!this.#isSkipping && piece.taskId !== '') {
      this.#deps.profiling.goTraceProfile(piece.taskId, Buffer.concat(this.#pieces));
    }
    this.#forget();
  }

  flush(): void {}

  end(): GrpcReply {
    this.#forget();
    return this.#fault ?? emptyCommands;
  }

  cancelled(): void {
    this.#forget();
  }

  #keep(payload: Uint8Array): void {
    if (payload.length === 0) return;
    const heldBytes = payload.length + heldPieceBytes;
    const isTooLarge = this.#bytes + payload.length > goProfileBytesMax;
    if (isTooLarge || this.#budget.bytes + heldBytes > goProfilePartialBytesMax) {
      const text = isTooLarge ? 'a profile is too large' : 'too many profiles are on their way';
      this.#refuse(GrpcStatus.RESOURCE_EXHAUSTED, text);
      return;
    }
    // The decoder may have given a view of bytes that are only on loan.
    this.#pieces.push(Uint8Array.from(payload));
    this.#bytes += payload.length;
    this.#heldBytes += heldBytes;
    this.#budget.bytes += heldBytes;
  }

  /** The rest of the profile is of no use. */
  #refuse(status: GrpcStatus, text: string): void {
    this.#errors.add();
    this.#deps.log.log('go-profile-refused', 'warn', `A profile of a Go agent: ${text}.`);
    this.#fault ??= new GrpcFailure(status, text);
    this.#drop();
    this.#isSkipping = true;
  }

  #forget(): void {
    this.#drop();
    this.#isSkipping = false;
    this.#taskId = '';
  }

  #drop(): void {
    this.#budget.bytes -= this.#heldBytes;
    this.#bytes = 0;
    this.#heldBytes = 0;
    this.#pieces = [];
  }
}
