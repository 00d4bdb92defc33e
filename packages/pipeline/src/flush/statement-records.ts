import { grown } from '@stormpetrel/base';
import type { RecordSchema } from '@stormpetrel/model';
import type { RecordRows } from '@stormpetrel/storage/api';
import type { TextTable } from '../aggregate/text-table.ts';

/** The slow statements of one kind in one flush, as columns in the order of `topStatementRecords`. */
export class StatementRecords {
  readonly schema: RecordSchema;
  readonly #texts: TextTable;
  #times: Float64Array = new Float64Array(16);
  #entities: Uint32Array = new Uint32Array(16);
  #statements: Uint32Array = new Uint32Array(16);
  #latencies: Float64Array = new Float64Array(16);
  #traceIds: Uint32Array = new Uint32Array(16);
  #count = 0;

  constructor(schema: RecordSchema, texts: TextTable) {
    this.schema = schema;
    this.#texts = texts;
  }

  get count(): number {
    return this.#count;
  }

  append(
    timeMs: number,
    entity: number,
    statement: string,
    latencyMs: number,
    traceId: string,
  ): void {
    const i = this.#count++;
    if (i === this.#times.length) this.#grow(i + 1);
    this.#times[i] = timeMs;
    this.#entities[i] = entity;
    this.#statements[i] = this.#texts.index(statement);
    this.#latencies[i] = latencyMs;
    this.#traceIds[i] = this.#texts.index(traceId);
  }

  toRows(): RecordRows {
    return {
      schema: this.schema,
      count: this.#count,
      columns: [
        { type: 'time', values: this.#times },
        { type: 'entity', values: this.#entities },
        { type: 'text', values: this.#statements },
        { type: 'int', values: this.#latencies },
        { type: 'text', values: this.#traceIds },
      ],
      texts: this.#texts.texts,
    };
  }

  reset(): void {
    this.#count = 0;
  }

  #grow(length: number): void {
    this.#times = grown(this.#times, length);
    this.#entities = grown(this.#entities, length);
    this.#statements = grown(this.#statements, length);
    this.#latencies = grown(this.#latencies, length);
    this.#traceIds = grown(this.#traceIds, length);
  }
}
