import { CodedError, messageOf } from '@stormpetrel/base';
import { decodeProfile } from '../codec/decode-profile.ts';
import { profileErrors } from '../errors.ts';
import { isJfr } from '../jfr/chunk/chunk-header.ts';
import { bytesSource } from '../jfr/bytes/jfr-source.ts';
import { readJfr } from '../jfr/read-jfr.ts';
import { type ImportLimits, importLimits } from '../limits.ts';
import { readPprof } from '../pprof/read-pprof.ts';
import type { StackProfile } from '../stack-profile.ts';
import { type Gunzip, gunzip, isGzip } from './gunzip.ts';
import { objectOf } from './json-values.ts';
import { readCollapsed } from './read-collapsed.ts';
import { isFirefox, readFirefox } from './read-firefox.ts';
import { isSpeedscope, readSpeedscope } from './read-speedscope.ts';

export interface ImportOptions {
  readonly limits?: Partial<ImportLimits>;
  /** A faster way to unpack, where there is one. */
  readonly gunzip?: Gunzip;
}

/**
 * The profile in a file of any format that can be read, packed with gzip or not. What it is, is told by its content; the
 * name of the file does not matter. Throws a `CodedError`, and nothing else, when it cannot be read.
 */
export async function importProfile(
  bytes: Uint8Array,
  options: ImportOptions = {},
): Promise<StackProfile> {
  const limits = { ...importLimits, ...options.limits };
  checkSize(bytes.length, limits.bytesMax);
  const unpack = options.gunzip ?? gunzip;
  const plain = isGzip(bytes) ? await unpack(bytes, limits.bytesMax) : bytes;
  try {
    return readAny(plain, limits);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    // A reader that fails without words of its own has met something that it should have foreseen: still no crash.
    throw new CodedError(
      profileErrors.malformed.code,
      `the profile cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function readAny(bytes: Uint8Array, limits: ImportLimits): StackProfile {
  if (isJfr(bytes)) return readJfr(bytesSource(bytes)).profile;
  if (isStored(bytes)) return decodeProfile(bytes);
  if (!isText(bytes)) return readPprof(bytes, limits);
  if (firstCharacter(bytes) !== 0x7b) return readCollapsed(bytes);
  checkSize(bytes.length, limits.jsonBytesMax);
  const file = objectOf(parseJson(bytes)) ?? {};
  if (isSpeedscope(file)) return readSpeedscope(file);
  if (isFirefox(file)) return readFirefox(file);
  throw new CodedError(
    profileErrors.unknownFormat.code,
    'the file is JSON, but neither of speedscope nor of the Firefox Profiler',
  );
}

function checkSize(sizeBytes: number, sizeMax: number): void {
  if (sizeBytes === 0) {
    throw new CodedError(profileErrors.unknownFormat.code, 'the file is empty');
  }
  if (sizeBytes > sizeMax) {
    throw new CodedError(
      profileErrors.tooLarge.code,
      `the file has ${sizeBytes} bytes, at most ${sizeMax} are read`,
    );
  }
}

/** `SPP` and a version. */
function isStored(bytes: Uint8Array): boolean {
  return bytes[0] === 0x53 && bytes[1] === 0x50 && bytes[2] === 0x50;
}

/** Texts have no control characters but blanks; a pprof file has some within its first few bytes. */
function isText(bytes: Uint8Array): boolean {
  return bytes
    .subarray(0, 4096)
    .every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function firstCharacter(bytes: Uint8Array): number | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.subarray(start, start + 4096).find((byte) => byte > 0x20);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    throw new CodedError(
      profileErrors.malformed.code,
      `the file begins as JSON, but is none: ${messageOf(error)}`,
    );
  }
}
