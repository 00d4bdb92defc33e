/**
 * How a file comes from an agent, the same course for JFR and pprof (receivers of SkyWalking, AsyncProfilerServiceHandler and
 * PprofServiceHandler):
 *
 * 1. The agent says whose file it is and how large, or that it failed.
 * 2. It is told that it may send, or that the file is too large. To a failure the same word is said back.
 * 3. It sends pieces and half-closes, and the call ends. What becomes of the file is told in the task's log.
 */
import type { ProfileUpload, UploadFault, UploadRefusal } from '@stormpetrel/pipeline';
import type { BidiReader, GrpcReplyStream } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import {
  earlyUploadBytesMax,
  earlyUploadsBytesMax,
  heldNamesLengthMax,
  heldPieceBytes,
} from '../limits.ts';
import { nameFault } from './management-service.ts';
import { type ProfilingDeps, storeFailure } from './profiling-deps.ts';

/** Numbers of the status in both protocols. */
export const UploadStatus = { success: 0, taskError: 1, oversize: 2 } as const;

export interface UploadMetadata {
  readonly service: string;
  readonly serviceInstance: string;
  readonly taskId: string;
  /** A value of UploadStatus, or any other number. */
  readonly type: number;
  readonly contentSize: number;
}

/** A message of the agent, whichever the protocol. */
export interface UploadMessage {
  readonly metadata?: UploadMetadata | undefined;
  readonly errorMessage?: string | undefined;
  readonly content?: Uint8Array | undefined;
}

export interface UploadProtocol {
  readonly kind: 'async-profiler' | 'pprof';
  /** Throws on bytes that are no message. */
  decode(bytes: Uint8Array): UploadMessage;
  encodeStatus(status: 0 | 1 | 2): Uint8Array;
  /** The agent's failure is answered even where nobody knows the task, before the call fails. */
  readonly answersUnknown: boolean;
}

/** Whether it may send is being found out. `held`: what came meanwhile. */
interface Opening {
  readonly name: 'opening';
  readonly held: Uint8Array[];
  heldBytes: number;
  isEnded: boolean;
}

type State =
  | { readonly name: 'new' | 'over' }
  | Opening
  | {
      readonly name: 'receiving';
      readonly upload: ProfileUpload;
      readonly metadata: UploadMetadata;
    }
  /** The agent has failed, and has not said why. */
  | { readonly name: 'failed'; readonly metadata: UploadMetadata };

/** What all calls of a service hold of files that they have not been invited to send. */
export interface EarlyBytes {
  count: number;
}

export class UploadCall implements BidiReader {
  readonly #deps: ProfilingDeps;
  readonly #protocol: UploadProtocol;
  readonly #early: EarlyBytes;
  readonly #call: GrpcReplyStream;
  #state: State = { name: 'new' };

  constructor(
    deps: ProfilingDeps,
    protocol: UploadProtocol,
    early: EarlyBytes,
    call: GrpcReplyStream,
  ) {
    this.#deps = deps;
    this.#protocol = protocol;
    this.#early = early;
    this.#call = call;
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    let message: UploadMessage;
    try {
      message = this.#protocol.decode(bytes.subarray(start, end));
    } catch {
      this.#decodeErrors().add();
      this.#fail(GrpcStatus.INTERNAL, 'the message is not sound protobuf');
      return;
    }
    const state = this.#state;
    switch (state.name) {
      case 'new':
        this.#begin(message);
        return;
      case 'opening':
        this.#hold(state, message);
        return;
      case 'receiving':
        this.#receive(state, message);
        return;
      case 'failed':
        if (message.errorMessage !== undefined) this.#report(state.metadata, message.errorMessage);
        return;
      case 'over':
    }
  }

  end(): void {
    const state = this.#state;
    switch (state.name) {
      case 'opening':
        state.isEnded = true;
        return;
      case 'failed':
        this.#report(state.metadata, '');
        return;
      case 'receiving':
        state.upload.complete();
        this.#finish();
        return;
      case 'new':
        this.#finish();
        return;
      // Whoever ended it has finished the call, or will, once it is known whose failure was reported.
      case 'over':
    }
  }

  cancelled(): void {
    const state = this.#state;
    this.#become({ name: 'over' });
    if (state.name === 'receiving') state.upload.abort();
    else if (state.name === 'failed') this.#report(state.metadata, '');
  }

  #begin({ metadata, errorMessage, content }: UploadMessage): void {
    if (metadata === undefined) {
      this.#fail(GrpcStatus.INVALID_ARGUMENT, 'the first message has no metadata');
      return;
    }
    const fault = nameFault(metadata) ?? lengthFault(metadata);
    if (fault !== undefined) this.#fail(GrpcStatus.INVALID_ARGUMENT, fault);
    else if (errorMessage !== undefined) this.#report(metadata, errorMessage);
    else if (metadata.type !== UploadStatus.success) this.#state = { name: 'failed', metadata };
    else {
      const opening: Opening = { name: 'opening', held: [], heldBytes: 0, isEnded: false };
      this.#state = opening;
      this.#hold(opening, { content });
      void this.#open(metadata);
    }
  }

  async #open(metadata: UploadMetadata): Promise<void> {
    const offer = {
      service: metadata.service,
      instance: metadata.serviceInstance,
      taskId: metadata.taskId,
      sizeBytes: metadata.contentSize,
    };
    let opened: ProfileUpload | UploadRefusal;
    try {
      opened = await this.#deps.profiling.openUpload(this.#protocol.kind, offer, (fault) =>
        this.#failWith(uploadFailure(fault)),
      );
    } catch (error) {
      this.#failWith(storeFailure(this.#deps, error));
      return;
    }
    if (typeof opened === 'string') this.#refuse(opened);
    else this.#accept(opened, metadata);
  }

  #refuse(refusal: UploadRefusal): void {
    if (this.#state.name !== 'opening') return;
    if (refusal === 'too-large' || refusal === 'unknown-task-too-large') {
      this.#call.send(this.#protocol.encodeStatus(UploadStatus.oversize));
    }
    const failure = refusalFailure(refusal);
    if (failure === undefined) this.#finish();
    else this.#failWith(failure);
  }

  #accept(upload: ProfileUpload, metadata: UploadMetadata): void {
    const state = this.#state;
    if (state.name !== 'opening') {
      // The agent did not wait for the answer.
      upload.abort();
      return;
    }
    this.#call.send(this.#protocol.encodeStatus(UploadStatus.success));
    const receiving = { name: 'receiving', upload, metadata } as const;
    this.#become(receiving);
    for (const content of state.held) this.#receive(receiving, { content });
    if (state.isEnded && this.#state.name === 'receiving') this.end();
  }

  #hold(state: Opening, { content }: UploadMessage): void {
    if (content === undefined || content.length === 0) return;
    const heldBytes = content.length + heldPieceBytes;
    if (state.heldBytes + heldBytes > earlyUploadBytesMax) {
      this.#fail(GrpcStatus.INVALID_ARGUMENT, 'the file came before it was asked for');
      return;
    }
    if (this.#early.count + heldBytes > earlyUploadsBytesMax) {
      this.#fail(GrpcStatus.RESOURCE_EXHAUSTED, 'too many files came before they were asked for');
      return;
    }
    state.heldBytes += heldBytes;
    this.#early.count += heldBytes;
    state.held.push(Uint8Array.from(content));
  }

  #become(next: State): void {
    if (this.#state.name === 'opening') this.#early.count -= this.#state.heldBytes;
    this.#state = next;
  }

  #receive(state: State & { name: 'receiving' }, { content, errorMessage }: UploadMessage): void {
    if (this.#state !== state) return;
    if (errorMessage !== undefined) {
      state.upload.abort();
      this.#report(state.metadata, errorMessage);
      return;
    }
    if (content === undefined) return;
    const fault = state.upload.write(content);
    if (fault !== undefined) this.#failWith(uploadFailure(fault));
  }

  /** The agent could not profile. */
  #report(metadata: UploadMetadata, message: string): void {
    this.#become({ name: 'over' });
    const { service, serviceInstance: instance, taskId } = metadata;
    const status = metadata.type === UploadStatus.oversize ? UploadStatus.oversize : 1;
    this.#deps.profiling
      .taskFailed(this.#protocol.kind, { service, instance }, taskId, message)
      .then(
        (isKnown) => {
          if (isKnown || this.#protocol.answersUnknown) {
            this.#call.send(this.#protocol.encodeStatus(status));
          }
          this.#call.finish(isKnown ? undefined : unknownTask());
        },
        (error: unknown) => this.#call.finish(storeFailure(this.#deps, error)),
      );
  }

  #finish(): void {
    this.#become({ name: 'over' });
    this.#call.finish();
  }

  #fail(status: GrpcStatus, text: string): void {
    this.#failWith(new GrpcFailure(status, text));
  }

  #failWith(failure: GrpcFailure): void {
    const state = this.#state;
    this.#become({ name: 'over' });
    if (state.name === 'receiving') state.upload.abort();
    this.#call.finish(failure);
  }

  #decodeErrors(): { add(): void } {
    return this.#deps.telemetry.counter(
      'receiver_decode_errors_total',
      'Messages of the colder protocols that were refused because their bytes are not sound.',
      { method: this.#call.path.slice(1) },
    );
  }
}

/** Names are remembered as long as the call lasts. */
function lengthFault({ service, serviceInstance, taskId }: UploadMetadata): string | undefined {
  const length = service.length + serviceInstance.length + taskId.length;
  return length > heldNamesLengthMax ? 'the names are too long' : undefined;
}

function unknownTask(): GrpcFailure {
  return new GrpcFailure(GrpcStatus.NOT_FOUND, 'no such task of this service');
}

/** Undefined where the refusal is told in a message, and the call itself is in order. */
function refusalFailure(refusal: UploadRefusal): GrpcFailure | undefined {
  switch (refusal) {
    case 'too-large':
      return undefined;
    case 'unknown-task':
    case 'unknown-task-too-large':
      return unknownTask();
    case 'size-unsound':
      return new GrpcFailure(GrpcStatus.INVALID_ARGUMENT, 'contentSize is below zero');
    case 'already-sent':
      return new GrpcFailure(
        GrpcStatus.ALREADY_EXISTS,
        'the profile of this instance is there already',
      );
    case 'no-room':
      return new GrpcFailure(GrpcStatus.RESOURCE_EXHAUSTED, 'there is no room for the file now');
  }
}

function uploadFailure(fault: UploadFault): GrpcFailure {
  switch (fault) {
    case 'too-much':
      return new GrpcFailure(GrpcStatus.INVALID_ARGUMENT, 'more came than contentSize says');
    case 'no-room':
      return new GrpcFailure(GrpcStatus.RESOURCE_EXHAUSTED, 'the disk of the server is full');
    case 'replaced':
      return new GrpcFailure(GrpcStatus.ABORTED, 'the same instance has begun another upload');
    case 'slow':
      return new GrpcFailure(GrpcStatus.DEADLINE_EXCEEDED, 'the file comes too slowly');
    case 'idle':
      return new GrpcFailure(GrpcStatus.DEADLINE_EXCEEDED, 'nothing came for too long');
    case 'closing':
      return new GrpcFailure(GrpcStatus.UNAVAILABLE, 'the server is stopping');
  }
}
