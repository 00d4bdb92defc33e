/**
 * One request and its answer, without following anything.
 *
 * node:http rather than fetch, because a custom `lookup` sees the very addresses that the socket then connects to: an
 * address that was checked is the address that is called, and a name that resolves differently the next time gains nothing.
 * Hosts that are IP addresses never reach `lookup`; they are checked by themselves. Every exchange has a connection of its
 * own, so none rides on one that was opened under other rules, and no proxy of the environment stands in between.
 */
import { lookup as systemLookup } from 'node:dns';
import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type LookupFunction, isIP } from 'node:net';
import { messageOf } from '@stormpetrel/base';
import type { HttpOutcome } from './http-outcome.ts';

/** All addresses of a host, as node:dns has it. Tests pass one that answers from a table. */
export type ResolveAll = (
  host: string,
  done: (
    error: Error | null,
    addresses: readonly { readonly address: string; readonly family: number }[],
  ) => void,
) => void;

export const resolveBySystem: ResolveAll = (host, done) =>
  systemLookup(host, { all: true }, (error, addresses) => done(error, addresses));

export interface Hop {
  readonly url: URL;
  readonly method: 'POST' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

export interface ExchangeOptions {
  readonly resolveAll: ResolveAll;
  /** Given: only these addresses are connected to. */
  readonly allows?: (address: string) => boolean;
  readonly connectTimeoutMs: number;
  readonly responseBytesMax: number;
  readonly trustedCa?: string;
  /** Ends the exchange; the reason it was aborted with is the outcome. */
  readonly signal: AbortSignal;
}

/** The outcome, and where a redirect leads to. */
export interface Exchange {
  readonly outcome: HttpOutcome;
  readonly location?: string;
}

class AddressRefused extends Error {}

export function exchange(hop: Hop, options: ExchangeOptions): Promise<Exchange> {
  const host = hop.url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && options.allows?.(host) === false) {
    return Promise.resolve({ outcome: refusedAddress });
  }
  return new Promise((resolve) => {
    const settle = (outcome: HttpOutcome, location?: string): void => {
      clearTimeout(connectTimer);
      options.signal.removeEventListener('abort', abort);
      resolve({ outcome, ...(location === undefined ? {} : { location }) });
      request?.destroy();
    };
    const abort = (): void => settle(options.signal.reason as HttpOutcome);
    const connectTimer = setTimeout(
      () => settle({ kind: 'timeout', phase: 'connect' }),
      options.connectTimeoutMs,
    );
    let request: ClientRequest | undefined;
    if (options.signal.aborted) return abort();
    options.signal.addEventListener('abort', abort);
    try {
      request = open(hop, options);
    } catch (thrown) {
      return settle({ kind: 'refused', reason: messageOf(thrown) });
    }
    const connected = hop.url.protocol === 'https:' ? 'secureConnect' : 'connect';
    request.once('socket', (socket) => socket.once(connected, () => clearTimeout(connectTimer)));
    request.once('response', (response) => readAnswer(response, options.responseBytesMax, settle));
    request.on('error', (error) => settle(outcomeOf(error)));
    request.once('close', () => settle(brokenOff));
    request.end(hop.body);
  });
}

const refusedAddress: HttpOutcome = {
  kind: 'refused',
  reason: 'a redirect to an address that is not public',
};
const brokenOff: HttpOutcome = {
  kind: 'unreachable',
  reason: 'the connection was closed before the answer was whole',
};

function open(hop: Hop, options: ExchangeOptions): ClientRequest {
  const secure = hop.url.protocol === 'https:';
  const requestOptions: RequestOptions & { ca?: string } = {
    method: hop.method,
    headers: {
      ...hop.headers,
      'accept-encoding': 'identity',
      ...(hop.body === undefined ? {} : { 'content-length': Buffer.byteLength(hop.body) }),
    },
    agent: false,
    lookup: lookupOf(options),
    ...(secure && options.trustedCa !== undefined ? { ca: options.trustedCa } : {}),
  };
  return secure ? httpsRequest(hop.url, requestOptions) : httpRequest(hop.url, requestOptions);
}

/** The lookup that the socket uses: it gets to know only addresses that are allowed. */
function lookupOf({ resolveAll, allows }: ExchangeOptions): LookupFunction {
  return (host, lookupOptions, done) => {
    resolveAll(host, (error, found) => {
      if (error !== null) return done(error, '', 0);
      const addresses = found.filter(({ address }) => allows?.(address) ?? true);
      const first = addresses[0];
      if (first === undefined) return done(new AddressRefused(), '', 0);
      if (lookupOptions.all === true) return done(null, [...addresses]);
      return done(null, first.address, first.family);
    });
  };
}

function readAnswer(
  response: IncomingMessage,
  bytesMax: number,
  settle: (outcome: HttpOutcome, location?: string) => void,
): void {
  const status = response.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  response.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > bytesMax) return settle({ kind: 'too-large', status });
    chunks.push(chunk);
  });
  response.once('error', () => settle(brokenOff));
  response.once('end', () => {
    if (!response.complete) return settle(brokenOff);
    const body = new Uint8Array(Buffer.concat(chunks));
    if (status >= 200 && status < 300) return settle({ kind: 'ok', status, body });
    const retryAfter = response.headers['retry-after'];
    settle(
      { kind: 'status', status, body, ...(retryAfter === undefined ? {} : { retryAfter }) },
      response.headers.location,
    );
  });
}

function outcomeOf(error: Error): HttpOutcome {
  if (error instanceof AddressRefused) return refusedAddress;
  // A host with several addresses fails with one error for each of them, and an empty message of its own.
  const reasons = error instanceof AggregateError ? error.errors.map(messageOf) : [error.message];
  return { kind: 'unreachable', reason: reasons.join('; ') };
}
