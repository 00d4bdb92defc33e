import type { IncomingMessage } from 'node:http';

type Socket = IncomingMessage['socket'];

const signals = new WeakMap<Socket, AbortSignal>();

/**
 * Aborted when the connection of the request closes: nobody reads an answer then. One for all requests of a connection, which
 * may be many.
 */
export function socketSignal({ socket }: IncomingMessage): AbortSignal {
  const known = signals.get(socket);
  if (known !== undefined) return known;
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(new Error('the client is gone'));
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  signals.set(socket, leaving.signal);
  return leaving.signal;
}
