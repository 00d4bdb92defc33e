import type { Logger } from '@stormpetrel/base';
import { uiDistFolder } from '../ui-build.ts';
import { textReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';
import { StaticFiles } from './static-files.ts';

const notBuilt = 'The page is being built; try again in a few seconds. GraphQL is at /graphql.\n';

/** The page, for everything that nothing else answers. */
export function pageRoute(logger: Logger): HttpRoute {
  const files = new StaticFiles(uiDistFolder());
  return (request, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const found = files.find(path, request.headers['accept-encoding'] ?? '');
    if (found !== undefined) return Promise.resolve(found);
    if (path !== '/') return undefined;
    logger.log('debug', 'the page was asked for before it was built');
    return Promise.resolve({ ...textReply(503, notBuilt), headers: { 'retry-after': '5' } });
  };
}
