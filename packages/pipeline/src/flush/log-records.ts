import { StringInterner, grown } from '@stormpetrel/base';
import { type LogColumns, logRecord } from '@stormpetrel/model';
import type { RecordRows } from '@stormpetrel/storage/api';
import type { TextTable } from '../aggregate/text-table.ts';
import { limits } from '../limits.ts';
import { BytesBuilder } from './bytes-builder.ts';

const contentBytesKept = 8 << 20;
const tagBytesKept = 4 << 20;
const idBytesKept = 2 << 20;

/** When a log was written and by whom, in handles; `noEntity` where it does not say. */
export interface LogPlace {
  readonly timeMs: number;
  readonly service: number;
  readonly instance: number;
  readonly endpoint: number;
}

/** The log records of one flush, as columns in the order of `logRecord`. */
export class LogRecords {
  readonly #texts: TextTable;
  readonly #traceIds = new BytesBuilder();
  readonly #contents = new BytesBuilder();
  readonly #allTags = new BytesBuilder();
  /** Ids of segments repeat: those of one request's logs are the same. By their number, the index of the text plus one. */
  readonly #segmentIds = new StringInterner({
    namesMax: limits.flushLogs,
    bytesMax: limits.fillingBytesMax,
  });
  #segmentTexts: Uint32Array = new Uint32Array(64);
  #segmentIdBytes = 0;
  #timesMs: Float64Array = new Float64Array(64);
  #services: Uint32Array = new Uint32Array(64);
  #instances: Uint32Array = new Uint32Array(64);
  #endpoints: Uint32Array = new Uint32Array(64);
  #segments: Uint32Array = new Uint32Array(64);
  #spanIds: Float64Array = new Float64Array(64);
  #contentTypes: Float64Array = new Float64Array(64);
  #termOffsets: Uint32Array = new Uint32Array(65);
  #terms: Uint32Array = new Uint32Array(64);
  #termCount = 0;
  #count = 0;

  constructor(texts: TextTable) {
    this.#texts = texts;
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return (
      this.#contents.byteLength +
      this.#allTags.byteLength +
      this.#traceIds.byteLength +
      this.#segmentIdBytes
    );
  }

  /** A searchable tag of the record that is appended next. */
  addTerm(textIndex: number): void {
    if (this.#termCount === this.#terms.length) {
      this.#terms = grown(this.#terms, this.#termCount + 1);
    }
    this.#terms[this.#termCount++] = textIndex;
  }

  append(place: LogPlace, columns: LogColumns, log: number): void {
    const i = this.#count++;
    if (i === this.#timesMs.length) this.#grow(i + 1);
    const segment = this.#segmentText(columns, log);
    this.#timesMs[i] = place.timeMs;
    this.#services[i] = place.service;
    this.#instances[i] = place.instance;
    this.#endpoints[i] = place.endpoint;
    this.#segments[i] = segment;
    this.#spanIds[i] = columns.spanId[log] as number;
    this.#contentTypes[i] = columns.contentType[log] as number;
    this.#termOffsets[i + 1] = this.#termCount;
    const { arena } = columns;
    this.#traceIds.append(
      arena,
      columns.traceIdStart[log] as number,
      columns.traceIdEnd[log] as number,
    );
    this.#contents.append(
      arena,
      columns.contentStart[log] as number,
      columns.contentEnd[log] as number,
    );
    this.#allTags.append(arena, columns.tagsStart[log] as number, columns.tagsEnd[log] as number);
  }

  toRows(): RecordRows {
    return {
      schema: logRecord,
      count: this.#count,
      columns: [
        { type: 'time', values: this.#timesMs },
        { type: 'id', ...this.#traceIds.toColumn() },
        { type: 'entity', values: this.#services },
        { type: 'entity', values: this.#instances },
        { type: 'entity', values: this.#endpoints },
        { type: 'text', values: this.#segments },
        { type: 'int', values: this.#spanIds },
        { type: 'int', values: this.#contentTypes },
        { type: 'terms', offsets: this.#termOffsets, values: this.#terms },
        { type: 'content', ...this.#contents.toColumn() },
        { type: 'bytes', ...this.#allTags.toColumn() },
      ],
      texts: this.#texts.texts,
    };
  }

  reset(): void {
    this.#count = 0;
    this.#termCount = 0;
    this.#contents.reset(contentBytesKept);
    this.#allTags.reset(tagBytesKept);
    this.#traceIds.reset(idBytesKept);
    if (this.#segmentIdBytes === 0) return;
    this.#segmentIds.reset();
    this.#segmentTexts = new Uint32Array(64);
    this.#segmentIdBytes = 0;
  }

  #segmentText(columns: LogColumns, log: number): number {
    const start = columns.segmentIdStart[log] as number;
    const end = columns.segmentIdEnd[log] as number;
    if (start === end) return this.#texts.index('');
    const id = this.#segmentIds.internBytes(columns.arena, start, end);
    if (id >= this.#segmentTexts.length) this.#segmentTexts = grown(this.#segmentTexts, id + 1);
    const known = this.#segmentTexts[id] as number;
    if (known !== 0) return known - 1;
    this.#segmentIdBytes += end - start;
    const index = this.#texts.append(this.#segmentIds.text(id));
    this.#segmentTexts[id] = index + 1;
    return index;
  }

  #grow(length: number): void {
    this.#timesMs = grown(this.#timesMs, length);
    this.#services = grown(this.#services, length);
    this.#instances = grown(this.#instances, length);
    this.#endpoints = grown(this.#endpoints, length);
    this.#segments = grown(this.#segments, length);
    this.#spanIds = grown(this.#spanIds, length);
    this.#contentTypes = grown(this.#contentTypes, length);
    this.#termOffsets = grown(this.#termOffsets, this.#timesMs.length + 1);
  }
}
