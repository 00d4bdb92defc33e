import {
  CodedError,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
  systemClock,
} from '@stormpetrel/base';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type HttpReply, textReply } from './http-reply.ts';

/** Answers a request, or undefined where the path is not its own. MUST NOT throw for what a client sends. */
export type HttpRoute = (request: IncomingMessage, path: string) => Promise<HttpReply> | undefined;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  readonly idleTimeoutMs: number;
  readonly headerBytesMax: number;
  readonly tls?: { readonly keyPath: string; readonly certChainPath: string };
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
/** A request that has not arrived whole by then is dropped: slow senders hold no connection. */
const requestTimeoutMs = 120_000;
/** How much of a refused body is read and thrown away, and for how long, before the connection is closed. */
const discardBytesMax = 64 * 1024 * 1024;
const discardMsMax = 2_000;
/** One log line of a kind in each such period. */
const logPeriodMs = 10_000;

/** Listens, or rejects with LISTEN_FAILED. The first route that knows the path answers. */
export async function listenHttp(options: HttpServerOptions): Promise<ListeningHttpServer> {
  const aborted = options.telemetry.counter(
    'http_request_aborted_count',
    'Requests that the client broke off before they had arrived.',
  );
  const log = new SampledLogger(options.logger, systemClock, logPeriodMs);
  const limits = { maxHeaderSize: options.headerBytesMax, requestTimeout: requestTimeoutMs };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answer(options, request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) aborted.add();
      else log.log('http-failed', 'error', 'a request failed', { error: messageOf(error) });
      response.destroy();
    });
  };
  const server: Server =
    options.tls === undefined
      ? createServer(limits, onRequest)
      : process.getBuiltinModule('node:https').createServer(
          {
            ...limits,
            key: readFileSync(options.tls.keyPath),
            cert: readFileSync(options.tls.certChainPath),
          },
          onRequest,
        );
  server.keepAliveTimeout = options.idleTimeoutMs;
  server.maxConnections = connectionsMax;
  const port = await listen(server, options.host, options.port);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  let reply: HttpReply = textReply(404, 'not found\n');
  for (const route of options.routes) {
    const routed = route(request, path);
    if (routed === undefined) continue;
    reply = await routed;
    break;
  }
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const unread = !request.complete;
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-length': body.length,
    ...(unread && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (unread) discardRest(request);
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

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new CodedError('LISTEN_FAILED', `cannot listen on ${host}:${port}: ${error.message}`));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}
