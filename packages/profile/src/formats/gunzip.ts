import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';

/** Unpacks gzip to at most `sizeMax` bytes. Throws `PROFILE_MALFORMED` or `PROFILE_TOO_LARGE`. */
export type Gunzip = (bytes: Uint8Array, sizeMax: number) => Promise<Uint8Array>;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks piece by piece and stops at the limit, so that a file that unpacks to a thousand times its size never takes the
 * memory for it. Runs in the page as in the server.
 */
export const gunzip: Gunzip = async (bytes, sizeMax) => {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  // What is wrong with the bytes is told to whoever reads; here it would be told again.
  const ignore = (): void => undefined;
  writer.write(Uint8Array.from(bytes)).catch(ignore);
  writer.close().catch(ignore);
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = stream.readable.getReader();
  for (;;) {
    const piece = await reader.read().catch((error: unknown) => {
      throw new CodedError(profileErrors.malformed.code, 'the file cannot be unpacked', {
        cause: error,
      });
    });
    if (piece.done) return joined(pieces, size);
    const value: unknown = piece.value;
    if (!(value instanceof Uint8Array)) continue;
    size += value.length;
    if (size > sizeMax) {
      reader.cancel().catch(ignore);
      throw new CodedError(
        profileErrors.tooLarge.code,
        `the file unpacks to more than ${sizeMax} bytes`,
      );
    }
    pieces.push(value);
  }
};

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
