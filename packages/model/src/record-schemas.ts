/** What is kept as records, under the names that its tables have. */
import { profilingRecords } from './profiling-records.ts';
import type { RecordSchema } from './record-schema.ts';

/** A trace segment: the columns that are searched, and the SegmentObject as it came over the wire. */
export const segmentRecord: RecordSchema = {
  name: 'segment',
  retention: 'trace',
  columns: [
    { name: 'startTime', type: 'time' },
    { name: 'traceId', type: 'id' },
    { name: 'segmentId', type: 'id' },
    { name: 'service', type: 'entity' },
    { name: 'instance', type: 'entity' },
    { name: 'endpoint', type: 'entity' },
    { name: 'latency', type: 'int' },
    { name: 'isError', type: 'bool' },
    { name: 'tags', type: 'terms' },
    { name: 'body', type: 'bytes' },
  ],
};

/** The slowest statements of an entity (a service), each minute's top ones. The names are metric names to clients. */
export const topStatementRecords: readonly RecordSchema[] = [
  'top_n_database_statement',
  'top_n_service_database_statement',
  'top_n_cache_read_command',
  'top_n_cache_write_command',
].map((name) => ({
  name,
  retention: 'record',
  columns: [
    { name: 'time', type: 'time' },
    { name: 'entity', type: 'entity' },
    { name: 'statement', type: 'text' },
    { name: 'latency', type: 'int' },
    { name: 'traceId', type: 'text' },
  ],
}));

/**
 * A report of an event. All reports of one uuid are one event: one may tell its start, and another, minutes or days later, its
 * end. Rows are never changed, so they are put together when they are read (query, read/event).
 *
 * `time` is the start that the report tells, or its end where it tells no start: the earliest `time` of an event's reports
 * dates it. `keys` are those of `eventKeyNames` that the report tells. `isPartial` marks a report that lacks the service or
 * the name, which another report of its event may have.
 */
export const eventRecord: RecordSchema = {
  name: 'event',
  retention: 'record',
  columns: [
    { name: 'time', type: 'time' },
    { name: 'uuid', type: 'id' },
    { name: 'startTime', type: 'int' },
    { name: 'endTime', type: 'int' },
    { name: 'isError', type: 'bool' },
    { name: 'isPartial', type: 'bool' },
    { name: 'keys', type: 'terms' },
    { name: 'message', type: 'text' },
    { name: 'parameters', type: 'text' },
  ],
};

/** What events are found by, by the name before the `=` of a term in `keys`. */
export const eventKeyNames = ['service', 'instance', 'endpoint', 'name', 'layer'] as const;
export type EventKeyName = (typeof eventKeyNames)[number];

export function eventKey(name: EventKeyName, value: string): string {
  return `${name}=${value}`;
}

/**
 * An alarm that fired. `ruleName` is an entity so that it is found by equality; `tags` holds the searchable tags as
 * `key=value`, `allTags` and `snapshot` are JSON that is only handed back. `layers`: all layers of the services concerned.
 */
export const alarmRecord: RecordSchema = {
  name: 'alarm_record',
  retention: 'record',
  columns: [
    { name: 'startTime', type: 'time' },
    { name: 'uuid', type: 'id' },
    { name: 'scope', type: 'int' },
    { name: 'id0', type: 'entity' },
    { name: 'id1', type: 'entity' },
    { name: 'ruleName', type: 'entity' },
    { name: 'layers', type: 'terms' },
    { name: 'tags', type: 'terms' },
    { name: 'name', type: 'text' },
    { name: 'message', type: 'text' },
    { name: 'allTags', type: 'text' },
    { name: 'snapshot', type: 'text' },
  ],
};

/** That an alarm is over. Dated like the alarm itself, so that both are found, and expire, together. */
export const alarmRecoveryRecord: RecordSchema = {
  name: 'alarm_recovery_record',
  retention: 'record',
  columns: [
    { name: 'startTime', type: 'time' },
    { name: 'uuid', type: 'id' },
    { name: 'recoveryTime', type: 'int' },
  ],
};

/**
 * A line of a log. `contentType` is one of `logContentTypes`, by position; `tags` holds those that are searched, `key=value`;
 * `allTags` the LogTags message as it came over the wire. `segmentId` and `spanId` only mean something beside `traceId`.
 */
export const logRecord: RecordSchema = {
  name: 'log',
  retention: 'record',
  columns: [
    { name: 'time', type: 'time' },
    { name: 'traceId', type: 'id' },
    { name: 'service', type: 'entity' },
    { name: 'instance', type: 'entity' },
    { name: 'endpoint', type: 'entity' },
    { name: 'segmentId', type: 'text' },
    { name: 'spanId', type: 'int' },
    { name: 'contentType', type: 'int' },
    { name: 'tags', type: 'terms' },
    { name: 'content', type: 'content' },
    { name: 'allTags', type: 'bytes' },
  ],
};

/** What a log's content is, by the number that is stored (the protocol's ContentType). */
export const logContentTypes = ['none', 'text', 'json', 'yaml'] as const;
export type LogContentType = (typeof logContentTypes)[number];

/** All kinds of records there are. */
export const recordSchemas: readonly RecordSchema[] = [
  segmentRecord,
  ...topStatementRecords,
  eventRecord,
  alarmRecord,
  alarmRecoveryRecord,
  logRecord,
  ...profilingRecords,
];
