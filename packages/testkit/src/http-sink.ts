import { EventEmitter, once } from 'node:events';
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface SinkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Answers a request, well or badly. */
export type SinkReply = (request: SinkRequest, response: ServerResponse) => void;

/** A real HTTP server on loopback that records what it is sent, in order of arrival. */
export class HttpSink implements AsyncDisposable {
  readonly requests: SinkRequest[] = [];
  readonly url: string;
  readonly port: number;
  reply: SinkReply;
  readonly #server: Server;
  readonly #events: EventEmitter;

  private constructor(
    server: Server,
    options: { secure: boolean; events: EventEmitter; reply: SinkReply },
  ) {
    this.#server = server;
    this.#events = options.events;
    this.reply = options.reply;
    this.port = (server.address() as AddressInfo).port;
    this.url = `http${options.secure ? 's' : ''}://127.0.0.1:${this.port}`;
    server.on('request', (request, response) => void this.#take(request, response));
  }

  static async open(
    reply: SinkReply = replyWith(200, 'ok'),
    tls?: { readonly key: string; readonly cert: string },
  ): Promise<HttpSink> {
    const none: RequestListener = () => {};
    const server = tls === undefined ? createServer(none) : createTlsServer(tls, none);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HttpSink(server, { secure: tls !== undefined, events: new EventEmitter(), reply });
  }

  /** Done when that many requests have come since the start, at once if they have. */
  async received(count: number): Promise<readonly SinkRequest[]> {
    while (this.requests.length < count) await once(this.#events, 'request');
    return this.requests;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // The client went away: nothing whole came.
    }
    const taken: SinkRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(taken);
    this.reply(taken, response);
    this.#events.emit('request');
  }
}

export function replyWith(
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): SinkReply {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

/** Never answers. */
export const hang: SinkReply = () => {};

/** Announces more than it sends, and closes the connection. */
export const closeMidway: SinkReply = (_request, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('only this', () => response.destroy());
};

/** Says 200 and then never stops talking. */
export const sendEndlessly: SinkReply = (_request, response) => {
  const chunk = 'x'.repeat(16_384);
  const more = (): void => {
    if (!response.destroyed) response.write(chunk, (error) => (error ? undefined : more()));
  };
  response.on('error', () => {});
  response.writeHead(200);
  more();
};
