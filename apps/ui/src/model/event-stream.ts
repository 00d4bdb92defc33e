/** Streams of server-sent events, as far as the page needs them. */

/** The part of `EventSource` that is needed. */
export interface EventStream {
  /** `streamRefused`: it was answered by something else than a stream, and does not come again by itself. */
  readonly readyState?: number;
  addEventListener(type: string, take: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

/** `EventSource.CLOSED`. */
export const streamRefused = 2;

/** What an event brings; undefined where it is no JSON. */
export function jsonOf(data: unknown): unknown {
  try {
    return typeof data === 'string' ? (JSON.parse(data) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
