import { type StringInterner, grown } from '@stormpetrel/base';
import type { SegmentColumns, TagLookup } from '@stormpetrel/model';
import type { SearchableTags } from '../tags/searchable-tags.ts';

/** Tags that the analysis looks at (agent-analyzer, SpanTags; gen-ai-analyzer, GenAITagKeys). */
export const TagRole = {
  httpStatus: 2,
  rpcStatus: 3,
  logicEndpoint: 4,
  dbStatement: 5,
  dbType: 6,
  cacheType: 7,
  cacheOperation: 8,
  cacheCommand: 9,
  cacheKey: 10,
  mqTopic: 11,
  mqQueue: 12,
  transmissionLatency: 13,
  genAiProvider: 14,
  genAiSystem: 15,
  genAiModel: 16,
  genAiInputTokens: 17,
  genAiOutputTokens: 18,
  genAiFirstToken: 19,
} as const;

const roleOfKey: ReadonlyMap<string, number> = new Map([
  ['http.status_code', TagRole.httpStatus],
  ['status_code', TagRole.httpStatus],
  ['rpc.status_code', TagRole.rpcStatus],
  ['x-le', TagRole.logicEndpoint],
  ['db.statement', TagRole.dbStatement],
  ['db.type', TagRole.dbType],
  ['cache.type', TagRole.cacheType],
  ['cache.op', TagRole.cacheOperation],
  ['cache.cmd', TagRole.cacheCommand],
  ['cache.key', TagRole.cacheKey],
  ['mq.topic', TagRole.mqTopic],
  ['mq.queue', TagRole.mqQueue],
  ['transmission.latency', TagRole.transmissionLatency],
  ['gen_ai.provider.name', TagRole.genAiProvider],
  ['gen_ai.system', TagRole.genAiSystem],
  ['gen_ai.response.model', TagRole.genAiModel],
  ['gen_ai.usage.input_tokens', TagRole.genAiInputTokens],
  ['gen_ai.usage.output_tokens', TagRole.genAiOutputTokens],
  ['gen_ai.server.time_to_first_token', TagRole.genAiFirstToken],
]);

const noRole = 1;
const roleMask = 0x1f;
const searchable = 0x80;

/**
 * The tags of the span at hand, gone through once. What a key means is kept by its name id in one byte: its role, and
 * whether traces are found by it. As `TagLookup` it answers rules that ask for any tag.
 */
export class SpanTags implements TagLookup {
  /** Of `http.status_code` or `status_code`, the last that is a number; 0 without one. */
  httpStatus = 0;
  readonly #traceTags: SearchableTags;
  #names: StringInterner;
  #searchableKeys: ReadonlySet<string>;
  #roles: Uint8Array = new Uint8Array(1024);
  #generation = -1;
  #columns: SegmentColumns | undefined;
  #from = 0;
  #to = 0;
  /** By role: the index of the last tag in it, which counts where the bit of the role is set in `#rolesFound`. */
  readonly #found: Int32Array = new Int32Array(roleMask + 1);
  #rolesFound = 0;

  constructor(names: StringInterner, traceTags: SearchableTags, searchableKeys: readonly string[]) {
    this.#names = names;
    this.#traceTags = traceTags;
    this.#searchableKeys = new Set(searchableKeys);
  }

  update(searchableKeys: readonly string[]): void {
    this.#searchableKeys = new Set(searchableKeys);
    this.#roles.fill(0);
  }

  /** MUST be called before each batch. */
  follow(columns: SegmentColumns): void {
    this.#columns = columns;
    const changed = this.#generation !== this.#names.generation;
    if (changed) {
      this.#generation = this.#names.generation;
      this.#roles = new Uint8Array(1024);
    }
    this.#traceTags.follow(changed);
  }

  /** Goes through the tags of a span, and hands the searchable ones to the tags of the segment. */
  scan(columns: SegmentColumns, span: number): void {
    this.#rolesFound = 0;
    this.httpStatus = 0;
    const from = columns.tagOffset[span] as number;
    const to = columns.tagOffset[span + 1] as number;
    this.#from = from;
    this.#to = to;
    for (let tag = from; tag < to; tag++) {
      const key = columns.tagKey[tag] as number;
      const known = key < this.#roles.length ? (this.#roles[key] as number) : 0;
      const role = known === 0 ? this.#learn(key) : known;
      if (role === noRole) continue;
      if ((role & searchable) !== 0) this.#collect(columns, tag, key);
      const meaning = role & roleMask;
      if (meaning === noRole) continue;
      if (meaning === TagRole.httpStatus) {
        this.#readStatus(columns, tag);
        continue;
      }
      this.#found[meaning] = tag;
      this.#rolesFound |= 1 << meaning;
    }
  }

  /** From here on the span reads as one without tags, for events that are derived from it. */
  hide(): void {
    this.#to = this.#from;
  }

  has(role: number): boolean {
    return ((this.#rolesFound >>> role) & 1) !== 0;
  }

  /** The value, kept as a string of the interner: for values of which there are few. Empty when there is none. */
  name(role: number): string {
    const columns = this.#columns;
    if (!this.has(role) || columns === undefined) return '';
    const tag = this.#found[role] as number;
    const start = columns.tagValueStart[tag] as number;
    const end = columns.tagValueEnd[tag] as number;
    return this.#names.text(this.#names.internBytes(columns.arena, start, end));
  }

  /** The value, for those that hardly repeat. Empty when there is none. */
  text(role: number): string {
    return this.has(role) ? this.#value(this.#found[role] as number) : '';
  }

  /** True when the tag is there, but is no whole number. */
  isUnreadable(role: number): boolean {
    return this.has(role) && parseInteger(this.text(role)) === undefined;
  }

  /** A whole number, 0 when the tag is missing or something else. */
  integer(role: number): number {
    return this.has(role) ? (parseInteger(this.text(role)) ?? 0) : 0;
  }

  /** The values of all `x-le` tags: a span may stand for several endpoints. */
  logicEndpoints(): readonly string[] {
    if (!this.has(TagRole.logicEndpoint)) return [];
    const columns = this.#columns;
    const values: string[] = [];
    if (columns === undefined) return values;
    for (let tag = this.#from; tag < this.#to; tag++) {
      const key = columns.tagKey[tag] as number;
      if (((this.#roles[key] as number) & roleMask) === TagRole.logicEndpoint) {
        values.push(this.#value(tag));
      }
    }
    return values;
  }

  /** The last tag of a key, as rules see it. */
  get(key: string): string | undefined {
    if (this.#from === this.#to || this.#columns === undefined) return undefined;
    const keyId = this.#names.intern(key);
    for (let tag = this.#to - 1; tag >= this.#from; tag--) {
      if (this.#columns.tagKey[tag] === keyId) return this.#value(tag);
    }
    return undefined;
  }

  /** `key:value` of each tag, as rules see them. */
  list(): readonly string[] {
    const tags: string[] = [];
    for (let tag = this.#from; tag < this.#to; tag++) {
      const key = this.#names.text(this.#columns?.tagKey[tag] ?? 0);
      tags.push(`${key.trim()}:${this.#value(tag).trim()}`);
    }
    return tags;
  }

  #learn(key: number): number {
    const name = this.#names.text(key);
    const role =
      (roleOfKey.get(name) ?? noRole) | (this.#searchableKeys.has(name) ? searchable : 0);
    if (key >= this.#roles.length) this.#roles = grown(this.#roles, key + 1);
    this.#roles[key] = role;
    return role;
  }

  #collect(columns: SegmentColumns, tag: number, key: number): void {
    const start = columns.tagValueStart[tag] as number;
    const end = columns.tagValueEnd[tag] as number;
    this.#traceTags.collect(key, this.#names.text(key), columns.arena, start, end);
  }

  #readStatus(columns: SegmentColumns, tag: number): void {
    const start = columns.tagValueStart[tag] as number;
    const end = columns.tagValueEnd[tag] as number;
    if (end - start === 0 || end - start > 11) return;
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = (columns.arena[i] as number) - 48;
      if (digit < 0 || digit > 9) {
        value = parseInteger(this.#value(tag)) ?? NaN;
        break;
      }
      value = value * 10 + digit;
    }
    if (value >= -0x8000_0000 && value <= 0x7fff_ffff) this.httpStatus = value;
  }

  #value(tag: number): string {
    const columns = this.#columns;
    if (columns === undefined) return '';
    const start = columns.tagValueStart[tag] as number;
    const end = columns.tagValueEnd[tag] as number;
    return decodeText(columns.arena, start, end);
  }
}

export function decodeText(arena: Uint8Array, start: number, end: number): string {
  return Buffer.from(arena.buffer, arena.byteOffset + start, end - start).toString('utf8');
}

/** As Java's `Long.parseLong` reads it, undefined where that would throw. */
export function parseInteger(text: string): number | undefined {
  return /^[+-]?\d{1,19}$/.test(text) ? Number(text) : undefined;
}
