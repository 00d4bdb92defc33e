/**
 * Where the bytes of a recording come from. Read at any place, piece by piece, so that nobody has to hold the whole of it.
 * Synchronous: the reader runs in a thread of its own.
 */
export interface JfrSource {
  readonly sizeBytes: number;
  /**
   * The bytes from `offset`, at most `length` of them, fewer only at the end of the source. The array MAY be used again by the
   * next call.
   */
  readAt(offset: number, length: number): Uint8Array;
}

/** A recording that lies in memory. */
export function bytesSource(bytes: Uint8Array): JfrSource {
  return {
    sizeBytes: bytes.length,
    readAt: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
