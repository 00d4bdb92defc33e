import { grown } from '@stormpetrel/base';
import { segmentRecord } from '@stormpetrel/model';
import type { RecordRows } from '@stormpetrel/storage/api';
import { BytesBuilder } from './bytes-builder.ts';
import type { TextTable } from '../aggregate/text-table.ts';

const bodyBytesKept = 8 << 20;
const idBytesKept = 2 << 20;

/** The segment records of one flush, as columns in the order of `segmentRecord`. */
export class SegmentRecords {
  readonly traceIds = new BytesBuilder();
  readonly segmentIds = new BytesBuilder();
  readonly bodies = new BytesBuilder();
  readonly #texts: TextTable;
  #startMs: Float64Array = new Float64Array(64);
  #services: Uint32Array = new Uint32Array(64);
  #instances: Uint32Array = new Uint32Array(64);
  #endpoints: Uint32Array = new Uint32Array(64);
  #latencies: Float64Array = new Float64Array(64);
  #errors: Uint8Array = new Uint8Array(64);
  #termOffsets: Uint32Array = new Uint32Array(65);
  #terms: Uint32Array = new Uint32Array(256);
  #termCount = 0;
  #count = 0;

  constructor(texts: TextTable) {
    this.#texts = texts;
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.bodies.byteLength + this.traceIds.byteLength + this.segmentIds.byteLength;
  }

  /** A searchable tag of the record that is appended next. */
  addTerm(textIndex: number): void {
    if (this.#termCount === this.#terms.length) {
      this.#terms = grown(this.#terms, this.#termCount + 1);
    }
    this.#terms[this.#termCount++] = textIndex;
  }

  /** The other columns of a record; its ids and body are appended by the caller. */
  append(
    startMs: number,
    service: number,
    instance: number,
    endpoint: number,
    latencyMs: number,
    isError: number,
  ): void {
    const i = this.#count++;
    if (i === this.#startMs.length) this.#grow(i + 1);
    this.#startMs[i] = startMs;
    this.#services[i] = service;
    this.#instances[i] = instance;
    this.#endpoints[i] = endpoint;
    this.#latencies[i] = latencyMs;
    this.#errors[i] = isError;
    this.#termOffsets[i + 1] = this.#termCount;
  }

  toRows(): RecordRows {
    return {
      schema: segmentRecord,
      count: this.#count,
      columns: [
        { type: 'time', values: this.#startMs },
        { type: 'id', ...this.traceIds.toColumn() },
        { type: 'id', ...this.segmentIds.toColumn() },
        { type: 'entity', values: this.#services },
        { type: 'entity', values: this.#instances },
        { type: 'entity', values: this.#endpoints },
        { type: 'int', values: this.#latencies },
        { type: 'bool', values: this.#errors },
        { type: 'terms', offsets: this.#termOffsets, values: this.#terms },
        { type: 'bytes', ...this.bodies.toColumn() },
      ],
      texts: this.#texts.texts,
    };
  }

  reset(): void {
    this.#count = 0;
    this.#termCount = 0;
    this.bodies.reset(bodyBytesKept);
    this.traceIds.reset(idBytesKept);
    this.segmentIds.reset(idBytesKept);
  }

  #grow(length: number): void {
    this.#startMs = grown(this.#startMs, length);
    this.#services = grown(this.#services, length);
    this.#instances = grown(this.#instances, length);
    this.#endpoints = grown(this.#endpoints, length);
    this.#latencies = grown(this.#latencies, length);
    this.#errors = grown(this.#errors, length);
    this.#termOffsets = grown(this.#termOffsets, this.#startMs.length + 1);
  }
}
