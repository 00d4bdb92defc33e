import { CodedError } from '@stormpetrel/base';
import type { profileErrors } from '@stormpetrel/profile';
import type { storageErrors } from '@stormpetrel/storage/engine';
import { open, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';

/** Codes of other packages, which need not be loaded for their sake. */
const tooLarge: (typeof profileErrors)['tooLarge']['code'] = 'PROFILE_TOO_LARGE';
const storeFull: (typeof storageErrors)['full']['code'] = 'STORE_FULL';

/** Room that is left on the disk for what is more important than a file that a person brings. */
const reserveBytes = 64 << 20;

/**
 * Writes the body of a request to a new file, as fast as the disk takes it, and answers its size. The file is gone when this
 * rejects: with PROFILE_TOO_LARGE, with STORE_FULL, or with what befell the connection.
 */
export async function receiveFile(
  request: IncomingMessage,
  path: string,
  sizeBytesMax: number,
): Promise<number> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > sizeBytesMax) throw largerThan(sizeBytesMax);
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < announced + reserveBytes) throw full();
  try {
    return await writeBody(request, path, sizeBytesMax);
  } catch (error) {
    await rm(path, { force: true });
    throw isOfFullDisk(error) ? full() : error;
  }
}

async function writeBody(
  request: IncomingMessage,
  path: string,
  sizeBytesMax: number,
): Promise<number> {
  const file = await open(path, 'wx');
  let sizeBytes = 0;
  try {
    // Left open, so that the client can still be told why.
    const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > sizeBytesMax) throw largerThan(sizeBytesMax);
      await file.writeFile(chunk);
      release(chunk);
    }
    return sizeBytes;
  } finally {
    await file.close();
  }
}

/**
 * Gives the memory of a piece back at once: it is garbage that V8 sees little of, which would leave tens of megabytes lying before
 * it looks. Only where the piece is all of its memory; others share theirs.
 */
function release({ buffer, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}

function isOfFullDisk(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(`${error.code}`)
  );
}

function largerThan(sizeBytesMax: number): CodedError {
  return new CodedError(tooLarge, `the file has more than ${sizeBytesMax} bytes`);
}

function full(): CodedError {
  return new CodedError(storeFull, 'there is no room on the disk for the file');
}
