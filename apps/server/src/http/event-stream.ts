import type { StreamedReply } from './http-reply.ts';

/** A comment is sent after so long a silence, so that nothing between takes the connection for dead. */
export const heartbeatMs = 15_000;
/** What an `EventSource` is told to wait before it comes again. */
const reconnectMs = 2_000;

/**
 * Server-sent events (WHATWG HTML, 9.2). `follow` is called at once, so that what it throws is answered like any other fault;
 * its signal is aborted when the client goes away. Where it yields undefined, silence is broken.
 */
export function eventStream(
  follow: (signal: AbortSignal) => AsyncIterable<string | undefined>,
): StreamedReply {
  const leaving = new AbortController();
  const events = follow(leaving.signal);
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
    async *chunks(signal) {
      const leave = (): void => leaving.abort();
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      yield `retry: ${reconnectMs}\n\n`;
      for await (const event of events) yield event ?? ':\n\n';
    },
  };
}

/** One event, its data as JSON. A line `id: …` before it is what a client that comes again sends back. */
export function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
