import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { CodedError } from '@stormpetrel/base';
import { queryErrors } from '../errors.ts';
import { graphqlLimits } from '../limits.ts';

/** A request as the server took it, its body whole. Names of headers are in lower case. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** Aborted when the client goes away: what takes long need not be finished then. */
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** GraphQL over HTTP: what a POST carries. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly operationName: string | undefined;
}

const decoders: Readonly<
  Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Throws a `CodedError` for bodies that are too large, damaged or no GraphQL request. */
export async function readGraphqlRequest(request: HttpRequest): Promise<GraphqlRequest> {
  const bytes = await decompress(request);
  const text = new TextDecoder().decode(bytes);
  // Armeria, which SkyWalking serves with, also takes the bare query.
  if (headerOf(request, 'content-type').startsWith('application/graphql;')) return bareQuery(text);
  if (headerOf(request, 'content-type') === 'application/graphql') return bareQuery(text);
  return requestOf(parseJson(text));
}

function bareQuery(query: string): GraphqlRequest {
  return { query, variables: undefined, operationName: undefined };
}

async function decompress(request: HttpRequest): Promise<Uint8Array> {
  const { body } = request;
  const { bodyBytesMax } = graphqlLimits;
  const encoding = headerOf(request, 'content-encoding').toLowerCase();
  if (body.length > bodyBytesMax) throw tooLarge();
  if (encoding === '' || encoding === 'identity') return body;
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (decode === undefined) throw malformed(`content-encoding ${encoding} is not known`);
  try {
    return await decode(body, { maxOutputLength: bodyBytesMax });
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError;
    throw isTooLarge ? tooLarge() : malformed(`the body is not ${encoding}`, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('the body is not JSON', cause);
  }
}

function requestOf(json: unknown): GraphqlRequest {
  if (!isRecord(json)) throw malformed('the body is not a JSON object');
  const { query, variables, operationName } = json;
  if (typeof query !== 'string' || query.trim() === '') throw malformed('query is missing');
  if (!isAbsent(variables) && !isRecord(variables)) throw malformed('variables is not an object');
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw malformed('operationName is not a text');
  }
  return {
    query,
    variables: isAbsent(variables) ? undefined : variables,
    // Some clients send an empty name for "the only operation".
    operationName: operationName === '' || isAbsent(operationName) ? undefined : operationName,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function headerOf(request: HttpRequest, name: string): string {
  const value = request.headers[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

function malformed(message: string, cause?: unknown): CodedError {
  return new CodedError(queryErrors.requestMalformed.code, message, { cause });
}

function tooLarge(): CodedError {
  return new CodedError(
    queryErrors.requestTooLarge.code,
    `the body is larger than ${graphqlLimits.bodyBytesMax} bytes`,
  );
}
