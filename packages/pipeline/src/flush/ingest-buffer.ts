import { type MetricTable, eventRecord, topStatementRecords } from '@stormpetrel/model';
import type { EntityDictionary, MetadataRow, WriteBatch } from '@stormpetrel/storage/api';
import { MetricTables } from '../aggregate/metric-tables.ts';
import { TextTable } from '../aggregate/text-table.ts';
import { LogRecords } from './log-records.ts';
import { RecordBuilder } from './record-builder.ts';
import { SegmentRecords } from './segment-records.ts';

/**
 * All that one flush holds. While the store has its arrays, another buffer is filled; when the store is done, the
 * buffer is reset and filled again.
 */
export class IngestBuffer {
  readonly texts = new TextTable();
  readonly metrics: MetricTables;
  readonly segments: SegmentRecords;
  readonly logs: LogRecords;
  /** In the order of `topStatementRecords`. */
  readonly statements: readonly RecordBuilder[];
  readonly events: RecordBuilder;
  readonly metadata: MetadataRow[] = [];

  constructor(tables: readonly MetricTable[]) {
    this.metrics = new MetricTables(tables, this.texts);
    this.segments = new SegmentRecords(this.texts);
    this.logs = new LogRecords(this.texts);
    this.statements = topStatementRecords.map((schema) => new RecordBuilder(schema, this.texts));
    this.events = new RecordBuilder(eventRecord, this.texts);
  }

  get empty(): boolean {
    return (
      this.segments.count === 0 &&
      this.logs.count === 0 &&
      this.metadata.length === 0 &&
      this.metrics.rowCount === 0 &&
      this.events.count === 0 &&
      this.statements.every((records) => records.count === 0)
    );
  }

  /** Bytes of the records that come in masses: what bounds the memory of a flush. */
  get recordBytes(): number {
    return this.segments.byteLength + this.logs.byteLength;
  }

  /** Lends the buffer's arrays until `reset`. `entities` MUST be the dictionary that its handles are of. */
  toBatch(entities: EntityDictionary): WriteBatch {
    const records = [this.segments, this.logs, ...this.statements, this.events].filter(
      ({ count }) => count > 0,
    );
    return {
      entities,
      metrics: this.metrics.toRows(),
      records: records.map((builder) => builder.toRows()),
      metadata: this.metadata,
    };
  }

  reset(): void {
    this.texts.reset();
    this.metrics.reset();
    this.segments.reset();
    this.logs.reset();
    for (const records of this.statements) records.reset();
    this.events.reset();
    this.metadata.length = 0;
  }
}
