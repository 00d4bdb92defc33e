/**
 * A gRPC client on bare node:http2 that sends exactly the bytes it is told to, sound or not, and gives back all that
 * came. A real client library would not let a test be this rude.
 */
import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  connect,
} from 'node:http2';

export const collectPath = '/skywalking.v3.TraceSegmentReportService/collect';

export interface CallOutcome {
  readonly httpStatus: number | undefined;
  /** `grpc-status`, undefined when the stream broke off without one. */
  readonly status: number | undefined;
  readonly message: string;
}

export class GrpcClient {
  readonly session: ClientHttp2Session;

  private constructor(session: ClientHttp2Session) {
    this.session = session;
    // What breaks a connection is seen in the outcome of its streams.
    session.on('error', () => {});
  }

  static async open(address: string): Promise<GrpcClient> {
    const client = new GrpcClient(connect(`http://${address}`));
    await once(client.session, 'connect');
    return client;
  }

  /** Sends the body in one go and half-closes. */
  call(
    body: Uint8Array,
    path: string = collectPath,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<CallOutcome> {
    const stream = this.start(path, headers);
    stream.end(body);
    return outcomeOf(stream);
  }

  /** Opens a stream and leaves the sending to the caller. */
  start(
    path: string = collectPath,
    headers: Readonly<Record<string, string>> = {},
  ): ClientHttp2Stream {
    const stream = this.session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    stream.on('error', () => {});
    return stream;
  }

  [Symbol.dispose](): void {
    this.session.destroy();
  }
}

/** What a stream ends with. */
export async function outcomeOf(stream: ClientHttp2Stream): Promise<CallOutcome> {
  let headers: IncomingHttpHeaders & { ':status'?: number | undefined } = {};
  let trailers: IncomingHttpHeaders = {};
  stream.on('response', (received) => (headers = received));
  stream.on('trailers', (received) => (trailers = received));
  stream.resume();
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
  const status = trailers['grpc-status'] ?? headers['grpc-status'];
  const message = trailers['grpc-message'] ?? headers['grpc-message'] ?? '';
  return {
    httpStatus: headers[':status'],
    status: status === undefined ? undefined : Number(status),
    message: decodeURIComponent(String(message)),
  };
}

/** Messages as they stand on the wire. */
export function framed(...messages: readonly Uint8Array[]): Buffer {
  return Buffer.concat(messages.flatMap((message) => [frameHeader(message.length), message]));
}

/** The five bytes before a message. `flag` 1 says that it is compressed. */
export function frameHeader(length: number, flag = 0): Buffer {
  const header = Buffer.alloc(5);
  header[0] = flag;
  header.writeUInt32BE(length, 1);
  return header;
}
