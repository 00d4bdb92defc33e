/** A call that is to be made. */
export interface HttpCall {
  /** An absolute `http:` or `https:` address, as the operator configured it: it may be private. */
  readonly url: string;
  readonly body: string | Uint8Array;
  /** `content-type` is `application/json` unless it stands here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly connectTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly responseBytesMax?: number;
  /** Certificates (PEM) of the authorities to trust instead of those that Node knows. */
  readonly trustedCa?: string;
  /** Ends the call with `aborted`. */
  readonly signal?: AbortSignal;
}

/** What became of a call. No text in it holds the address's path, query or credentials, or anything of the headers. */
export type HttpOutcome =
  /** A status of 2xx. */
  | { readonly kind: 'ok'; readonly status: number; readonly body: Uint8Array }
  /** Any other status. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: Uint8Array;
      /** The header `Retry-After`, as it came. */
      readonly retryAfter?: string;
    }
  /** The status came, and then more bytes than were allowed. */
  | { readonly kind: 'too-large'; readonly status: number }
  | { readonly kind: 'timeout'; readonly phase: 'connect' | 'answer' }
  /** No such host, nobody listening, TLS that does not hold, a connection that broke, an answer that is not HTTP. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** This side would not go on: where a redirect led to, too many of them, an address that can not be called. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'aborted' };
