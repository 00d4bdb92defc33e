/** The HTTP API of logs (docs/reference/log-api.md) over HTTP. */
import { CodedError } from '@stormpetrel/base';
import { type LogApi, type TailMessage, isNewerLine, queryErrors } from '@stormpetrel/query';
import type { IncomingMessage } from 'node:http';
import { eventStream, eventText, heartbeatMs } from './event-stream.ts';
import { type HttpReply, type WholeReply, jsonReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';

const root = '/api/logs/';

type Answer = (parameters: URLSearchParams, signal: AbortSignal) => Promise<unknown>;

/** Mounts the API at /api/logs. */
export function logRoute(api: LogApi): HttpRoute {
  const answers: Readonly<Record<string, Answer>> = {
    search: api.search,
    histogram: api.histogram,
    context: api.context,
    patterns: api.patterns,
  };
  return (request, path) => {
    if (!path.startsWith(root)) return undefined;
    const name = path.slice(root.length);
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (answer === undefined && name !== 'tail') {
      return Promise.resolve(faultReply(404, 'there is nothing here'));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return Promise.resolve(faultReply(405, 'GET only'));
    }
    const query = (request.url ?? '').split('?').slice(1).join('?');
    const parameters = new URLSearchParams(query);
    if (answer === undefined) return answered(async () => tailReply(api, parameters, request));
    return untilLeft(request, (signal) =>
      answered(async () => jsonReply(200, await answer(parameters, signal)), signal),
    );
  };
}

/** The signal is aborted when the client goes away before it has its answer. */
async function untilLeft(
  { socket }: IncomingMessage,
  work: (signal: AbortSignal) => Promise<HttpReply>,
): Promise<HttpReply> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  socket.once('close', leave);
  try {
    return await work(leaving.signal);
  } finally {
    socket.off('close', leave);
  }
}

async function answered(work: () => Promise<HttpReply>, signal?: AbortSignal): Promise<HttpReply> {
  try {
    return await work();
  } catch (error) {
    // Nobody reads this; the connection is closed.
    if (signal?.aborted === true) return faultReply(400, 'the client is gone');
    if (!(error instanceof CodedError)) throw error;
    const { code, message } = error;
    return jsonReply(statusOf(code), { code, message });
  }
}

function statusOf(code: string): number {
  switch (code) {
    case queryErrors.logNotFound.code:
      return 404;
    case queryErrors.logFollowers.code:
      return 503;
    default:
      return code.startsWith('QUERY_') ? 400 : 500;
  }
}

function faultReply(status: number, message: string): WholeReply {
  return jsonReply(status, { code: queryErrors.logArgument.code, message });
}

/** Where an `EventSource` comes again it says what it has. */
function tailReply(api: LogApi, parameters: URLSearchParams, request: IncomingMessage): HttpReply {
  const header = request.headers['last-event-id'];
  const lastId = typeof header === 'string' ? header : '';
  return eventStream((signal) => texts(api.tail(parameters, lastId, signal, heartbeatMs), lastId));
}

/** The id of an event is what a client goes on behind: the newest line that it was told, which those that come late are not. */
async function* texts(
  messages: AsyncIterable<TailMessage | undefined>,
  lastId: string,
): AsyncGenerator<string | undefined> {
  let newestId = lastId;
  for await (const message of messages) {
    const id = message?.event === 'lines' ? (message.rows.at(-1)?.id ?? '') : '';
    const isNewer = id !== '' && isNewerLine(id, newestId);
    if (isNewer) newestId = id;
    yield message && (isNewer ? `id: ${id}\n` : '') + textOf(message);
  }
}

/** Who asks the same is told the same: it is written once. */
const written = new WeakMap<TailMessage, string>();

function textOf(message: TailMessage): string {
  let text = written.get(message);
  if (text === undefined) {
    const { event, ...data } = message;
    text = eventText(event, data);
    written.set(message, text);
  }
  return text;
}
