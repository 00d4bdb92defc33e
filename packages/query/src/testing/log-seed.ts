/** Lines of logs for tests, as the ingest side stores them. */
import { logContentTypes, logRecord, memberId, serviceId } from '@stormpetrel/model';
import { LogTags } from '@stormpetrel/protocol';
import type { RowWriter, StoredRecord } from '@stormpetrel/storage/api';
import { settings } from './ask.ts';

export interface LogSample {
  readonly timeMs: number;
  readonly content: string;
  readonly service?: string;
  readonly instance?: string;
  readonly endpoint?: string;
  readonly traceId?: string;
  readonly segmentId?: string;
  readonly spanId?: number;
  readonly contentType?: (typeof logContentTypes)[number];
  readonly tags?: Readonly<Record<string, string>>;
}

export function logRow(sample: LogSample): StoredRecord {
  const service = serviceId(sample.service ?? 'web', true);
  const memberOf = (name: string | undefined): string =>
    name === undefined ? '' : memberId(service, name);
  const tags = Object.entries(sample.tags ?? {}).map(([key, value]) => ({ key, value }));
  return {
    time: sample.timeMs,
    traceId: sample.traceId ?? '',
    service,
    instance: memberOf(sample.instance),
    endpoint: memberOf(sample.endpoint),
    segmentId: sample.segmentId ?? '',
    spanId: sample.spanId ?? 0,
    contentType: logContentTypes.indexOf(sample.contentType ?? 'text'),
    tags: tags
      .filter(({ key }) => settings.searchableLogTags.includes(key))
      .map(({ key, value }) => `${key}=${value}`),
    content: sample.content,
    allTags: tags.length === 0 ? new Uint8Array() : LogTags.encode({ data: tags }).finish(),
  };
}

export function writeLogs(rows: RowWriter, samples: readonly LogSample[]): Promise<void> {
  return rows.writeRows({ records: [{ schema: logRecord, rows: samples.map(logRow) }] });
}
