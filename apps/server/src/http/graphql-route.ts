import type { GraphqlEndpoint } from '@stormpetrel/query';
import { type HttpReply, readBody, textReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';

/** Largest GraphQL request as it comes over the wire; the endpoint bounds what it unpacks to. */
const bodyBytesMax = 1024 * 1024;

/** Mounts GraphQL at /graphql. */
export function graphqlRoute(endpoint: GraphqlEndpoint): HttpRoute {
  return (request, path) => (path === '/graphql' ? ask(endpoint, request) : undefined);
}

async function ask(
  endpoint: GraphqlEndpoint,
  request: Parameters<HttpRoute>[0],
): Promise<HttpReply> {
  const body = await readBody(request, bodyBytesMax);
  if (body === undefined)
    return textReply(413, `the request is larger than ${bodyBytesMax} bytes\n`);
  return endpoint.handle({
    method: request.method ?? 'GET',
    url: request.url ?? '/graphql',
    headers: request.headers,
    body,
  });
}
