import type { Counter } from '@stormpetrel/base';
import { topStatementRecords } from '@stormpetrel/model';
import type { IngestBuffer } from '../flush/ingest-buffer.ts';
import type { RecordBuilder } from '../flush/record-builder.ts';
import { limits } from '../limits.ts';
import { cutName } from '../naming/cut-name.ts';
import type { SpanScope } from './span-scope.ts';
import { StatementWindows } from './statement-windows.ts';

const kinds = topStatementRecords.map(({ name }) => name);
const databaseKind = kinds.indexOf('top_n_database_statement');
const callerKind = kinds.indexOf('top_n_service_database_statement');
const cacheReadKind = kinds.indexOf('top_n_cache_read_command');
const cacheWriteKind = kinds.indexOf('top_n_cache_write_command');

/** Slow statements and cache commands: of each entity and minute at least the slowest 50 are kept. */
export class SlowStatements {
  readonly #windows = kinds.map(() => new StatementWindows());
  readonly #dropped: Counter;
  #records: readonly RecordBuilder[] = [];
  #statementLengthMax: number;
  #oldestMinute = 0;

  constructor(dropped: Counter, statementLengthMax: number) {
    this.#dropped = dropped;
    this.#statementLengthMax = statementLengthMax;
  }

  update(statementLengthMax: number): void {
    this.#statementLengthMax = statementLengthMax;
  }

  writeTo(buffer: IngestBuffer): void {
    this.#records = buffer.statements;
  }

  /** Statements before this minute are past their time to live. */
  beginBatch(oldestMinute: number): void {
    this.#oldestMinute = oldestMinute;
  }

  /** Handles mean other entities now. */
  forget(): void {
    for (const windows of this.#windows) windows.clear();
  }

  /** Filed under the database, and under the caller. */
  database(scope: SpanScope, database: number, statement: string): void {
    const cut = cutName(statement, this.#statementLengthMax);
    if (cut.trim() === '') return;
    this.#add(databaseKind, scope, database, cut);
    this.#add(callerKind, scope, scope.service, cut);
  }

  cache(scope: SpanScope, cache: number, command: string, isRead: boolean): void {
    const cut = cutName(command, this.#statementLengthMax);
    this.#add(isRead ? cacheReadKind : cacheWriteKind, scope, cache, cut);
  }

  #add(kind: number, scope: SpanScope, entity: number, statement: string): void {
    if (scope.minute < this.#oldestMinute) return;
    const records = this.#records[kind];
    if (!this.#windows[kind]?.admits(entity, scope.minute, scope.latencyMs)) return;
    if (records === undefined || records.count >= limits.statementsPerFlushMax) {
      this.#dropped.add();
      return;
    }
    records.append({
      time: scope.columns.startMs[scope.span],
      entity,
      statement,
      latency: scope.latencyMs,
      traceId: scope.traceId,
    });
  }
}
