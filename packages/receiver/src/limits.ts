/** What clients may make a receiver keep or do, and when it loses patience. Tests pass smaller ones. */
export interface GrpcLimits {
  /** Bytes of one message after decompression; more is RESOURCE_EXHAUSTED. Upstream: SW_CORE_GRPC_MAX_MESSAGE_SIZE. */
  readonly messageBytesMax: number;
  /** Bytes held of messages that have not arrived whole, over all streams; more is RESOURCE_EXHAUSTED. */
  readonly partialBytesMax: number;
  /** Open connections; those past it are closed at once. */
  readonly connectionsMax: number;
  /** Streams open at once on one connection; clients wait with more. */
  readonly streamsPerConnectionMax: number;
  /** Memory of one connection that node:http2 accounts for, in MB; new streams are refused past it. */
  readonly connectionMemoryMegabytes: number;
  /** Bytes and number of the headers of a call. */
  readonly headerBytesMax: number;
  readonly headerPairsMax: number;
  /** Streams that a connection may reset in one go, and in each second after that, before it is closed. */
  readonly streamResetBurst: number;
  readonly streamResetsPerSecond: number;
  /** A connection that has not spoken HTTP/2 by then is closed. */
  readonly handshakeTimeoutMs: number;
  /** A connection that was silent this long is pinged, and closed when the answer does not come. */
  readonly keepaliveIntervalMs: number;
  readonly keepaliveTimeoutMs: number;
  /** A connection without a call for this long is told to go. */
  readonly idleConnectionMs: number;
}

export const grpcLimits: GrpcLimits = {
  messageBytesMax: 52_428_800,
  partialBytesMax: 256 * 1024 * 1024,
  connectionsMax: 10_000,
  streamsPerConnectionMax: 256,
  connectionMemoryMegabytes: 16,
  headerBytesMax: 16_384,
  headerPairsMax: 64,
  streamResetBurst: 1_000,
  streamResetsPerSecond: 100,
  handshakeTimeoutMs: 10_000,
  keepaliveIntervalMs: 60_000,
  keepaliveTimeoutMs: 20_000,
  idleConnectionMs: 1_800_000,
};

/** Bytes of an HTTP body with JSON; more is 413. */
export const httpBodyBytesMax = 16 * 1024 * 1024;

/** What a body of JSON may hold; more is 400. */
export const jsonLimits = {
  /** Entries of a list. */
  listLengthMax: 100_000,
  /** Values of an entry, which is parsed in one go: some 100 MB of objects at the most. */
  valuesMax: 1_000_000,
} as const;

/** How often a receiver that stopped reading looks whether it may go on. */
export const overloadPollMs = 20;

/** How often connections and deadlines are looked at. Deadlines are kept to this precision. */
export const sweepIntervalMs = 250;

/** How often TLS files are looked at. */
export const tlsPollIntervalMs = 10_000;

/** One log line of a kind in each such period. */
export const logPeriodMs = 10_000;

/** Bytes of one profile of a Go agent's trace profiling, as it comes; a larger one is refused. */
export const goProfileBytesMax = 16 * 1024 * 1024;

/** Bytes of such profiles that have not arrived whole, over all streams; what is more is refused. */
export const goProfilePartialBytesMax = 64 * 1024 * 1024;

/** What each piece of a file counts for beside its bytes, where pieces are held: many may be empty. */
export const heldPieceBytes = 128;

/** Characters of the names and ids by which a call is remembered; one with more is refused. */
export const heldNamesLengthMax = 4_096;

/** Bytes of a file that an agent sends before it was told that it may. */
export const earlyUploadBytesMax = 4 * 1024 * 1024;

/** Of all agents of a service together; the call that brings more is refused. */
export const earlyUploadsBytesMax = 32 * 1024 * 1024;
