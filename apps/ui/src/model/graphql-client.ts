import { UiError, uiErrors } from '../base/errors.ts';

/**
 * GraphQL over `POST /graphql`. `query` asks one document; `expressions` asks many metric expressions in as few
 * requests as the server's limit on a request allows, each of which may fail by itself.
 */

/** The entity of an expression, as the protocol names it. The scope is inferred from which fields are set. */
export interface ExpressionEntity {
  /** Only for lists over everything, where no name says what is meant. */
  readonly scope?: 'All';
  readonly serviceName?: string;
  readonly normal?: boolean;
  readonly serviceInstanceName?: string;
  readonly endpointName?: string;
  readonly destServiceName?: string;
  readonly destNormal?: boolean;
  readonly destServiceInstanceName?: string;
  readonly destEndpointName?: string;
}

/** A window as the protocol takes it. */
export interface ExpressionDuration {
  readonly start: string;
  readonly end: string;
  readonly step: string;
}

export interface ExpressionRequest {
  readonly expression: string;
  readonly entity: ExpressionEntity;
  readonly duration: ExpressionDuration;
}

export type ExpressionType =
  | 'UNKNOWN'
  | 'SINGLE_VALUE'
  | 'TIME_SERIES_VALUES'
  | 'SORTED_LIST'
  | 'RECORD_LIST';

export interface ExpressionOwner {
  readonly scope?: string | null;
  readonly serviceID?: string | null;
  readonly serviceName?: string | null;
  readonly normal?: boolean | null;
  readonly serviceInstanceID?: string | null;
  readonly serviceInstanceName?: string | null;
  readonly endpointID?: string | null;
  readonly endpointName?: string | null;
}

export interface ExpressionValue {
  readonly id: string | null;
  readonly value: string | null;
  readonly traceID?: string | null;
  readonly owner?: ExpressionOwner | null;
}

export interface ExpressionSeries {
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly values: readonly ExpressionValue[];
}

/** What became of one expression. */
export type ExpressionAnswer =
  | {
      readonly ok: true;
      readonly type: ExpressionType;
      readonly series: readonly ExpressionSeries[];
    }
  | { readonly ok: false; readonly error: string };

export interface GraphqlClient {
  /** Asks one document. Throws a `UiError` when there is no answer or the answer holds errors. */
  query<T>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Asks expressions; the answers come in the order asked. Throws only when nothing could be read at all. */
  expressions(
    requests: readonly ExpressionRequest[],
    signal?: AbortSignal,
  ): Promise<readonly ExpressionAnswer[]>;
}

export interface GraphqlClientOptions {
  readonly fetch: typeof fetch;
  readonly url?: string;
  /** Called with true when the first request leaves and with false when the last one is back. */
  readonly onBusy?: (busy: boolean) => void;
}

/** Servers bound a request by its complexity (3,000 upstream); 200 aliases stay far below it. */
export const expressionsPerRequestMax = 200;
/** Batches under way at once: the browser opens six connections to a host, and other reads want some. */
const batchesUnderWayMax = 3;

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message?: string;
    readonly path?: readonly (string | number)[];
  }[];
}

export function createGraphqlClient(options: GraphqlClientOptions): GraphqlClient {
  const url = options.url ?? '/graphql';
  let underWay = 0;

  async function post(body: unknown, signal: AbortSignal | undefined): Promise<GraphqlAnswer> {
    underWay++;
    if (underWay === 1) options.onBusy?.(true);
    try {
      const response = await send(options.fetch, url, body, signal);
      return await readAnswer(response);
    } finally {
      underWay--;
      if (underWay === 0) options.onBusy?.(false);
    }
  }

  return {
    async query<T>(
      document: string,
      variables?: Readonly<Record<string, unknown>>,
      signal?: AbortSignal,
    ) {
      const answer = await post({ query: document, variables: variables ?? {} }, signal);
      const [first] = answer.errors ?? [];
      if (first !== undefined)
        throw new UiError(uiErrors.refused, first.message ?? 'The query failed.');
      return answer.data as T;
    },
    async expressions(requests, signal) {
      const batches: ExpressionRequest[][] = [];
      for (let at = 0; at < requests.length; at += expressionsPerRequestMax) {
        batches.push(requests.slice(at, at + expressionsPerRequestMax));
      }
      const answers = await mapBounded(batches, batchesUnderWayMax, async (batch) => {
        const { query, variables } = writeBatch(batch);
        return readBatch(await post({ query, variables }, signal), batch.length);
      });
      return answers.flat();
    },
  };
}

async function send(
  fetch: GraphqlClientOptions['fetch'],
  url: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted === true) throw thrown;
    throw new UiError(uiErrors.unreachable, 'The server does not answer.', { cause: thrown });
  }
  return response;
}

/** GraphQL errors may come with 200 or 400; any other status without a body that says more is an error of its own. */
async function readAnswer(response: Response): Promise<GraphqlAnswer> {
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (typeof parsed === 'object' && parsed !== null && ('data' in parsed || 'errors' in parsed)) {
    return parsed as GraphqlAnswer;
  }
  if (!response.ok) {
    throw new UiError(
      uiErrors.status,
      `The server answered ${response.status} ${response.statusText}`.trim(),
    );
  }
  throw new UiError(uiErrors.answer, 'The server sent something that is not a GraphQL answer.');
}

async function mapBounded<A, B>(
  items: readonly A[],
  limit: number,
  run: (item: A) => Promise<B>,
): Promise<B[]> {
  const results: B[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await run(items[index] as A);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

const answerFields =
  'fragment A on ExpressionResult{type error results{metric{labels{key value}}values{id value traceID owner{scope serviceID serviceName normal serviceInstanceID serviceInstanceName endpointID endpointName}}}}';
// Owners and trace ids only come with lists; leaving them out of series halves the largest answers.
const seriesFields =
  'fragment S on ExpressionResult{type error results{metric{labels{key value}}values{id value}}}';

/**
 * One document for a batch. Everything that differs travels in variables, and equal entities and durations share one,
 * so that the same page always sends the same document, which a server can keep parsed.
 */
export function writeBatch(batch: readonly ExpressionRequest[]): {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const names = new Map<string, string>();
  const variableOf = (prefix: string, type: string, value: unknown): string => {
    const key = `${prefix}${JSON.stringify(value)}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `${prefix}${names.size}`;
    names.set(key, name);
    declared.push(`$${name}:${type}!`);
    variables[name] = value;
    return name;
  };
  const used = new Set<string>();
  const fields = batch.map(({ expression, entity, duration }, index) => {
    const fragment = isList(expression) ? 'A' : 'S';
    used.add(fragment);
    const x = variableOf('x', 'String', expression);
    const e = variableOf('e', 'Entity', entity);
    const d = variableOf('d', 'Duration', duration);
    return `r${index}:execExpression(expression:$${x},entity:$${e},duration:$${d}){...${fragment}}`;
  });
  const fragments = [...used].sort().map((name) => (name === 'A' ? answerFields : seriesFields));
  return {
    query: `query Expressions(${declared.join(',')}){${fields.join(' ')}}${fragments.join('')}`,
    variables,
  };
}

function isList(expression: string): boolean {
  return /\btop_n(?:_of)?\s*\(/.test(expression);
}

interface WireResult {
  readonly type: ExpressionType;
  readonly error?: string | null;
  readonly results?: readonly {
    readonly metric: { readonly labels: ExpressionSeries['labels'] };
    readonly values: readonly ExpressionValue[];
  }[];
}

function readBatch(answer: GraphqlAnswer, count: number): ExpressionAnswer[] {
  const data = (answer.data ?? {}) as Readonly<Record<string, WireResult | null>>;
  const errors = new Map<string, string>();
  for (const error of answer.errors ?? []) {
    const alias = error.path?.[0];
    const message = error.message ?? 'The expression failed.';
    // An error without a path is about the whole document: nothing in it was answered.
    if (alias === undefined) throw new UiError(uiErrors.refused, message);
    errors.set(String(alias), message);
  }
  return Array.from({ length: count }, (_, index) =>
    readResult(data[`r${index}`], errors.get(`r${index}`)),
  );
}

function readResult(
  result: WireResult | null | undefined,
  error: string | undefined,
): ExpressionAnswer {
  if (error !== undefined) return { ok: false, error };
  if (result === undefined || result === null)
    return { ok: false, error: 'The server left this expression out.' };
  if (typeof result.error === 'string' && result.error !== '')
    return { ok: false, error: result.error };
  const series = (result.results ?? []).map(({ metric, values }) => ({
    labels: metric.labels,
    values,
  }));
  return { ok: true, type: result.type, series };
}
