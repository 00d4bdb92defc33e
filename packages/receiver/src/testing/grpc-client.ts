/**
 * A gRPC client for tests, on bare node:http2: it sends exactly the frames that it is told to, sound or not, and gives
 * back all that came.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type SecureClientSessionOptions,
  connect,
} from 'node:http2';
import { once } from 'node:events';

export interface CallOutcome {
  readonly httpStatus: number | undefined;
  /** `grpc-status`, or undefined when the stream broke off without one. */
  readonly status: number | undefined;
  readonly message: string;
  readonly replies: readonly Buffer[];
  readonly rstCode: number;
}

export class GrpcTestClient {
  readonly session: ClientHttp2Session;
  /** Codes of GOAWAY frames received. */
  readonly goaways: number[] = [];

  private constructor(session: ClientHttp2Session) {
    this.session = session;
    session.on('error', () => undefined);
    session.on('goaway', (code: number) => this.goaways.push(code));
  }

  static async open(
    port: number,
    options: SecureClientSessionOptions & { readonly secure?: boolean } = {},
  ): Promise<GrpcTestClient> {
    const { secure, ...rest } = options;
    const session = connect(`${secure === true ? 'https' : 'http'}://127.0.0.1:${port}`, rest);
    const client = new GrpcTestClient(session);
    await once(session, 'connect');
    return client;
  }

  /** Sends all bytes at once and half-closes. */
  call(
    path: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<CallOutcome> {
    const stream = this.start(path, headers);
    stream.end(body);
    return outcomeOf(stream);
  }

  /** Opens a stream and leaves the sending to the caller. */
  start(path: string, headers: Readonly<Record<string, string>> = {}): ClientHttp2Stream {
    const stream = this.session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    stream.on('error', () => undefined);
    return stream;
  }

  async close(): Promise<void> {
    if (this.session.destroyed) return;
    const closed = once(this.session, 'close');
    this.session.destroy();
    await closed;
  }
}

/** What a stream ends with. */
export async function outcomeOf(stream: ClientHttp2Stream): Promise<CallOutcome> {
  let headers: IncomingHttpHeaders & { ':status'?: number | undefined } = {};
  let trailers: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  stream.on('response', (received) => (headers = received));
  stream.on('trailers', (received) => (trailers = received));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
  const status = trailers['grpc-status'] ?? headers['grpc-status'];
  const message = trailers['grpc-message'] ?? headers['grpc-message'] ?? '';
  return {
    httpStatus: headers[':status'],
    status: status === undefined ? undefined : Number(status),
    message: decodeURIComponent(String(message)),
    replies: messagesOf(Buffer.concat(chunks)),
    rstCode: stream.rstCode ?? 0,
  };
}

function messagesOf(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return messages;
}

/** Messages as they stand on the wire. */
export function framed(...messages: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const header = Buffer.alloc(5);
      header.writeUInt32BE(message.length, 1);
      return [header, message];
    }),
  );
}
