import { type GraphqlEndpoint, graphqlLimits, queryErrors } from '@stormpetrel/query';
import { serverErrorCodes } from '../errors.ts';
import type { BodyRefusal, ReadBody } from './body-reader.ts';
import { type HttpReply, jsonReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';
import { socketSignal } from './socket-signal.ts';

const { bodyBytesMax } = graphqlLimits;

/** Mounts GraphQL at /graphql. */
export function graphqlRoute(endpoint: GraphqlEndpoint): HttpRoute {
  return (request, path, readBody) =>
    path === '/graphql' ? ask(endpoint, request, readBody) : undefined;
}

async function ask(
  endpoint: GraphqlEndpoint,
  request: Parameters<HttpRoute>[0],
  readBody: ReadBody,
): Promise<HttpReply> {
  const body = await readBody(bodyBytesMax);
  if (!(body instanceof Uint8Array)) return refusal(body);
  return endpoint.handle({
    method: request.method ?? 'GET',
    url: request.url ?? '/graphql',
    headers: request.headers,
    body,
    signal: socketSignal(request),
  });
}

/** As the endpoint itself says it of what unpacks to too much. */
function refusal({ status, reason }: BodyRefusal): HttpReply {
  const isTooLarge = status === 413;
  const code = isTooLarge ? queryErrors.requestTooLarge.code : serverErrorCodes.bodiesArriving;
  const extensions = { code };
  return jsonReply(status, { errors: [{ message: reason, extensions }] });
}
