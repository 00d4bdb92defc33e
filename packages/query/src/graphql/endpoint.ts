import { CodedError, type Logger, type Telemetry, messageOf } from '@stormpetrel/base';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  execute,
  parse,
  validate,
} from 'graphql';
import { queryErrors } from '../errors.ts';
import { graphqlLimits } from '../limits.ts';
import { AnswerSize, answerTooLarge } from './answer-size.ts';
import { DocumentCache } from './document-cache.ts';
import { checkDocumentLimits } from './document-limits.ts';
import {
  type GraphqlRequest,
  type HttpRequest,
  type HttpResponse,
  readGraphqlRequest,
} from './http-request.ts';
import { QueryContext, type QueryServices } from './query-context.ts';
import { createQuerySchema } from './schema.ts';

export interface GraphqlEndpointOptions {
  readonly services: QueryServices;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** That of `graphqlLimits` when left out. */
  readonly answerLengthMax?: number | undefined;
}

/** Answers GraphQL over HTTP, whatever server it is mounted on. */
export interface GraphqlEndpoint {
  /** Never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Builds the schema now, so that the first request does not wait for it. */
  prepare(): void;
}

/** Seconds, from what one cached value costs to what nobody waits for. */
const latencyBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Any page may ask: dashboards are served from other origins (SkyWalking has done so ever since). */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': '*',
  'access-control-max-age': '86400',
} as const;

export function createEndpoint(options: GraphqlEndpointOptions): GraphqlEndpoint {
  const { services, telemetry, answerLengthMax = graphqlLimits.answerLengthMax } = options;
  const executor = new GraphqlExecutor(options, answerLengthMax);
  const latency = telemetry.histogram(
    'graphql_query_latency',
    'Seconds that GraphQL requests took.',
    latencyBounds,
  );
  const errors = telemetry.counter(
    'graphql_query_error_count',
    'GraphQL requests that were answered with errors.',
  );
  return {
    prepare: () => executor.prepare(),
    async handle(request) {
      if (request.method === 'OPTIONS') return { status: 204, headers: corsHeaders, body: '' };
      if (request.method !== 'POST') {
        return answer(405, failed(new GraphQLError('only POST is answered')), { allow: 'POST' });
      }
      const start = services.clock.monotonicMs();
      const { status, result } = await executor.run(request);
      latency.observe((services.clock.monotonicMs() - start) / 1000);
      if (result.errors !== undefined) errors.add();
      return answer(status, result);
    },
  };
}

function answer(
  status: number,
  result: ExecutionResult,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: { ...corsHeaders, 'content-type': 'application/json; charset=utf-8', ...headers },
    body: textOf(result),
  };
}

function textOf({ errors, data }: ExecutionResult): string {
  const all = {
    ...(errors === undefined ? {} : { errors: errors.map(formatError) }),
    ...(data === undefined ? {} : { data }),
  };
  try {
    return JSON.stringify(all);
  } catch (error) {
    // Characters that are written as six each can make a text longer than any string may be.
    if (!(error instanceof RangeError)) throw error;
    const refusal = asGraphqlError(answerTooLarge(graphqlLimits.answerLengthMax));
    return JSON.stringify({ errors: [formatError(refusal)] });
  }
}

/** Errors in GraphQL's form. Those of the server's own are told by their code, without what only the log may say. */
function formatError(error: GraphQLError): GraphQLFormattedError {
  const { originalError } = error;
  if (originalError instanceof CodedError) {
    return { ...error.toJSON(), extensions: { code: originalError.code } };
  }
  if (originalError === undefined || originalError instanceof GraphQLError) return error.toJSON();
  return { ...error.toJSON(), message: 'internal error' };
}

/** The parser goes as deep as the text does: what ends its stack is no fault of ours. */
function parseDocument(text: string, options: Parameters<typeof parse>[1]): DocumentNode {
  try {
    return parse(text, options);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const { code } = queryErrors.requestTooLarge;
    throw new CodedError(code, 'the query nests too deep to be read', { cause });
  }
}

function failed(...errors: readonly GraphQLError[]): ExecutionResult {
  return { errors };
}

function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(messageOf(error), { originalError: error as Error });
}

class GraphqlExecutor {
  readonly #services: QueryServices;
  readonly #logger: Logger;
  readonly #answerLengthMax: number;
  readonly #documents = new DocumentCache({
    countMax: graphqlLimits.documentsCachedMax,
    charactersMax: graphqlLimits.documentCharactersCachedMax,
  });
  #schema: GraphQLSchema | undefined;

  constructor({ services, logger }: GraphqlEndpointOptions, answerLengthMax: number) {
    this.#services = services;
    this.#logger = logger;
    this.#answerLengthMax = answerLengthMax;
  }

  prepare(): GraphQLSchema {
    this.#schema ??= createQuerySchema();
    return this.#schema;
  }

  /** Errors of GraphQL are answered with 200, as SkyWalking does; only what is no request at all is not. */
  async run(request: HttpRequest): Promise<{ status: number; result: ExecutionResult }> {
    let graphqlRequest: GraphqlRequest;
    try {
      graphqlRequest = await readGraphqlRequest(request);
    } catch (error) {
      const isTooLarge =
        error instanceof CodedError && error.code === queryErrors.requestTooLarge.code;
      return { status: isTooLarge ? 413 : 400, result: failed(asGraphqlError(error)) };
    }
    try {
      return { status: 200, result: await this.#execute(graphqlRequest, request.signal) };
    } catch (error) {
      return { status: 200, result: failed(asGraphqlError(error)) };
    }
  }

  async #execute(request: GraphqlRequest, signal?: AbortSignal): Promise<ExecutionResult> {
    const schema = this.prepare();
    let document = this.#documents.find(request.query);
    if (document === undefined) {
      const options = { maxLexicalTokens: graphqlLimits.tokensMax };
      document = parseDocument(request.query, { ...options, noLocation: true });
      checkDocumentLimits(document, this.#services.settings.fieldsMax);
      if (validate(schema, document).length > 0) {
        // Documents are kept without their places, which cost as much as the rest; mistakes are told with them.
        return failed(...validate(schema, parse(request.query, options)));
      }
      this.#documents.keep(request.query, document);
    }
    const size = new AnswerSize(this.#answerLengthMax);
    const ending = signal === undefined ? size.signal : AbortSignal.any([signal, size.signal]);
    let result: ExecutionResult;
    try {
      result = await execute({
        schema,
        document,
        contextValue: new QueryContext(this.#services, ending),
        variableValues: request.variables,
        operationName: request.operationName,
        fieldResolver: size.resolve,
        abortSignal: size.signal,
      });
    } catch (error) {
      throw size.refusal ?? error;
    }
    // Whoever is gone has ended what was done for him.
    if (signal?.aborted === true) return result;
    for (const error of result.errors ?? []) this.#logInternal(error);
    return result;
  }

  #logInternal(error: GraphQLError): void {
    const cause = error.originalError;
    if (cause === undefined || cause instanceof CodedError || cause instanceof GraphQLError) return;
    const path = error.path?.join('.');
    this.#logger.log('error', 'a GraphQL field failed', { path, reason: cause.stack });
  }
}
