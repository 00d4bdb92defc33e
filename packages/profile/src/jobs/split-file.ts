import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import type { ProfileFile, SplitLimits, SplitProfile } from '../profile-work.ts';
import { segmentLabels, splitByLabel } from '../split-profile.ts';
import { packProfile } from './packed-profile.ts';
import { withFile } from './read-file.ts';

/** A file of any format, taken apart by the segments of its samples. Throws as `readProfileFile` does. */
export function splitProfileFile(
  file: ProfileFile,
  { samplesMax, partsMax }: SplitLimits,
  signal?: AbortSignal,
): Promise<SplitProfile> {
  return withFile(file, signal, (profile) => {
    const samples = profile.samples.reduce((sum, { count }) => sum + count, 0);
    if (samples > samplesMax) throw tooMany(`${samples} samples`, samplesMax);
    const split = splitByLabel(profile, segmentLabels);
    if (split.size > partsMax) throw tooMany(`samples of ${split.size} segments`, partsMax);
    const parts = Array.from(split, ([segmentId, part]) => ({
      segmentId,
      bytes: packProfile(part),
    }));
    return { startMs: profile.startMs, parts };
  });
}

function tooMany(what: string, max: number): CodedError {
  return new CodedError(
    profileErrors.tooLarge.code,
    `the profile has ${what}, at most ${max} are taken`,
  );
}
