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
 *     content text of any length (a line of a log): found by a part of it, whatever its case
 */
export type RecordColumnType =
  | 'time'
  | 'entity'
  | 'id'
  | 'int'
  | 'bool'
  | 'text'
  | 'terms'
  | 'bytes'
  | 'content';

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
