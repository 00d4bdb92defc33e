import type { ProfilingKind, ProfilingTask } from '@stormpetrel/model';

/** Who asks, reports or sends. Names as they came over the wire. */
export interface ProfiledInstance {
  readonly service: string;
  readonly instance: string;
}

/** One dump of a thread of a segment. */
export interface ThreadDump {
  readonly taskId: string;
  readonly segmentId: string;
  readonly timeMs: number;
  readonly sequence: number;
  /** ThreadStack as it came over the wire. The bytes are only on loan. */
  readonly stack: Uint8Array;
}

/** What an agent says before it sends a file. */
export interface UploadOffer extends ProfiledInstance {
  readonly taskId: string;
  /** Bytes that it means to send. */
  readonly sizeBytes: number;
}

/** Why an offer is not taken. `unknown-task`: none of this id, or not for this instance. `size-unsound`: below zero. */
export type UploadRefusal = 'too-large' | 'unknown-task' | 'size-unsound' | 'no-room';

/** A file on its way. Exactly one of `complete` and `abort` MUST be called; later calls are of no effect. */
export interface ProfileUpload {
  /** False when it can not be taken: more than was offered, or the disk is full. The upload is aborted then. */
  write(bytes: Uint8Array): boolean;
  /**
   * All was sent. Resolves when the file is whole and in hand; it is read and stored afterwards, in another thread. Rejects
   * with a CodedError when less came than was offered, or the disk is full.
   */
  complete(): Promise<void>;
  abort(): void;
}

/** What profiling's receivers hand their data to. No method throws on odd data; promises reject with CodedErrors only. */
export interface ProfilingSink {
  /** The tasks that this instance is to do and has not seen: created after `afterMs`. Notes that it was told. */
  tasksFor(
    kind: ProfilingKind,
    asker: ProfiledInstance,
    afterMs: number,
  ): Promise<readonly ProfilingTask[]>;
  /** Dumps of unknown tasks are dropped and counted. Bounded: what is too much is dropped and counted as well. */
  threadDump(dump: ThreadDump): void;
  /** A whole pprof file of Go's trace profiling, gzip or not. */
  goTraceProfile(taskId: string, file: Uint8Array): void;
  /** A trace profiling task is done. Of unknown tasks it has no effect. */
  traceTaskFinished(instance: ProfiledInstance, taskId: string): Promise<void>;
  /** The agent could not profile. */
  taskFailed(
    kind: 'async-profiler' | 'pprof',
    instance: ProfiledInstance,
    taskId: string,
    message: string,
  ): Promise<void>;
  openUpload(
    kind: 'async-profiler' | 'pprof',
    offer: UploadOffer,
  ): Promise<ProfileUpload | UploadRefusal>;
}
