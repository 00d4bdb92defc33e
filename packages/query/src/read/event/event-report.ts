import { type EventKeyName, eventKey, eventKeyNames, eventRecord } from '@stormpetrel/model';
import type { StoredRecord } from '@stormpetrel/storage/api';

/** One report of an event, as it is stored. Texts that were not told are empty, times are 0. */
export interface EventReportView {
  readonly uuid: string;
  /** The start, or the end where no start was told. */
  readonly timeMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  readonly keys: Readonly<Record<EventKeyName, string>>;
  readonly message: string;
  /** A JSON list of pairs, or nothing. */
  readonly parameters: string;
}

/** What a report is read by. */
export const reportColumns: readonly string[] = eventRecord.columns
  .map(({ name }) => name)
  .filter((name) => name !== 'isPartial');

export function reportOf(record: StoredRecord): EventReportView {
  return {
    uuid: String(record['uuid'] ?? ''),
    timeMs: Number(record['time'] ?? 0),
    startMs: Number(record['startTime'] ?? 0),
    endMs: Number(record['endTime'] ?? 0),
    isError: record['isError'] === true,
    keys: keysOf(record['keys']),
    message: String(record['message'] ?? ''),
    parameters: String(record['parameters'] ?? ''),
  };
}

export function keysOf(terms: StoredRecord[string]): EventReportView['keys'] {
  const keys: Record<EventKeyName, string> = {
    service: '',
    instance: '',
    endpoint: '',
    name: '',
    layer: '',
  };
  if (!Array.isArray(terms)) return keys;
  for (const term of terms as readonly string[]) {
    const name = eventKeyNames.find((each) => term.startsWith(eventKey(each, '')));
    if (name !== undefined) keys[name] = term.slice(eventKey(name, '').length);
  }
  return keys;
}
