/** What the other side of a call may make this server keep or wait for. Callers may ask for less, or for more. */
export const outboundLimits = {
  /** A connection, TLS included, that does not stand by then is given up. */
  connectTimeoutMs: 5_000,
  /** From the first byte of the first request to the last of the last answer, redirects included. */
  requestTimeoutMs: 10_000,
  /** Redirects of one request; one more is refused. */
  redirectsMax: 3,
  /** Bytes of an answer's body; what is larger is cut off, and the connection closed. */
  responseBytesMax: 64 * 1024,
  /** Bytes of one message from a gRPC server. */
  grpcMessageBytesMax: 16 * 1024 * 1024,
  /** Pauses between attempts to reach a gRPC server that can not be reached. */
  grpcReconnectMsMin: 1_000,
  grpcReconnectMsMax: 30_000,
} as const;
