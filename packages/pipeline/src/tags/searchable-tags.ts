import { StringInterner, grown } from '@stormpetrel/base';
import { minuteMs } from '@stormpetrel/model';
import type { MetadataRow } from '@stormpetrel/storage/api';
import type { TextTable } from '../aggregate/text-table.ts';
import { SeenRange } from '../entity/metadata-tracker.ts';
import { PairMap } from '../entity/pair-map.ts';
import { limits } from '../limits.ts';

/** Longer values need not be decoded to see that they are too long: a UTF-16 unit takes three bytes at most. */
const valueBytesMax = limits.tagLengthMax * 3;
const tooLong = -2;

/** Records that a tag can be put on, before the rest of the record is appended. */
export interface TaggedRecords {
  addTerm(textIndex: number): void;
}

/**
 * Searchable tags of segments or of logs: each distinct `key=value` has a number, its text, and is offered for completion once a
 * minute. The tags of the record at hand are collected first, and written only when the record is kept.
 *
 * Values have an interner of their own, so that a tag with a million values does not push out the names of services.
 */
export class SearchableTags {
  readonly #kind: 'traceTag' | 'logTag';
  readonly #values = new StringInterner({
    namesMax: limits.tagsMax,
    bytesMax: limits.tagsMax * 64,
  });
  readonly #tags = new PairMap(1024);
  readonly #texts: string[] = [];
  readonly #keys: string[] = [];
  /** Values of a key so far, and whether the tag is among those offered for completion. */
  readonly #valueCounts = new Map<string, number>();
  readonly #offered: boolean[] = [];
  readonly #seen = new SeenRange();
  /** By tag: its index in the texts of the flush at hand, if it was used in that flush. */
  #textIndexes: Uint32Array = new Uint32Array(256);
  #textFlushes: Uint32Array = new Uint32Array(256);
  #flush = 0;
  /** The distinct tags of the record at hand. */
  #current: Uint32Array = new Uint32Array(16);
  #currentCount = 0;
  #textTable: TextTable | undefined;
  #records: TaggedRecords | undefined;
  #rows: MetadataRow[] = [];

  constructor(kind: 'traceTag' | 'logTag') {
    this.#kind = kind;
  }

  writeTo(texts: TextTable, records: TaggedRecords, rows: MetadataRow[]): void {
    this.#textTable = texts;
    this.#records = records;
    this.#rows = rows;
    this.#flush++;
  }

  /** Distinct tags remembered. */
  get size(): number {
    return this.#texts.length;
  }

  /** MUST be called before each batch. `keysChanged`: ids of keys mean other names now. */
  follow(keysChanged: boolean): void {
    if (keysChanged || this.#values.full) this.#forget();
  }

  beginRecord(): void {
    this.#currentCount = 0;
  }

  collect(keyId: number, key: string, arena: Uint8Array, start: number, end: number): void {
    if (end - start > valueBytesMax) return;
    const valueId = this.#values.internBytes(arena, start, end);
    let tag = this.#tags.get(keyId, valueId);
    if (tag < 0) tag = this.#add(keyId, key, valueId);
    if (tag >= 0) this.#addCurrent(tag);
  }

  /** Writes the collected tags to the record that is appended next. */
  commit(minute: number): void {
    for (let i = 0; i < this.#currentCount; i++) {
      const tag = this.#current[i] as number;
      this.#records?.addTerm(this.#textIndex(tag));
      if (this.#offered[tag] === true && this.#seen.widen(tag, minute)) this.#offer(tag, minute);
    }
  }

  #addCurrent(tag: number): void {
    const count = this.#currentCount;
    for (let i = 0; i < count; i++) if (this.#current[i] === tag) return;
    if (count === this.#current.length) this.#current = grown(this.#current, count + 1);
    this.#current[count] = tag;
    this.#currentCount = count + 1;
  }

  /** The number of a new tag; `tooLong` for one that is not remembered. */
  #add(keyId: number, key: string, valueId: number): number {
    const text = `${key}=${this.#values.text(valueId)}`;
    if (text.length > limits.tagLengthMax) return tooLong;
    const tag = this.#texts.push(text) - 1;
    this.#keys.push(key);
    this.#tags.set(keyId, valueId, tag);
    const valueCount = this.#valueCounts.get(key) ?? 0;
    this.#valueCounts.set(key, valueCount + 1);
    this.#offered.push(valueCount < limits.tagValuesPerKeyMax);
    if (tag >= this.#textIndexes.length) {
      this.#textIndexes = grown(this.#textIndexes, tag + 1);
      this.#textFlushes = grown(this.#textFlushes, tag + 1);
    }
    this.#textFlushes[tag] = 0;
    return tag;
  }

  #textIndex(tag: number): number {
    if (this.#textFlushes[tag] !== this.#flush) {
      this.#textFlushes[tag] = this.#flush;
      this.#textIndexes[tag] = this.#textTable?.index(this.#texts[tag] as string) ?? 0;
    }
    return this.#textIndexes[tag] as number;
  }

  #offer(tag: number, minute: number): void {
    const key = this.#keys[tag] as string;
    const id = this.#texts[tag] as string;
    this.#rows.push({
      kind: this.#kind,
      id,
      owner: key,
      fields: { key, value: id.slice(key.length + 1) },
      seenMs: minute * minuteMs,
    });
  }

  #forget(): void {
    this.#values.reset();
    this.#tags.clear();
    this.#texts.length = 0;
    this.#keys.length = 0;
    this.#offered.length = 0;
    this.#valueCounts.clear();
    this.#seen.reset();
  }
}
