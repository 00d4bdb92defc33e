import type { IncomingMessage } from 'node:http';

/** What a route answers whole. */
export interface WholeReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** What a route answers piece by piece: large, or without an end. */
export interface StreamedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Called once, whatever becomes of the client; the signal is aborted when it goes away. A piece is asked for when the one
   * before is on its way.
   */
  readonly chunks: (signal: AbortSignal) => AsyncIterable<Uint8Array | string>;
}

export type HttpReply = WholeReply | StreamedReply;

export function textReply(status: number, text: string): WholeReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

export function jsonReply(status: number, value: unknown): WholeReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/**
 * The body of a request, or undefined when it is larger than allowed: the rest is then left unread, and whoever replies
 * must not take another request from that connection. Rejects when the client goes away.
 */
export async function readBody(
  request: IncomingMessage,
  sizeBytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const left: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of left) {
    sizeBytes += chunk.length;
    if (sizeBytes > sizeBytesMax) return undefined;
    chunks.push(chunk);
  }
  const body = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
