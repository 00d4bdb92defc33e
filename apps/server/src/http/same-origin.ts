import type { IncomingMessage } from 'node:http';

/**
 * The ports ask nobody who they are, and on loopback every browser of the machine reaches them: a page from elsewhere must not
 * write through them. Programs send no origin.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
