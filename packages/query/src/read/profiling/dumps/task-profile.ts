import { CodedError } from '@stormpetrel/base';
import type { StackProfile } from '@stormpetrel/profile';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryErrors } from '../../../errors.ts';
import { addDumpsOfTask, readGoProfiles } from './read-dumps.ts';
import { StoredDumps } from './stored-dumps.ts';

/** Which dumps of a task. Times are inclusive at both ends, epoch milliseconds. */
export interface DumpChoice {
  readonly segmentIds: readonly string[];
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/**
 * The thread dumps of a trace task as a profile, as profiles are stored; of a Go agent its samples, which have no times.
 * Rejects with QUERY_PROFILE_NOT_FOUND where there are none.
 */
export async function readTraceProfile(
  reader: StoreReader,
  taskId: string,
  choice: DumpChoice,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const library = await import('@stormpetrel/profile');
  const { packProfile, unpackProfile } = await import('@stormpetrel/profile/jobs');
  const dumps = new library.ThreadDumps();
  const leftOut = await addDumpsOfTask(
    reader,
    taskId,
    { ...choice, signal },
    new StoredDumps(dumps),
  );
  if (dumps.segments.size > 0) return packProfile(withoutSome(dumps.toProfile(), leftOut));
  const { segmentIds } = choice;
  const goProfiles = await readGoProfiles(reader, { taskId, segmentIds, signal });
  const [only] = goProfiles;
  if (only === undefined) {
    const { code } = queryErrors.profileNotFound;
    throw new CodedError(code, `there are no dumps of the task ${taskId} that were asked for`);
  }
  if (goProfiles.length === 1) return only;
  return packProfile(library.joinProfiles(goProfiles.map((profile) => unpackProfile(profile))));
}

/** Says what is missing, so that nobody takes a part for the whole. */
function withoutSome(profile: StackProfile, leftOut: number): StackProfile {
  const { truncated } = profile;
  return { ...profile, truncated: { ...truncated, samples: truncated.samples + leftOut } };
}
