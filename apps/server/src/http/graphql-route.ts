import { type GraphqlEndpoint, graphqlLimits, queryErrors } from '@stormpetrel/query';
import { type HttpReply, jsonReply, readBody } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';
import { socketSignal } from './socket-signal.ts';

const { bodyBytesMax } = graphqlLimits;

/** Mounts GraphQL at /graphql. */
export function graphqlRoute(endpoint: GraphqlEndpoint): HttpRoute {
  return (request, path) => (path === '/graphql' ? ask(endpoint, request) : undefined);
}

async function ask(
  endpoint: GraphqlEndpoint,
  request: Parameters<HttpRoute>[0],
): Promise<HttpReply> {
  const body = await readBody(request, bodyBytesMax);
  if (body === undefined) return tooLarge();
  return endpoint.handle({
    method: request.method ?? 'GET',
    url: request.url ?? '/graphql',
    headers: request.headers,
    body,
    signal: socketSignal(request),
  });
}

/** As the endpoint itself says it of what unpacks to too much. */
function tooLarge(): HttpReply {
  const message = `the body is larger than ${bodyBytesMax} bytes`;
  const extensions = { code: queryErrors.requestTooLarge.code };
  return jsonReply(413, { errors: [{ message, extensions }] });
}
