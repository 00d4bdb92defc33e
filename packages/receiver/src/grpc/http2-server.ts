/** A gRPC server on node:http2, for the methods that it is given. */
import { timingSafeEqual } from 'node:crypto';
import {
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
  createSecureServer,
  createServer,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import {
  type Clock,
  CodedError,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
} from '@stormpetrel/base';
import { receiverErrors } from '../errors.ts';
import {
  type GrpcLimits,
  grpcLimits,
  logPeriodMs,
  sweepIntervalMs,
  tlsPollIntervalMs,
} from '../limits.ts';
import { FlowGate } from './flow-gate.ts';
import type { GrpcMethod } from './grpc-method.ts';
import { GrpcFailure, GrpcStatus } from './grpc-status.ts';
import { GrpcTelemetry, type RefusalReason } from './grpc-telemetry.ts';
import { parseGrpcTimeout } from './grpc-timeout.ts';
import { type CallContext, Http2Call, respondFailure } from './http2-call.ts';
import { findEncoding } from './message-encoding.ts';
import { PartialBudget } from './message-framer.ts';
import { SessionWatch, type WatchedSession } from './session-watch.ts';
import { type TlsFiles, type TlsMaterial, readTlsFiles, sameMaterial } from './tls-files.ts';

export interface GrpcServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly methods: Iterable<GrpcMethod>;
  /** While it is true, reading stops and new calls are refused. */
  readonly overloaded: () => boolean;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  /** Several threads listen on one port, and the kernel shares the connections out. */
  readonly reusePort?: boolean;
  readonly tls?: TlsFiles;
  readonly tlsPollIntervalMs?: number;
  /** What clients MUST send as metadata `authentication`. */
  readonly token?: string;
  readonly limits?: Partial<GrpcLimits>;
}

/**
 * Flow-control windows (ADR 4). Larger ones measured no faster, and a window is what a client may leave in our memory while
 * we do not read: the default of 64 KiB for a whole connection makes concurrent streams wait for each other.
 */
const streamWindowBytes = 1 << 18;
const connectionWindowBytes = 1 << 20;

/** Listens, and resolves when clients may come. Rejects with a `CodedError`. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new GrpcServer(options);
  await server.listen();
  return server;
}

export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #limits: GrpcLimits;
  readonly #methods: ReadonlyMap<string, GrpcMethod>;
  readonly #server: Http2Server | Http2SecureServer;
  readonly #watch: SessionWatch;
  readonly #telemetry: GrpcTelemetry;
  readonly #context: CallContext;
  readonly #token: Buffer | undefined;
  #tlsMaterial: TlsMaterial | undefined;
  #timers: NodeJS.Timeout[] = [];
  /** TCP connections of a TLS listener: one whose handshake hangs is no session yet, and would keep `close` waiting. */
  readonly #sockets = new Set<Socket>();
  #closing = false;

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#limits = { ...grpcLimits, ...options.limits };
    this.#methods = new Map([...options.methods].map((method) => [method.path, method]));
    const log = new SampledLogger(options.logger, options.clock, logPeriodMs);
    this.#telemetry = new GrpcTelemetry(options.telemetry, log);
    this.#watch = new SessionWatch(this.#limits, options.clock, this.#telemetry);
    this.#token = options.token === undefined ? undefined : Buffer.from(options.token);
    this.#context = {
      messageBytesMax: this.#limits.messageBytesMax,
      budget: new PartialBudget(this.#limits.partialBytesMax),
      gate: new FlowGate(options.overloaded),
      telemetry: this.#telemetry,
      deadlines: new Set(),
    };
    options.telemetry.gauge('grpc_server_connections', 'Open connections.', () => this.#watch.size);
    this.#server = this.#createServer();
  }

  /** The port that is listened on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    const { host, port, reusePort } = this.#options;
    const server = this.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        const text = `gRPC can not listen on ${host}:${port}: ${messageOf(error)}`;
        reject(new CodedError(receiverErrors.listenFailed.code, text, { cause: error }));
      });
      server.listen({ host, port, reusePort: reusePort === true, backlog: 4_096 }, resolve);
    });
    server.removeAllListeners('error');
    server.on('error', (error) => this.#connectionError(error, '?'));
    this.#timers.push(setInterval(() => this.#sweep(), sweepIntervalMs));
    if (this.#options.tls !== undefined) {
      const periodMs = this.#options.tlsPollIntervalMs ?? tlsPollIntervalMs;
      this.#timers.push(setInterval(() => this.reloadTls(), periodMs));
    }
    for (const timer of this.#timers) timer.unref();
  }

  /**
   * Takes no more connections, lets the calls that run end within the deadline (clients are told with GOAWAY), and breaks
   * off those that do not.
   */
  async close(deadlineMs: number): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of this.#watch.sessions()) session.close();
    const timer = setTimeout(() => {
      for (const session of this.#watch.sessions()) session.destroy();
      for (const socket of this.#sockets) socket.destroy();
    }, deadlineMs);
    await closed;
    clearTimeout(timer);
    for (const each of this.#timers) clearInterval(each);
    this.#context.gate.close();
  }

  /** Looks whether the TLS files have changed, and uses the new ones for connections to come. Bad files change nothing. */
  reloadTls(): void {
    const { tls, logger } = this.#options;
    if (tls === undefined || !('setSecureContext' in this.#server)) return;
    try {
      const material = readTlsFiles(tls);
      if (this.#tlsMaterial !== undefined && sameMaterial(material, this.#tlsMaterial)) return;
      this.#server.setSecureContext({ ...material });
      this.#tlsMaterial = material;
      logger.log('info', 'the TLS files have changed; new connections use them');
    } catch (thrown) {
      this.#telemetry.refused('tls-error', `${messageOf(thrown)}; the old ones stay`, '-');
    }
  }

  #createServer(): Http2Server | Http2SecureServer {
    const limits = this.#limits;
    const http2Options: ServerOptions & { readonly noDelay: boolean } = {
      noDelay: true,
      maxSessionMemory: limits.connectionMemoryMegabytes,
      maxHeaderListPairs: limits.headerPairsMax,
      maxSessionRejectedStreams: 100,
      maxSessionInvalidFrames: 100,
      streamResetBurst: limits.streamResetBurst,
      streamResetRate: limits.streamResetsPerSecond,
      unknownProtocolTimeout: limits.handshakeTimeoutMs,
      settings: {
        initialWindowSize: streamWindowBytes,
        maxConcurrentStreams: limits.streamsPerConnectionMax,
        maxHeaderListSize: limits.headerBytesMax,
        enablePush: false,
      },
    };
    const server = this.#createListener(http2Options);
    server.maxConnections = limits.connectionsMax;
    server.on('session', (session: ServerHttp2Session) => this.#open(session));
    server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) =>
      this.#begin(stream, headers),
    );
    server.on('sessionError', (error: Error, session?: ServerHttp2Session) =>
      this.#connectionError(error, this.#watch.get(session)?.remoteAddress ?? '?'),
    );
    server.on('drop', (data?: { remoteAddress?: string }) =>
      this.#telemetry.refused(
        'too-many-connections',
        `more than ${limits.connectionsMax} connections`,
        data?.remoteAddress ?? '?',
      ),
    );
    return server;
  }

  #createListener(options: ServerOptions): Http2Server | Http2SecureServer {
    const { tls } = this.#options;
    if (tls === undefined) return createServer(options);
    this.#tlsMaterial = readTlsFiles(tls);
    const server = createSecureServer({
      ...options,
      ...this.#tlsMaterial,
      ALPNProtocols: ['h2'],
      handshakeTimeout: this.#limits.handshakeTimeoutMs,
      requestCert: tls.trustedCaPath !== undefined,
      rejectUnauthorized: tls.trustedCaPath !== undefined,
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('tlsClientError', (error, socket) =>
      this.#telemetry.refused(
        'tls-error',
        `TLS handshake failed: ${messageOf(error)}`,
        socket.remoteAddress ?? '?',
      ),
    );
    return server;
  }

  #open(session: ServerHttp2Session): void {
    this.#watch.add(session);
    session.setLocalWindowSize(connectionWindowBytes);
    if (this.#closing) session.close();
  }

  #begin(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    this.#telemetry.calls.add();
    const peer = this.#watch.get(stream.session as ServerHttp2Session | undefined);
    stream.on('error', (error) => this.#connectionError(error, peer?.remoteAddress ?? '?'));
    if (peer === undefined) {
      stream.destroy();
      return;
    }
    peer.active = true;
    peer.openCalls++;
    stream.on('close', () => peer.openCalls--);
    const contentType = headers['content-type'] ?? '';
    if (!contentType.startsWith('application/grpc') || headers[':method'] !== 'POST') {
      const text = 'not a gRPC request: POST with content-type application/grpc is asked for';
      this.#telemetry.refused('bad-request', text, peer.remoteAddress, headers[':path']);
      stream.respond({ ':status': 415, 'content-type': 'text/plain' });
      stream.end(text);
      return;
    }
    const refusal = this.#serve(stream, headers, peer);
    if (refusal === undefined) return;
    const [failure, reason] = refusal;
    this.#telemetry.failed(failure, reason, peer.remoteAddress, headers[':path'] ?? '');
    respondFailure(stream, failure);
  }

  #serve(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    peer: WatchedSession,
  ): readonly [GrpcFailure, RefusalReason] | undefined {
    const path = headers[':path'] ?? '';
    const method = this.#methods.get(path);
    if (method?.open !== true && !this.#isAuthenticated(headers)) {
      return [
        new GrpcFailure(GrpcStatus.PERMISSION_DENIED, 'the token is missing or wrong'),
        'bad-token',
      ];
    }
    if (method === undefined) {
      return [
        new GrpcFailure(GrpcStatus.UNIMPLEMENTED, `unknown method ${path.slice(0, 200)}`),
        'unknown-method',
      ];
    }
    if (method.kind === 'refused') {
      return [new GrpcFailure(GrpcStatus.UNIMPLEMENTED, method.reason), 'unknown-method'];
    }
    if (method.open !== true && this.#context.gate.overloaded) {
      return [
        new GrpcFailure(GrpcStatus.RESOURCE_EXHAUSTED, 'the server is behind; try again later'),
        'overload',
      ];
    }
    const encodingName = headerText(headers['grpc-encoding']) ?? 'identity';
    const encoding = findEncoding(encodingName);
    if (encoding === undefined) {
      const text = `messages can not be compressed with ${encodingName.slice(0, 50)}`;
      return [new GrpcFailure(GrpcStatus.UNIMPLEMENTED, text), 'bad-request'];
    }
    const timeoutText = headerText(headers['grpc-timeout']);
    const timeoutMs = timeoutText === undefined ? Infinity : parseGrpcTimeout(timeoutText);
    if (timeoutMs === undefined) {
      return [
        new GrpcFailure(GrpcStatus.INTERNAL, 'the header grpc-timeout is not sound'),
        'bad-request',
      ];
    }
    const call = new Http2Call({ stream, headers, encoding, method, context: this.#context, peer });
    if (timeoutMs !== Infinity) {
      call.deadlineMs = this.#options.clock.monotonicMs() + timeoutMs;
      this.#context.deadlines.add(call);
    }
    return undefined;
  }

  #isAuthenticated(headers: IncomingHttpHeaders): boolean {
    if (this.#token === undefined) return true;
    const given = Buffer.from(headerText(headers['authentication']) ?? '');
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }

  #sweep(): void {
    this.#watch.sweep();
    const nowMs = this.#options.clock.monotonicMs();
    for (const call of this.#context.deadlines) if (call.deadlineMs <= nowMs) call.expire();
  }

  #connectionError(error: unknown, remoteAddress: string): void {
    this.#telemetry.refused('connection-error', messageOf(error), remoteAddress);
  }
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : value.join(',');
}
