/**
 * Records are rows that are never merged: segments, slow statements, later logs, events, spans.
 *
 *     time    epoch ms; orders the records, and decides the day that they live and die with
 *     entity  id of an entity: few distinct values, found by equality
 *     id      bytes that hardly repeat (trace id): found by equality, must be quick over everything stored
 *     int     number: found by range
 *     bool    0 or 1
 *     text    string that is only handed back (a statement)
 *     terms   list of strings, `key=value`: found by containing one
 *     bytes   payload that is only handed back
 */
export type RecordColumnType =
  | 'time'
  | 'entity'
  | 'id'
  | 'int'
  | 'bool'
  | 'text'
  | 'terms'
  | 'bytes';

export interface RecordColumn {
  readonly name: string;
  readonly type: RecordColumnType;
}

/** The first column MUST be the one of type `time`, and there is just one of it. */
export interface RecordSchema {
  readonly name: string;
  readonly columns: readonly RecordColumn[];
  /** Which time to live applies. */
  readonly retention: 'record' | 'trace';
}

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

/** All kinds of records there are. */
export const recordSchemas: readonly RecordSchema[] = [segmentRecord, ...topStatementRecords];
