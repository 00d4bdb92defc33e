/**
 * POSTs to addresses that the operator configured. Those may be private, as webhooks usually are. Where an answer redirects
 * to is the other side's wish, not the operator's, so a redirect is followed only to public addresses (`isPublicAddress`,
 * held against the address of the connection, see exchange.ts), never from https to http, and not for ever.
 * 307 and 308 repeat the POST; 301, 302 and 303 become a GET without a body (RFC 9110, 15.4). What the operator set as
 * headers does not travel to another origin.
 */
import { outboundLimits } from '../limits.ts';
import { type Exchange, type Hop, type ResolveAll, exchange, resolveBySystem } from './exchange.ts';
import type { HttpCall, HttpOutcome } from './http-outcome.ts';
import { isPublicAddress } from './public-address.ts';

export interface HttpClient {
  /** Never rejects: whatever the other side does is an outcome. */
  post(call: HttpCall): Promise<HttpOutcome>;
}

export interface HttpClientOptions {
  /** Default: the system's resolver. */
  readonly resolveAll?: ResolveAll;
  /** Default: `isPublicAddress`. */
  readonly redirectsMayGoTo?: (address: string) => boolean;
}

export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  return { post: (call) => post(call, options) };
}

async function post(call: HttpCall, options: HttpClientOptions): Promise<HttpOutcome> {
  const url = URL.parse(call.url);
  if (url === null || !isHttp(url)) return refused('the address is not an http or https URL');
  const ended = new AbortController();
  const abort = (): void => ended.abort({ kind: 'aborted' } satisfies HttpOutcome);
  if (call.signal?.aborted === true) abort();
  call.signal?.addEventListener('abort', abort);
  const timer = setTimeout(
    () => ended.abort({ kind: 'timeout', phase: 'answer' } satisfies HttpOutcome),
    call.timeoutMs ?? outboundLimits.requestTimeoutMs,
  );
  try {
    return await follow(firstHop(url, call), { call, options, signal: ended.signal });
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', abort);
  }
}

function firstHop(url: URL, call: HttpCall): Hop {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(call.headers ?? {}))
    headers[name.toLowerCase()] = value;
  return { url, method: 'POST', headers, body: call.body };
}

interface Journey {
  readonly call: HttpCall;
  readonly options: HttpClientOptions;
  readonly signal: AbortSignal;
}

async function follow(first: Hop, { call, options, signal }: Journey): Promise<HttpOutcome> {
  const common = {
    resolveAll: options.resolveAll ?? resolveBySystem,
    connectTimeoutMs: call.connectTimeoutMs ?? outboundLimits.connectTimeoutMs,
    responseBytesMax: call.responseBytesMax ?? outboundLimits.responseBytesMax,
    signal,
    ...(call.trustedCa === undefined ? {} : { trustedCa: call.trustedCa }),
  };
  let hop = first;
  let answer = await exchange(hop, common);
  for (let redirects = 0; isRedirect(answer); redirects++) {
    if (redirects === outboundLimits.redirectsMax) return refused('too many redirects');
    const next = nextHop(hop, answer);
    if ('kind' in next) return next;
    hop = next;
    answer = await exchange(hop, {
      ...common,
      allows: options.redirectsMayGoTo ?? isPublicAddress,
    });
  }
  return answer.outcome;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function isRedirect({ outcome, location }: Exchange): boolean {
  return (
    outcome.kind === 'status' && redirectStatuses.has(outcome.status) && location !== undefined
  );
}

function nextHop(hop: Hop, { outcome, location }: Exchange): Hop | HttpOutcome {
  const url = URL.parse(location ?? '', hop.url.href);
  if (url === null || !isHttp(url))
    return refused('a redirect to what is not an http or https URL');
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    return refused('a redirect from https to http');
  }
  url.username = '';
  url.password = '';
  const sameOrigin = url.origin === hop.url.origin;
  const status = outcome.kind === 'status' ? outcome.status : 0;
  const repeats = hop.method === 'POST' && (status === 307 || status === 308);
  const headers = sameOrigin ? { ...hop.headers } : pick(hop.headers, 'content-type');
  if (repeats) return { url, method: 'POST', headers, body: hop.body };
  delete headers['content-type'];
  return { url, method: 'GET', headers, body: undefined };
}

function pick(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const value = headers[name];
  return value === undefined ? {} : { [name]: value };
}

function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

function refused(reason: string): HttpOutcome {
  return { kind: 'refused', reason };
}
