/**
 * The face between gRPC services and whatever carries them. Services see raw message bytes, because the hot ones decode
 * by hand; they know nothing of HTTP/2.
 */
import type { GrpcFailure } from './grpc-status.ts';

/** What a call ends with: the bytes of the only reply, or why there is none. */
export type GrpcReply = Uint8Array | GrpcFailure;

/** The call as a service sees it. */
export interface GrpcCall {
  readonly path: string;
  /** Address of the client, for log lines. */
  readonly remoteAddress: string;
  /** Metadata of the client, by its name in lower case. */
  metadata(name: string): string | undefined;
}

/** The call of a method that answers many times. What is sent after the end of the call goes nowhere. */
export interface GrpcReplyStream extends GrpcCall {
  send(message: Uint8Array): void;
  finish(failure?: GrpcFailure): void;
}

/** Takes the messages of one client stream, or of many: it is up to `open` to make a new one for each call. */
export interface MessageReader {
  /** One message, whole, in `bytes[start, end)`. The bytes are only on loan until this returns. */
  message(bytes: Uint8Array, start: number, end: number): void;
  /** Comes after the last whole message of what arrived together, at least once for each message. */
  flush(): void;
  /** The client has sent all. */
  end(): GrpcReply | Promise<GrpcReply>;
  /** The call broke off: it was cancelled, ran out of time or sent something that is not gRPC. */
  cancelled?(): void;
}

interface MethodBase {
  /** `/package.Service/method`. */
  readonly path: string;
  /** Answers without a token and while the server is overloaded, so that probes see the server as it is. */
  readonly open?: boolean;
}

export interface UnaryMethod extends MethodBase {
  readonly kind: 'unary';
  /** The bytes are only on loan until this returns, also where it returns a promise. */
  handle(
    bytes: Uint8Array,
    start: number,
    end: number,
    call: GrpcCall,
  ): GrpcReply | Promise<GrpcReply>;
}

export interface ClientStreamMethod extends MethodBase {
  readonly kind: 'client-stream';
  start(call: GrpcCall): MessageReader;
}

export interface ServerStreamMethod extends MethodBase {
  readonly kind: 'server-stream';
  /** Gives what is to be called when the call ends, however it ends. */
  handle(bytes: Uint8Array, start: number, end: number, call: GrpcReplyStream): () => void;
}

/** Takes the messages of a call that answers while it listens. */
export interface BidiReader {
  /** One message, whole, in `bytes[start, end)`. The bytes are only on loan until this returns. */
  message(bytes: Uint8Array, start: number, end: number): void;
  /** The client has sent all. The call ends when `finish` of its `GrpcReplyStream` is called, now or later. */
  end(): void;
  /** The call broke off: it was cancelled, ran out of time or sent something that is not gRPC. Not called after `finish`. */
  cancelled(): void;
}

export interface BidiStreamMethod extends MethodBase {
  readonly kind: 'bidi-stream';
  start(call: GrpcReplyStream): BidiReader;
}

/** A method that is known and not taken: UNIMPLEMENTED with a text that says so. */
export interface RefusedMethod extends MethodBase {
  readonly kind: 'refused';
  readonly reason: string;
}

export type GrpcMethod =
  | UnaryMethod
  | ClientStreamMethod
  | ServerStreamMethod
  | BidiStreamMethod
  | RefusedMethod;
