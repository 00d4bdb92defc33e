import type { StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../limits.ts';
import { type TimeWindow, widenToDays } from './time-window.ts';

/** Of the searchable tags of alarms those that were seen on the days of the window. */
export async function listAlarmTagKeys(
  reader: StoreReader,
  keys: readonly string[],
  window: TimeWindow,
): Promise<readonly string[]> {
  const found = await Promise.all(keys.map((key) => tagValues(reader, key, window, 1)));
  return keys.filter((_, i) => (found[i]?.length ?? 0) > 0).sort();
}

/** Values of a tag that alarms had on the days of the window. */
export async function listAlarmTagValues(
  reader: StoreReader,
  key: string,
  window: TimeWindow,
): Promise<readonly string[]> {
  return (await tagValues(reader, key, window, queryLimits.tagValuesMax)).toSorted();
}

async function tagValues(
  reader: StoreReader,
  key: string,
  window: TimeWindow,
  limit: number,
): Promise<readonly string[]> {
  const { fromMs, toMs } = widenToDays(window);
  const seen = { seenFromMs: fromMs, seenToMs: toMs };
  const entries = await reader.readMetadata({ kind: 'alarmTag', owner: key, ...seen, limit });
  return entries.map(({ fields }) => String(fields['value'] ?? ''));
}
