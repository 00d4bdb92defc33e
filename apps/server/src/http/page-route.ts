import type { IncomingMessage } from 'node:http';
import type { Logger } from '@stormpetrel/base';
import { uiDistFolder } from '../ui-build.ts';
import { textReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';
import { StaticFiles } from './static-files.ts';

const notBuilt = 'The page is being built; try again in a few seconds. GraphQL is at /graphql.\n';

/** Where programs ask, of this server or of those that it stands in for; no page lies below. */
const interfaces = ['/api/', '/browser/', '/debugging/', '/status/', '/v3/', '/zipkin/'];

/** The page, for everything that nothing else answers and that a person may have asked for. */
export function pageRoute(logger: Logger, folder = uiDistFolder()): HttpRoute {
  const files = new StaticFiles(folder);
  return (request, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    // A program that was sent the page would think that it had been answered.
    if (interfaces.some((start) => path.startsWith(start)) || !takesPages(request))
      return undefined;
    const found = files.find(path, request.headers['accept-encoding'] ?? '');
    if (found !== undefined) return Promise.resolve(found);
    if (files.find('/', '') !== undefined) return undefined;
    logger.log('debug', 'the page was asked for before it was built');
    const reply = textReply(503, notBuilt);
    // Browsers ask again by themselves: who has just started the server need not.
    const headers = { ...reply.headers, 'retry-after': '5', refresh: '3' };
    return Promise.resolve({ ...reply, headers });
  };
}

function takesPages({ headers: { accept } }: IncomingMessage): boolean {
  return accept === undefined || !/^application\/(?:[\w.-]+\+)?json\b[^,]*$/.test(accept);
}
