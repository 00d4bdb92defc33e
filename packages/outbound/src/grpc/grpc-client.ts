/**
 * Calls to gRPC servers, as bytes: callers encode and decode messages themselves.
 *
 * @grpc/grpc-js does HTTP/2, framing, TLS, name resolution and reconnecting with its own pauses. It is loaded with the first
 * call, because it costs some 60 ms and 10 MB that a server which calls nobody should not pay. Proxies that the environment
 * names are not used. A call made while the server can not be reached fails at once with UNAVAILABLE; the next one may succeed.
 */
import type { Client, ClientOptions, Metadata, ServiceError } from '@grpc/grpc-js';
import { type Clock, messageOf } from '@stormpetrel/base';
import { outboundLimits } from '../limits.ts';

type GrpcJs = typeof import('@grpc/grpc-js');

/** Numbers of the gRPC specification that callers tell apart. */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

export interface GrpcFailure {
  readonly ok: false;
  readonly status: number;
  readonly details: string;
}

/** The one message of the answer, or why there is none. */
export type GrpcOutcome = { readonly ok: true; readonly message: Uint8Array } | GrpcFailure;
export type GrpcStreamOutcome = { readonly ok: true } | GrpcFailure;

export interface GrpcCallOptions {
  /** The whole call, connecting included. */
  readonly deadlineMs: number;
  /** Names in lower case; values are text. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A server stream MAY be without a deadline: it then ends with the signal, the client or the other side. */
export interface GrpcStreamOptions {
  readonly deadlineMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** PEM texts. Without a CA, those that Node knows are trusted; with key and certificate, the client shows who it is. */
export interface GrpcTls {
  readonly trustedCa?: string;
  readonly key?: string;
  readonly certificateChain?: string;
}

export interface GrpcClientOptions {
  /** `host:port`; IPv6 hosts in brackets. */
  readonly target: string;
  /** Absent: plain text. */
  readonly tls?: GrpcTls;
  /** Default: `outboundLimits.grpcMessageBytesMax`. */
  readonly messageBytesMax?: number;
  /** For deadlines. */
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Paths are `/package.Service/method`. No method rejects: what the other side does is an outcome. */
export interface GrpcClient {
  unary(path: string, request: Uint8Array, options: GrpcCallOptions): Promise<GrpcOutcome>;
  /** Messages are taken as fast as the connection takes them. What the iterable throws ends the call as CANCELLED. */
  clientStream(
    path: string,
    messages: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    options: GrpcCallOptions,
  ): Promise<GrpcOutcome>;
  /** The next message is read when `take` is done with the last. What it throws ends the call as CANCELLED. */
  serverStream(
    path: string,
    request: Uint8Array,
    take: (message: Uint8Array) => void | Promise<void>,
    options?: GrpcStreamOptions,
  ): Promise<GrpcStreamOutcome>;
  /** Ends the calls under way with CANCELLED, and later ones before they begin. */
  close(): void;
}

/** The target of a client, of a host as people write it. */
export function grpcTarget(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function createGrpcClient(options: GrpcClientOptions): GrpcClient {
  return new RawGrpcClient(options);
}

const closedFailure: GrpcFailure = {
  ok: false,
  status: grpcStatus.cancelled,
  details: 'the client is closed',
};
const asIs = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const bytesOf = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);

interface Opened {
  readonly grpc: GrpcJs;
  readonly client: Client;
}

interface Cancellable {
  cancel(): void;
}

class RawGrpcClient implements GrpcClient {
  readonly #options: GrpcClientOptions;
  readonly #calls = new Set<Cancellable>();
  #opened: Promise<Opened> | undefined;
  #closed = false;

  constructor(options: GrpcClientOptions) {
    this.#options = options;
  }

  async unary(path: string, request: Uint8Array, options: GrpcCallOptions): Promise<GrpcOutcome> {
    const opened = await this.#open(options.metadata);
    if ('ok' in opened) return opened;
    return new Promise((resolve) => {
      const call = opened.client.makeUnaryRequest(
        path,
        asIs,
        bytesOf,
        request,
        opened.metadata,
        { deadline: this.#deadline(options.deadlineMs) },
        (error, message) => {
          this.#calls.delete(call);
          resolve(outcomeOf(error, message));
        },
      );
      this.#calls.add(call);
    });
  }

  async clientStream(
    path: string,
    messages: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    options: GrpcCallOptions,
  ): Promise<GrpcOutcome> {
    const opened = await this.#open(options.metadata);
    if ('ok' in opened) return opened;
    const { promise, resolve } = Promise.withResolvers<GrpcOutcome>();
    let wake = (): void => {};
    let over = false;
    const call = opened.client.makeClientStreamRequest(
      path,
      asIs,
      bytesOf,
      opened.metadata,
      { deadline: this.#deadline(options.deadlineMs) },
      (error, message) => {
        over = true;
        wake();
        resolve(outcomeOf(error, message));
      },
    );
    this.#calls.add(call);
    call.on('drain', () => wake());
    // The callback tells what went wrong; without a listener, a write after the end would be an uncaught error.
    call.on('error', () => {});
    try {
      for await (const message of messages) {
        if (over) break;
        if (!call.write(message)) await new Promise<void>((go) => (over ? go() : (wake = go)));
      }
      if (!over) call.end();
      return await promise;
    } catch (thrown) {
      call.cancel();
      return { ok: false, status: grpcStatus.cancelled, details: messageOf(thrown) };
    } finally {
      this.#calls.delete(call);
    }
  }

  async serverStream(
    path: string,
    request: Uint8Array,
    take: (message: Uint8Array) => void | Promise<void>,
    options: GrpcStreamOptions = {},
  ): Promise<GrpcStreamOutcome> {
    const opened = await this.#open(options.metadata);
    if ('ok' in opened) return opened;
    const call = opened.client.makeServerStreamRequest(
      path,
      asIs,
      bytesOf,
      request,
      opened.metadata,
      options.deadlineMs === undefined ? {} : { deadline: this.#deadline(options.deadlineMs) },
    );
    const cancel = (): void => call.cancel();
    this.#calls.add(call);
    options.signal?.addEventListener('abort', cancel);
    if (options.signal?.aborted === true) cancel();
    try {
      for await (const message of call) await take(message as Uint8Array);
      return { ok: true };
    } catch (thrown) {
      cancel();
      return failureOf(thrown);
    } finally {
      this.#calls.delete(call);
      options.signal?.removeEventListener('abort', cancel);
    }
  }

  close(): void {
    this.#closed = true;
    for (const call of this.#calls) call.cancel();
    void this.#opened?.then(({ client }) => client.close()).catch(() => {});
  }

  async #open(
    entries: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly client: Client; readonly metadata: Metadata } | GrpcFailure> {
    if (this.#closed) return closedFailure;
    try {
      const { grpc, client } = await (this.#opened ??= this.#load());
      const metadata = new grpc.Metadata();
      for (const [name, value] of Object.entries(entries)) metadata.set(name, value);
      return this.#closed ? closedFailure : { client, metadata };
    } catch (thrown) {
      return { ok: false, status: grpcStatus.internal, details: messageOf(thrown) };
    }
  }

  async #load(): Promise<Opened> {
    const grpc = await import('@grpc/grpc-js');
    const { target, tls, messageBytesMax } = this.#options;
    const options: ClientOptions = {
      'grpc.enable_http_proxy': 0,
      'grpc.max_receive_message_length': messageBytesMax ?? outboundLimits.grpcMessageBytesMax,
      'grpc.initial_reconnect_backoff_ms': outboundLimits.grpcReconnectMsMin,
      'grpc.max_reconnect_backoff_ms': outboundLimits.grpcReconnectMsMax,
    };
    return { grpc, client: new grpc.Client(target, credentialsOf(grpc, tls), options) };
  }

  #deadline(deadlineMs: number): number {
    return this.#options.clock.nowMs() + deadlineMs;
  }
}

function credentialsOf(
  grpc: GrpcJs,
  tls: GrpcTls | undefined,
): ReturnType<GrpcJs['credentials']['createInsecure']> {
  if (tls === undefined) return grpc.credentials.createInsecure();
  const pem = (text: string | undefined): Buffer | null =>
    text === undefined ? null : Buffer.from(text);
  return grpc.credentials.createSsl(pem(tls.trustedCa), pem(tls.key), pem(tls.certificateChain));
}

function outcomeOf(error: ServiceError | null, message: Uint8Array | undefined): GrpcOutcome {
  if (error !== null) return failureOf(error);
  return { ok: true, message: message ?? new Uint8Array() };
}

/** The status of the call's own error; anything else was thrown on this side. */
function failureOf(thrown: unknown): GrpcFailure {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'number') {
    const details = 'details' in thrown ? String(thrown.details) : thrown.message;
    return { ok: false, status: thrown.code, details };
  }
  return { ok: false, status: grpcStatus.cancelled, details: messageOf(thrown) };
}
