/**
 * A trace session across a thread. Each request carries a number, and its answer the same. The table's arrays are copied
 * once on the way (a few milliseconds for 100,000 spans), so that both sides hold one: the page draws from its own, the
 * worker answers questions from the other. `serveSession` is the worker's side, `remoteSession` the page's; both know
 * only how to post, so a test can join them with a `MessageChannel`.
 */
import { LocalTraceSession } from './trace-session.ts';
import type { BuildOptions } from '../table/build-trace.ts';
import type { TraceSession } from './trace-session.ts';
import type { SpanDetail } from '../table/span-detail.ts';
import type { TraceTable } from '../table/trace-table.ts';

/** What can be asked, and what comes back. */
interface Answers {
  open: TraceTable;
  rebuild: TraceTable;
  detail: SpanDetail | undefined;
  find: Int32Array;
  rowsOf: Int32Array;
  export: string;
}

type Question =
  | { readonly kind: 'open'; readonly bytes: Uint8Array; readonly adjustClocks: boolean }
  | { readonly kind: 'rebuild'; readonly adjustClocks: boolean }
  | { readonly kind: 'detail'; readonly row: number }
  | { readonly kind: 'find'; readonly text: string }
  | { readonly kind: 'rowsOf'; readonly spanKeys: readonly string[] }
  | { readonly kind: 'export' };

/** What the page sends. */
export interface SessionRequest {
  readonly id: number;
  readonly question: Question;
}

/** What the worker sends back: a value, or words for people about why there is none. */
export interface SessionReply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The page's end of a channel to a worker. */
export interface SessionChannel {
  /** `transfer` is handed over. */
  post(request: SessionRequest, transfer: ArrayBuffer[]): void;
  /** Sets who gets the answers. Called once. */
  onReply(take: (reply: SessionReply) => void): void;
  /** Sets who hears that the worker died. Called once. */
  onFailure(take: (message: string) => void): void;
  close(): void;
}

/** The worker's side: returns what to do with each request. */
export function serveSession(
  post: (reply: SessionReply) => void,
): (request: SessionRequest) => void {
  let session: LocalTraceSession | undefined;
  const answer = (question: Question): unknown => {
    if (question.kind === 'open') {
      session = new LocalTraceSession(question.bytes, { adjustClocks: question.adjustClocks });
      return session.table;
    }
    if (session === undefined) throw new Error('No trace has been opened.');
    switch (question.kind) {
      case 'rebuild':
        return session.rebuild({ adjustClocks: question.adjustClocks });
      case 'detail':
        return session.detail(question.row);
      case 'find':
        return session.find(question.text);
      case 'rowsOf':
        return session.rowsOf(question.spanKeys);
      case 'export':
        return session.exportJson();
    }
  };
  return (request) => {
    try {
      post({ id: request.id, value: answer(request.question) });
    } catch (error) {
      post({
        id: request.id,
        error: error instanceof Error ? error.message : 'The worker failed.',
      });
    }
  };
}

/** Sends questions and hands out their answers. */
class SessionClient {
  readonly #channel: SessionChannel;
  readonly #waiting = new Map<
    number,
    { take: (value: unknown) => void; fail: (error: Error) => void }
  >();
  #lastId = 0;

  constructor(channel: SessionChannel) {
    this.#channel = channel;
    channel.onReply((reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.error === undefined) waiting?.take(reply.value);
      else waiting?.fail(new Error(reply.error));
    });
    channel.onFailure((message) => this.#failAll(message));
  }

  ask<K extends keyof Answers>(
    question: Extract<Question, { kind: K }>,
    transfer: ArrayBuffer[] = [],
  ): Promise<Answers[K]> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      // The worker answers each kind with its type in `Answers`; both ends are in this file.
      this.#waiting.set(id, { take: (value) => resolve(value as Answers[K]), fail: reject });
      this.#channel.post({ id, question }, transfer);
    });
  }

  close(): void {
    this.#failAll('The trace was closed.');
    this.#channel.close();
  }

  #failAll(message: string): void {
    for (const { fail } of this.#waiting.values()) fail(new Error(message));
    this.#waiting.clear();
  }
}

/** Opens a trace in a worker. `bytes` is handed over and MUST NOT be used afterwards. */
export async function remoteSession(
  channel: SessionChannel,
  bytes: Uint8Array<ArrayBuffer>,
  options: BuildOptions,
): Promise<TraceSession> {
  const client = new SessionClient(channel);
  try {
    const table = await client.ask({ kind: 'open', bytes, adjustClocks: options.adjustClocks }, [
      bytes.buffer,
    ]);
    return {
      table,
      rebuild: ({ adjustClocks }) => client.ask({ kind: 'rebuild', adjustClocks }),
      detail: (row) => client.ask({ kind: 'detail', row }),
      find: (text) => client.ask({ kind: 'find', text }),
      rowsOf: (spanKeys) => client.ask({ kind: 'rowsOf', spanKeys }),
      exportJson: () => client.ask({ kind: 'export' }),
      close: () => client.close(),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}
