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

/**
 * Why an offer is not taken. `unknown-task`: none of this id and of the service of the instance. `size-unsound`: below zero.
 * `already-sent`: the instance's profile is there already. `no-room`: the disk is full, or too many are on their way.
 */
export type UploadRefusal =
  | 'too-large'
  | 'unknown-task'
  | 'unknown-task-too-large'
  | 'size-unsound'
  | 'already-sent'
  | 'no-room';

/**
 * Why an upload ended before its time. `too-much`: more than was offered. `no-room`: the disk is full. `replaced`: the same
 * instance began anew. `idle`: nothing came for long. `slow`: it would take
 * hours. `closing`: the server stops.
 */
export type UploadFault = 'too-much' | 'no-room' | 'replaced' | 'idle' | 'slow' | 'closing';

/** A file on its way. Exactly one of `complete` and `abort` MUST be called; later calls are of no effect. */
export interface ProfileUpload {
  /** The bytes are only on loan. Where it can not be taken, the upload is over. */
  write(bytes: Uint8Array): UploadFault | undefined;
  /**
   * All was sent: the file is read and stored afterwards, in another thread. Where less came than was offered, or the file can
   * not be read, nothing is stored but a line in the task's log that says so; the agent could do nothing about it.
   */
  complete(): void;
  /** The agent is gone. */
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
  /** A whole pprof file of Go's trace profiling, gzip or not. The bytes are the sink's from here on. */
  goTraceProfile(taskId: string, file: Uint8Array): void;
  /** A trace profiling task is done. Of unknown tasks it has no effect. */
  traceTaskFinished(instance: ProfiledInstance, taskId: string): Promise<void>;
  /** The agent could not profile. False when the task is not known to be one of its service. */
  taskFailed(
    kind: 'async-profiler' | 'pprof',
    instance: ProfiledInstance,
    taskId: string,
    message: string,
  ): Promise<boolean>;
  /** `onFault` is called when the upload is ended from this side between two writes. */
  openUpload(
    kind: 'async-profiler' | 'pprof',
    offer: UploadOffer,
    onFault: (fault: UploadFault) => void,
  ): Promise<ProfileUpload | UploadRefusal>;
}
