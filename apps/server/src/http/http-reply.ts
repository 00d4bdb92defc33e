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
