import {
  CodedError,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
  systemClock,
} from '@stormpetrel/base';
import type { TlsMaterial } from '@stormpetrel/receiver/tls';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { type Every, everyByTimer, watchArrival } from './arrival-watch.ts';
import { BodyReader, type ReadBody } from './body-reader.ts';
import { type HttpReply, type StreamedReply, textReply } from './http-reply.ts';

/** Answers a request, or undefined where the path is not its own. MUST NOT throw for what a client sends. */
export type HttpRoute = (
  request: IncomingMessage,
  path: string,
  readBody: ReadBody,
) => Promise<HttpReply> | undefined;

/** Paths of PEM files. They are read again when they change, and used for connections to come. */
export interface HttpTlsFiles {
  readonly keyPath: string;
  readonly certChainPath: string;
  /** Default 10 s. */
  readonly pollIntervalMs?: number;
}

export interface HttpServerOptions {
  /** What log lines call it: `HTTP`, `admin`. */
  readonly name?: string;
  readonly host: string;
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  readonly idleTimeoutMs: number;
  readonly headerBytesMax: number;
  /** Of bodies that arrive at the same time. Default: `arrivingBytesMax`. */
  readonly arrivingBytesMax?: number;
  /** Paths of large files, which may take their time to arrive as long as they go on arriving. */
  readonly longPaths?: ReadonlySet<string>;
  /** What looks whether requests arrive. Default: timers. */
  readonly every?: Every;
  readonly tls?: HttpTlsFiles;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export interface ListeningHttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Not imported: that would also load what the module lends from `fetch` (`WebSocket` and others): 30 ms and 2 MiB of heap. */
const { createServer } = process.getBuiltinModule('node:http');

/** Connections at a time; more are not accepted until one closes. */
const connectionsMax = 4_096;
/** How much of a refused body is read and thrown away, and for how long, before the connection is closed. */
const discardBytesMax = 64 * 1024 * 1024;
const discardMsMax = 2_000;
/** One log line of a kind in each such period. */
const logPeriodMs = 10_000;

/**
 * Listens, or rejects with LISTEN_FAILED, or RECEIVER_TLS_UNREADABLE. The first route that knows the path answers.
 */
export async function listenHttp(options: HttpServerOptions): Promise<ListeningHttpServer> {
  const aborted = options.telemetry.counter(
    'http_request_aborted_count',
    'Requests that the client broke off before they had arrived.',
  );
  const log = new SampledLogger(options.logger, systemClock, logPeriodMs);
  // How long a whole request may take is watched here, since it differs by path.
  const limits = { maxHeaderSize: options.headerBytesMax, requestTimeout: 0 };
  const bodies = new BodyReader(options.arrivingBytesMax);
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const isLong = options.longPaths?.has(pathOf(request)) === true;
    watchArrival(request, isLong, options.every ?? everyByTimer);
    answer(options.routes, { request, response, readBody: bodies.of(request) }).catch(
      (error: unknown) => {
        if (request.destroyed && !request.complete) aborted.add();
        else log.log('http-failed', 'error', 'a request failed', { error: messageOf(error) });
        response.destroy();
      },
    );
  };
  const watched: WatchedServer =
    options.tls === undefined
      ? { server: createServer(limits, onRequest), stopWatching() {} }
      : await createTlsServer(options, options.tls, limits, onRequest);
  const { server } = watched;
  server.keepAliveTimeout = options.idleTimeoutMs;
  server.maxConnections = connectionsMax;
  const port = await listen(server, options);
  // A connection that cannot be accepted (no memory, a filter of the kernel) is an event that nobody hearing ends the process.
  server.on('error', (error) =>
    log.log('http-accept', 'error', 'a connection could not be accepted', { error: error.message }),
  );
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        watched.stopWatching();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface WatchedServer {
  readonly server: Server;
  stopWatching(): void;
}

/** A server whose certificate follows its files. New files that are no good change nothing. */
async function createTlsServer(
  options: HttpServerOptions,
  files: HttpTlsFiles,
  limits: object,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WatchedServer> {
  const { readTlsFiles, sameMaterial, tlsPollIntervalMs } =
    await import('@stormpetrel/receiver/tls');
  const name = options.name ?? 'HTTP';
  const { logger } = options;
  const log = new SampledLogger(logger, systemClock, logPeriodMs);
  const paths = { keyPath: files.keyPath, certificateChainPath: files.certChainPath };
  let material: TlsMaterial = readTlsFiles(paths, name);
  const server: TlsServer = process
    .getBuiltinModule('node:https')
    .createServer({ ...limits, ...material }, onRequest);
  const reload = (): void => {
    try {
      const found = readTlsFiles(paths, name);
      if (sameMaterial(found, material)) return;
      server.setSecureContext({ ...found });
      material = found;
      logger.log('info', 'the TLS files have changed; new connections use them', {
        listener: name,
      });
    } catch (thrown) {
      log.log('tls-error', 'warn', `${messageOf(thrown)}; the old ones stay`);
    }
  };
  const timer = setInterval(reload, files.pollIntervalMs ?? tlsPollIntervalMs);
  timer.unref();
  return { server, stopWatching: () => clearInterval(timer) };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly readBody: ReadBody;
}

async function answer(
  routes: readonly HttpRoute[],
  { request, response, readBody }: Exchange,
): Promise<void> {
  const path = pathOf(request);
  let reply: HttpReply = textReply(404, 'not found\n');
  for (const route of routes) {
    const routed = route(request, path, readBody);
    if (routed === undefined) continue;
    reply = await routed;
    break;
  }
  const unread = !request.complete;
  const closing = unread && { connection: 'close' };
  if ('chunks' in reply) {
    response.writeHead(reply.status, { ...reply.headers, ...closing });
    await sendChunks(reply, request, response);
  } else {
    const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
    response.writeHead(reply.status, {
      ...reply.headers,
      'content-length': body.length,
      ...closing,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
  if (unread) discardRest(request);
}

/** Sends no faster than the client takes. */
async function sendChunks(
  { chunks }: StreamedReply,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  response.once('close', leave);
  if (response.destroyed || request.method === 'HEAD') leave();
  for await (const chunk of chunks(leaving.signal)) {
    if (leaving.signal.aborted) break;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
  });
}

/**
 * Reads on for a moment what was refused: a connection that is closed with bytes unread is reset, and the client might lose
 * the reply that tells it why.
 */
function discardRest(request: IncomingMessage): void {
  let sizeBytes = 0;
  const stop = (): void => void request.destroy();
  const timer = setTimeout(stop, discardMsMax);
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > discardBytesMax) stop();
  });
  request.on('close', () => clearTimeout(timer));
  request.on('error', () => clearTimeout(timer));
}

function listen(
  server: Server,
  { name = 'HTTP', host, port }: Pick<HttpServerOptions, 'name' | 'host' | 'port'>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const text = `${name} cannot listen on ${host}:${port}: ${error.message}`;
      reject(new CodedError('LISTEN_FAILED', text));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}
