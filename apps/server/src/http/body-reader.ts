import type { IncomingMessage } from 'node:http';

/** Why there is no body, as the client is told. The rest is left unread. */
export interface BodyRefusal {
  readonly status: 413 | 503;
  readonly reason: string;
}

/** Reads the body of the request at hand. Rejects when the client goes away. */
export type ReadBody = (sizeBytesMax: number) => Promise<Uint8Array<ArrayBuffer> | BodyRefusal>;

/** Bodies that are arriving at one listener, all together: many clients that send slowly must not fill the memory. */
export const arrivingBytesMax = 128 * 1024 * 1024;

/**
 * The bodies that arrive at a listener. Whoever replies to a request whose body was refused must not take another from that
 * connection.
 */
export class BodyReader {
  readonly #bytesMax: number;
  #arrivingBytes = 0;

  constructor(bytesMax = arrivingBytesMax) {
    this.#bytesMax = bytesMax;
  }

  of(request: IncomingMessage): ReadBody {
    return (sizeBytesMax) => this.#read(request, sizeBytesMax);
  }

  async #read(
    request: IncomingMessage,
    sizeBytesMax: number,
  ): Promise<Uint8Array<ArrayBuffer> | BodyRefusal> {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const left: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
    try {
      for await (const chunk of left) {
        sizeBytes += chunk.length;
        this.#arrivingBytes += chunk.length;
        if (sizeBytes > sizeBytesMax)
          return { status: 413, reason: `the body is larger than ${sizeBytesMax} bytes` };
        if (this.#arrivingBytes > this.#bytesMax)
          return { status: 503, reason: 'too many bodies arrive at once; try again' };
        chunks.push(chunk);
      }
      return joined(chunks, sizeBytes);
    } finally {
      this.#arrivingBytes -= sizeBytes;
    }
  }
}

function joined(chunks: readonly Buffer[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
