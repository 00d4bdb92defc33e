import { CodedError, type Logger, messageOf } from '@stormpetrel/base';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
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
}

export interface ListeningHttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Connections at a time; more are not accepted until one closes. */
const connectionsMax = 4_096;
/** A request that has not arrived whole by then is dropped: slow senders hold no connection. */
const requestTimeoutMs = 120_000;

/** Listens, or rejects with LISTEN_FAILED. The first route that knows the path answers. */
export async function listenHttp(options: HttpServerOptions): Promise<ListeningHttpServer> {
  const limits = { maxHeaderSize: options.headerBytesMax, requestTimeout: requestTimeoutMs };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answer(options, request, response).catch((error: unknown) => {
      options.logger.log('error', 'request failed', {
        path: request.url ?? '',
        error: messageOf(error),
      });
      response.destroy();
    });
  };
  const server: Server =
    options.tls === undefined
      ? createServer(limits, onRequest)
      : createTlsServer(
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
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
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
