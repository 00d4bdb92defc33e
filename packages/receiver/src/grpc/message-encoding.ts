import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { messageOf } from '@stormpetrel/base';
import { GrpcFailure, GrpcStatus } from './grpc-status.ts';

/** What clients may compress messages with; the value of `grpc-accept-encoding`. */
export const acceptedEncodings = 'identity,deflate,gzip';

export type MessageEncoding = 'identity' | 'deflate' | 'gzip';

export function findEncoding(name: string): MessageEncoding | undefined {
  return name === 'identity' || name === 'gzip' || name === 'deflate' ? name : undefined;
}

/**
 * A message without its compression. It is done at once, in this thread: messages of agents are small, and handing them to
 * the pool of libuv costs more than inflating them. A bomb ends at `bytesMax`.
 */
export function decompress(
  encoding: MessageEncoding,
  bytes: Uint8Array,
  bytesMax: number,
): Uint8Array | GrpcFailure {
  try {
    switch (encoding) {
      case 'gzip':
        return gunzipSync(bytes, { maxOutputLength: bytesMax });
      case 'deflate':
        return inflateSync(bytes, { maxOutputLength: bytesMax });
      case 'identity':
        return new GrpcFailure(
          GrpcStatus.INTERNAL,
          'a message is marked as compressed, but the call has no grpc-encoding',
        );
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      return new GrpcFailure(
        GrpcStatus.RESOURCE_EXHAUSTED,
        `a compressed message holds more than ${bytesMax} bytes`,
      );
    }
    return new GrpcFailure(
      GrpcStatus.INTERNAL,
      `a message can not be decompressed with ${encoding}: ${messageOf(thrown)}`,
    );
  }
}

/** A frame with its message compressed, for tests and benches. */
export function compressedFrame(encoding: 'gzip' | 'deflate', message: Uint8Array): Buffer {
  const body = encoding === 'gzip' ? gzipSync(message) : deflateSync(message);
  const header = Buffer.alloc(5);
  header[0] = 1;
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
}
