import type { MetadataKind, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import { type TimeWindow, widenToDays } from '../time-window.ts';

/** What tags are seen on: traces, alarms, logs. */
export type TagKind = Extract<MetadataKind, 'traceTag' | 'alarmTag' | 'logTag'>;

/** Of the searchable tags those that were seen on the days of the window, `countMax` at most. */
export async function listTagKeys(
  reader: StoreReader,
  kind: TagKind,
  keys: readonly string[],
  window: TimeWindow,
  countMax: number = queryLimits.tagKeysMax,
): Promise<readonly string[]> {
  const found = await Promise.all(keys.map((key) => readValues(reader, kind, key, window, 1)));
  return keys
    .filter((_, i) => (found[i]?.length ?? 0) > 0)
    .sort()
    .slice(0, countMax);
}

/** Values of a tag that were seen on the days of the window, `countMax` at most. */
export async function listTagValues(
  reader: StoreReader,
  kind: TagKind,
  key: string,
  window: TimeWindow,
  countMax: number = queryLimits.tagValuesMax,
): Promise<readonly string[]> {
  return (await readValues(reader, kind, key, window, countMax)).toSorted();
}

async function readValues(
  reader: StoreReader,
  kind: TagKind,
  key: string,
  window: TimeWindow,
  limit: number,
): Promise<readonly string[]> {
  const { fromMs, toMs } = widenToDays(window);
  const seen = { seenFromMs: fromMs, seenToMs: toMs };
  const entries = await reader.readMetadata({ kind, owner: key, ...seen, limit });
  return entries.map(({ fields }) => String(fields['value'] ?? ''));
}
