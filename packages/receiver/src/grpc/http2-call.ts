/**
 * One call over an HTTP/2 stream: frames in, messages to the service, reply and trailers out.
 *
 * A call ends in one of three ways: the service replies (headers, message, trailers), something is wrong (headers that are
 * trailers at once, then RST_STREAM with NO_ERROR so that the client stops sending), or the stream breaks off.
 */
import {
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
  constants,
} from 'node:http2';
import { messageOf } from '@stormpetrel/base';
import type { FlowGate } from './flow-gate.ts';
import type {
  BidiReader,
  GrpcMethod,
  GrpcReply,
  GrpcReplyStream,
  MessageReader,
  RefusedMethod,
} from './grpc-method.ts';
import { GrpcFailure, GrpcStatus, encodeStatusMessage } from './grpc-status.ts';
import type { GrpcTelemetry, RefusalReason } from './grpc-telemetry.ts';
import { type MessageEncoding, acceptedEncodings, decompress } from './message-encoding.ts';
import { MessageFramer, type PartialBudget, frameHeaderBytes } from './message-framer.ts';

/** What the calls of one server share. */
export interface CallContext {
  readonly messageBytesMax: number;
  readonly budget: PartialBudget;
  readonly gate: FlowGate;
  readonly telemetry: GrpcTelemetry;
  /** Calls that have a deadline. */
  readonly deadlines: Set<Http2Call>;
}

/** Who sent what; one for each connection. */
export interface CallPeer {
  readonly remoteAddress: string;
  /** Set whenever something arrives. */
  active: boolean;
}

const replyHeaders: readonly string[] = [
  ':status',
  '200',
  'content-type',
  'application/grpc',
  'grpc-accept-encoding',
  acceptedEncodings,
];
const okTrailers: OutgoingHttpHeaders = { 'grpc-status': '0' };
const emptyFrame = Buffer.alloc(frameHeaderBytes);
const waitForTrailers = { waitForTrailers: true };

/** Ends a stream that has no call yet, or one whose call is to end badly. */
export function respondFailure(stream: ServerHttp2Stream, failure: GrpcFailure): void {
  if (stream.destroyed || stream.closed) return;
  const headers: OutgoingHttpHeaders = {
    ':status': 200,
    'content-type': 'application/grpc',
    'grpc-accept-encoding': acceptedEncodings,
    ...failureTrailers(failure),
  };
  stream.respond(headers, { endStream: true });
  stream.close(constants.NGHTTP2_NO_ERROR);
}

function failureTrailers(failure: GrpcFailure): OutgoingHttpHeaders {
  return {
    'grpc-status': String(failure.status),
    'grpc-message': encodeStatusMessage(failure.message),
  };
}

function isClientStreaming(method: ServedMethod): boolean {
  return method.kind === 'client-stream' || method.kind === 'bidi-stream';
}

type ServedMethod = Exclude<GrpcMethod, RefusedMethod>;

export class Http2Call implements GrpcReplyStream {
  readonly path: string;
  readonly remoteAddress: string;
  deadlineMs = Infinity;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #encoding: MessageEncoding;
  readonly #method: ServedMethod;
  readonly #context: CallContext;
  readonly #peer: CallPeer;
  readonly #framer: MessageFramer;
  readonly #reader: MessageReader | undefined;
  readonly #bidi: BidiReader | undefined;
  #reply: GrpcReply | Promise<GrpcReply> | undefined;
  #afterEnd: (() => void) | undefined;
  #messages = 0;
  #ended = false;
  #responded = false;
  #trailers = okTrailers;

  constructor(options: {
    readonly stream: ServerHttp2Stream;
    readonly headers: IncomingHttpHeaders;
    readonly encoding: MessageEncoding;
    readonly method: ServedMethod;
    readonly context: CallContext;
    readonly peer: CallPeer;
  }) {
    const { stream, method, context } = options;
    this.path = method.path;
    this.remoteAddress = options.peer.remoteAddress;
    this.#stream = stream;
    this.#headers = options.headers;
    this.#encoding = options.encoding;
    this.#method = method;
    this.#context = context;
    this.#peer = options.peer;
    this.#framer = new MessageFramer(context.messageBytesMax, context.budget);
    this.#reader = method.kind === 'client-stream' ? method.start(this) : undefined;
    this.#bidi = method.kind === 'bidi-stream' ? method.start(this) : undefined;
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('end', () => this.#halfClose());
    stream.on('close', () => this.#close());
  }

  metadata(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  }

  /** The time that the client gave is over. */
  expire(): void {
    this.fail(new GrpcFailure(GrpcStatus.DEADLINE_EXCEEDED, 'the deadline has passed'), 'deadline');
  }

  fail(failure: GrpcFailure, reason: RefusalReason): void {
    if (this.#ended) return;
    this.#context.telemetry.failed(failure, reason, this.remoteAddress, this.path);
    this.#breakOff();
    this.#endWith(failure);
  }

  send(message: Uint8Array): void {
    if (this.#ended || this.#stream.destroyed) return;
    if (!this.#responded) this.#respond();
    this.#stream.write(frameOf(message));
  }

  finish(failure?: GrpcFailure): void {
    if (this.#ended) return;
    if (failure !== undefined) {
      this.#endWith(failure);
      return;
    }
    if (!this.#responded) this.#respond();
    this.#ended = true;
    this.#stream.end();
  }

  /** One message; called by the framer. */
  frame(
    compressed: boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): GrpcFailure | undefined {
    if (compressed) {
      const plain = decompress(
        this.#encoding,
        bytes.subarray(start, end),
        this.#context.messageBytesMax,
      );
      if (plain instanceof GrpcFailure) return plain;
      return this.#deliver(plain, 0, plain.length);
    }
    return this.#deliver(bytes, start, end);
  }

  #deliver(bytes: Uint8Array, start: number, end: number): GrpcFailure | undefined {
    this.#messages++;
    if (this.#reader !== undefined) {
      this.#reader.message(bytes, start, end);
      return undefined;
    }
    if (this.#bidi !== undefined) {
      // What comes after the service has finished is of no use to anyone.
      if (!this.#ended) this.#bidi.message(bytes, start, end);
      return undefined;
    }
    if (this.#messages > 1) return wrongMessageCount(this.#messages);
    if (this.#method.kind === 'unary') {
      this.#reply = this.#method.handle(bytes, start, end, this);
    } else if (this.#method.kind === 'server-stream') {
      this.#afterEnd = this.#method.handle(bytes, start, end, this);
    }
    return undefined;
  }

  #receive(chunk: Buffer): void {
    if (this.#ended && this.#method.kind !== 'server-stream') return;
    this.#peer.active = true;
    this.#context.telemetry.receivedBytes.value += chunk.length;
    try {
      const before = this.#messages;
      const failure = this.#framer.push(chunk, this);
      if (this.#messages !== before) this.#reader?.flush();
      if (failure !== undefined) {
        this.fail(
          failure,
          failure.status === GrpcStatus.RESOURCE_EXHAUSTED ? 'limit' : 'bad-request',
        );
      }
    } catch (thrown) {
      this.#serviceFailed(thrown);
    }
    const { gate } = this.#context;
    if (gate.overloaded && this.#method.open !== true) gate.hold(this.#stream);
  }

  #halfClose(): void {
    // Of a stream that was reset the end comes too.
    if (this.#ended || this.#stream.aborted) return;
    if (this.#framer.midMessage) {
      this.fail(new GrpcFailure(GrpcStatus.INTERNAL, 'the last message is cut off'), 'bad-request');
      return;
    }
    if (!isClientStreaming(this.#method) && this.#messages === 0) {
      this.fail(wrongMessageCount(0), 'bad-request');
      return;
    }
    if (this.#method.kind === 'server-stream') return;
    try {
      if (this.#bidi !== undefined) {
        this.#bidi.end();
        return;
      }
      const reply = this.#reader === undefined ? this.#reply : this.#reader.end();
      if (reply instanceof Promise) {
        reply.then(
          (settled) => this.#answer(settled),
          (thrown: unknown) => this.#serviceFailed(thrown),
        );
      } else {
        this.#answer(reply);
      }
    } catch (thrown) {
      this.#serviceFailed(thrown);
    }
  }

  #answer(reply: GrpcReply | undefined): void {
    if (this.#ended || this.#stream.destroyed) return;
    if (reply === undefined || reply instanceof GrpcFailure) {
      this.#endWith(reply ?? wrongMessageCount(0));
      return;
    }
    this.#respond();
    this.#ended = true;
    this.#stream.end(reply.length === 0 ? emptyFrame : frameOf(reply));
  }

  #respond(): void {
    this.#responded = true;
    const stream = this.#stream;
    stream.on('wantTrailers', () => stream.sendTrailers(this.#trailers));
    stream.respond(replyHeaders, waitForTrailers);
  }

  #endWith(failure: GrpcFailure): void {
    this.#ended = true;
    if (!this.#responded) {
      respondFailure(this.#stream, failure);
      return;
    }
    if (this.#stream.destroyed || this.#stream.closed) return;
    this.#trailers = failureTrailers(failure);
    this.#stream.end();
  }

  /** A fault of this program: the client is told no more than that, the log gets the rest. */
  #serviceFailed(thrown: unknown): void {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
    this.#context.telemetry.refused('service-failed', text, this.remoteAddress, this.path);
    if (this.#ended) return;
    this.#endWith(
      new GrpcFailure(GrpcStatus.INTERNAL, 'the server failed while it took this call'),
    );
  }

  #breakOff(): void {
    this.#context.telemetry.callsCancelled.add();
    this.#reader?.cancelled?.();
    this.#bidi?.cancelled();
  }

  #close(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#breakOff();
    }
    this.#framer.release();
    this.#context.gate.drop(this.#stream);
    if (this.deadlineMs !== Infinity) this.#context.deadlines.delete(this);
    this.#afterEnd?.();
    this.#afterEnd = undefined;
  }
}

function frameOf(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, frameHeaderBytes);
  return frame;
}

function wrongMessageCount(count: number): GrpcFailure {
  return new GrpcFailure(
    GrpcStatus.UNIMPLEMENTED,
    count === 0
      ? 'the call ended without its message'
      : 'the method takes one message, and more were sent',
  );
}
