import { CodedError } from '@stormpetrel/base';
import { profilingDataSchemas } from '@stormpetrel/model';
import type { RecordFilter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';

/** Kinds of tasks whose instances send a file. */
export type FileKind = keyof typeof profilingDataSchemas;

export interface StoredProfile {
  readonly instanceId: string;
  readonly uploadTimeMs: number;
}

/** The instances of a task that have sent a profile, with the time of their latest. */
export async function listProfiles(
  reader: StoreReader,
  kind: FileKind,
  taskId: string,
): Promise<readonly StoredProfile[]> {
  const rows = await readData(reader, kind, {
    filters: [{ column: 'taskId', op: 'equals', value: taskId }],
    limit: queryLimits.profiledInstancesMax,
    columns: ['instance', 'uploadTime'],
  });
  const latest = new Map<string, StoredProfile>();
  for (const row of rows) {
    const instanceId = String(row['instance'] ?? '');
    if (latest.has(instanceId)) continue;
    latest.set(instanceId, { instanceId, uploadTimeMs: Number(row['uploadTime'] ?? 0) });
  }
  return [...latest.values()];
}

/** The latest profile that an instance has sent, as it is stored. */
export async function readProfile(
  reader: StoreReader,
  kind: FileKind,
  taskId: string,
  instanceId: string,
): Promise<Uint8Array | undefined> {
  const [row] = await readData(reader, kind, {
    filters: [
      { column: 'taskId', op: 'equals', value: taskId },
      { column: 'instance', op: 'equals', value: instanceId },
    ],
    limit: 1,
    columns: ['profile'],
  });
  const profile = row?.['profile'];
  return profile instanceof Uint8Array ? profile : undefined;
}

/** The latest profile of each of the instances that have one; of all instances of the task where none is named. */
export async function readProfiles(
  reader: StoreReader,
  kind: FileKind,
  taskId: string,
  instanceIds: readonly string[],
): Promise<readonly Uint8Array[]> {
  const wanted = new Set(instanceIds);
  const profiles: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const { instanceId } of taskId === '' ? [] : await listProfiles(reader, kind, taskId)) {
    if (wanted.size > 0 && !wanted.has(instanceId)) continue;
    const profile = await readProfile(reader, kind, taskId, instanceId);
    if (profile === undefined) continue;
    sizeBytes += profile.length;
    if (sizeBytes > queryLimits.mergedProfileBytesMax) {
      throw new CodedError(
        queryErrors.requestTooLarge.code,
        'the profiles of these instances are too large to be put together: choose fewer',
      );
    }
    profiles.push(profile);
  }
  return profiles;
}

async function readData(
  reader: StoreReader,
  kind: FileKind,
  query: {
    readonly filters: readonly RecordFilter[];
    readonly limit: number;
    readonly columns: readonly string[];
  },
): Promise<readonly StoredRecord[]> {
  return reader.readRecords({
    schema: profilingDataSchemas[kind],
    ...query,
    order: { column: 'uploadTime', descending: true },
    offset: 0,
  });
}
