/**
 * Reads a file from the disk into a profile. Recordings of JFR, which may be of hundreds of megabytes, are read piece by
 * piece; where one is packed with gzip, it is unpacked piece by piece into a file beside it first. All other formats are
 * read whole, within `importLimits`.
 */
import { CodedError, messageOf } from '@stormpetrel/base';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { profileErrors } from '../errors.ts';
import { type Gunzip, isGzip } from '../formats/gunzip.ts';
import { importProfile } from '../formats/import-profile.ts';
import { isJfr } from '../jfr/chunk/chunk-header.ts';
import { fileSource } from '../jfr/bytes/file-source.ts';
import { readJfr } from '../jfr/read-jfr.ts';
import { importLimits } from '../limits.ts';
import type { ProfileFile, ReadProfile } from '../profile-work.ts';
import type { StackProfile } from '../stack-profile.ts';
import { workLimits } from './limits.ts';
import { packProfile } from './packed-profile.ts';

/** Bytes that tell what a file is. */
const headSize = 4;

/** Throws a CodedError of the profile, or the reason of the signal. */
export function readProfileFile(file: ProfileFile, signal?: AbortSignal): Promise<ReadProfile> {
  return withFile(file, signal, (profile) => {
    const { source } = profile;
    const samples: Record<string, number> = {};
    for (const { event, count } of profile.samples) samples[event] = count;
    return { bytes: packProfile(profile), source, samples };
  });
}

/** What is made of the file's profile. Throws a CodedError of the profile, or the reason of the signal. */
export async function withFile<T>(
  file: ProfileFile,
  signal: AbortSignal | undefined,
  use: (profile: StackProfile) => T,
): Promise<T> {
  try {
    signal?.throwIfAborted();
    return use(await readAny(file, signal));
  } catch (error) {
    signal?.throwIfAborted();
    throw codedOf(error);
  }
}

/** A full disk, or one that fails, is not the fault of the file; whatever else a reader has not foreseen is. */
function codedOf(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const isOfDisk = error instanceof Error && 'syscall' in error;
  const { code } = isOfDisk ? profileErrors.unreadable : profileErrors.malformed;
  return new CodedError(code, `the file cannot be read: ${messageOf(error)}`, { cause: error });
}

async function readAny(file: ProfileFile, signal?: AbortSignal): Promise<StackProfile> {
  const { path, kind, scratchPath = `${path}.unpacked` } = file;
  const head = readHead(path);
  if (isJfr(head)) return expected(kind, 'jfr', readRecording(path, signal));
  if (!isGzip(head) || !(await isPackedRecording(path))) return readWhole(path, kind);
  try {
    await unpackTo(path, scratchPath, signal);
    return expected(kind, 'jfr', readRecording(scratchPath, signal));
  } finally {
    rmSync(scratchPath, { force: true });
  }
}

function readHead(path: string): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const head = new Uint8Array(headSize);
    return head.subarray(0, readSync(fd, head, 0, headSize, 0));
  } finally {
    closeSync(fd);
  }
}

function readRecording(path: string, signal?: AbortSignal): StackProfile {
  const fd = openSync(path, 'r');
  try {
    return readJfr(fileSource(fd), {}, undefined, signal).profile;
  } finally {
    closeSync(fd);
  }
}

/** Looks at the first bytes of what is packed. */
async function isPackedRecording(path: string): Promise<boolean> {
  const packed = createReadStream(path);
  const plain = packed.pipe(createGunzip());
  // What is wrong with the file is told by whoever reads the whole of it.
  packed.on('error', () => plain.destroy());
  try {
    for await (const piece of plain) return isJfr(piece as Uint8Array);
    return false;
  } catch {
    return false;
  } finally {
    packed.destroy();
    plain.destroy();
  }
}

async function unpackTo(path: string, scratchPath: string, signal?: AbortSignal): Promise<void> {
  let sizeBytes = 0;
  const bounded = new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      sizeBytes += piece.length;
      const isTooLarge = sizeBytes > workLimits.recordingBytesMax;
      done(isTooLarge ? tooLarge(workLimits.recordingBytesMax) : null, piece);
    },
  });
  await pipeline(
    [createReadStream(path), createGunzip(), bounded, createWriteStream(scratchPath)],
    signal === undefined ? {} : { signal },
  );
}

async function readWhole(path: string, kind: ProfileFile['kind']): Promise<StackProfile> {
  if (statSync(path).size > importLimits.bytesMax) throw tooLarge(importLimits.bytesMax);
  const profile = await importProfile(readFileSync(path), { gunzip: gunzipAtOnce });
  return expected(kind, profile.source, profile);
}

/** Four times as fast as the one that pages have. */
const gunzipAtOnce: Gunzip = (bytes, sizeMax) => {
  try {
    return Promise.resolve(gunzipSync(bytes, { maxOutputLength: sizeMax }));
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) throw tooLarge(sizeMax);
    throw new CodedError(profileErrors.malformed.code, 'the file cannot be unpacked', {
      cause: error,
    });
  }
};

function tooLarge(sizeMax: number): CodedError {
  return new CodedError(
    profileErrors.tooLarge.code,
    `the file has more than ${sizeMax} bytes, as it came or once unpacked`,
  );
}

/** An agent that was to send a recording and sends something else is not believed. */
function expected(kind: ProfileFile['kind'], found: string, profile: StackProfile): StackProfile {
  if (kind === 'unknown' || kind === found) return profile;
  throw new CodedError(profileErrors.unknownFormat.code, `the file is ${found}, not ${kind}`);
}
