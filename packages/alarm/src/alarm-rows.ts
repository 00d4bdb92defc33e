import { alarmRecord, alarmRecoveryRecord } from '@stormpetrel/model';
import type { MetadataRow, RowBatch, StoredRecord } from '@stormpetrel/storage/api';
import { alarmLimits } from './limits.ts';
import type { AlarmNotice } from './notice.ts';
import type { AlarmSnapshot } from './snapshot.ts';
import type { FiredAlarm } from './state/alarm-states.ts';

/** An alarm as it goes to the store. */
export function alarmRow(
  notice: AlarmNotice,
  more: {
    readonly layers: readonly string[];
    readonly snapshot: AlarmSnapshot;
    readonly searchable: ReadonlySet<string>;
  },
): StoredRecord {
  return {
    startTime: notice.startTimeMs,
    uuid: notice.uuid,
    scope: notice.scopeId,
    id0: notice.id0,
    id1: notice.id1,
    ruleName: notice.ruleName,
    layers: more.layers,
    tags: searchableTags(notice, more.searchable).map(({ key, value }) => `${key}=${value}`),
    name: notice.name,
    message: notice.message,
    allTags: JSON.stringify(notice.tags.map(({ key, value }) => [key, value])),
    snapshot: JSON.stringify(more.snapshot),
  };
}

export function recoveryRow(alarm: FiredAlarm, recoveryTimeMs: number): StoredRecord {
  return { startTime: alarm.startTimeMs, uuid: alarm.uuid, recoveryTime: recoveryTimeMs };
}

/** What completion of tags offers. */
export function tagRows(
  notices: readonly AlarmNotice[],
  searchable: ReadonlySet<string>,
): readonly MetadataRow[] {
  const rows = new Map<string, MetadataRow>();
  for (const notice of notices) {
    for (const { key, value } of searchableTags(notice, searchable)) {
      const id = `${key}=${value}`;
      const fields = { key, value };
      rows.set(id, { kind: 'alarmTag', id, owner: key, fields, seenMs: notice.startTimeMs });
    }
  }
  return [...rows.values()];
}

function searchableTags(
  { tags }: AlarmNotice,
  searchable: ReadonlySet<string>,
): AlarmNotice['tags'] {
  const { tagLengthMax } = alarmLimits;
  return tags.filter(
    ({ key, value }) => searchable.has(key) && `${key}=${value}`.length <= tagLengthMax,
  );
}

/** Alarms and recoveries in batches that one message between threads can carry. */
export function batchesOf(
  alarms: readonly StoredRecord[],
  recoveries: readonly StoredRecord[],
): readonly (readonly RowBatch[])[] {
  const { rowsPerWriteMax } = alarmLimits;
  const batches: RowBatch[][] = [];
  const length = Math.max(alarms.length, recoveries.length);
  for (let at = 0; at < length; at += rowsPerWriteMax) {
    const end = at + rowsPerWriteMax;
    batches.push([
      { schema: alarmRecord, rows: alarms.slice(at, end) },
      { schema: alarmRecoveryRecord, rows: recoveries.slice(at, end) },
    ]);
  }
  return batches;
}
