import { CodedError } from '@stormpetrel/base';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { decodeProfile } from '../codec/decode-profile.ts';
import { encodeProfile } from '../codec/encode-profile.ts';
import { profileErrors } from '../errors.ts';
import type { StackProfile } from '../stack-profile.ts';
import { workLimits } from './limits.ts';

/** A profile as it is stored: encoded, and compressed with zstd. */
export function packProfile(profile: StackProfile): Uint8Array<ArrayBuffer> {
  // A copy, since small results of zlib share their memory with others and can not be handed to another thread.
  return Uint8Array.from(zstdCompressSync(encodeProfile(profile)));
}

/** Throws PROFILE_MALFORMED, or PROFILE_VERSION_UNKNOWN where a newer version wrote it. */
export function unpackProfile(packed: Uint8Array): StackProfile {
  return decodeProfile(unpacked(packed));
}

function unpacked(packed: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: workLimits.unpackedBytesMax });
  } catch (error) {
    throw new CodedError(profileErrors.malformed.code, 'the profile cannot be unpacked', {
      cause: error,
    });
  }
}
