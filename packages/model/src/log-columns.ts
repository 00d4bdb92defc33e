import { type StringInterner, grown } from '@stormpetrel/base';

/**
 * A batch of logs as columns: what the decoder writes and the log analysis reads. Nothing is made per log or tag; all
 * columns are reused from batch to batch.
 *
 * The bytes of each log are copied once into `arena`. Names that repeat (service, instance, endpoint, layer, tag keys) are
 * ids of `names`; what rarely repeats (trace ids, content, tag values) is a range of the arena. The tags of log i are at
 * `tagOffset[i] .. tagOffset[i + 1]`.
 */
export class LogColumns {
  readonly names: StringInterner;

  arena: Uint8Array = new Uint8Array(1 << 16);
  arenaLength = 0;

  /** Logs. */
  logCount = 0;
  /** Epoch ms, 0 where it is not told. */
  timeMs: Float64Array = new Float64Array(64);
  service: Uint32Array = new Uint32Array(64);
  instance: Uint32Array = new Uint32Array(64);
  endpoint: Uint32Array = new Uint32Array(64);
  layer: Uint32Array = new Uint32Array(64);
  traceIdStart: Uint32Array = new Uint32Array(64);
  traceIdEnd: Uint32Array = new Uint32Array(64);
  segmentIdStart: Uint32Array = new Uint32Array(64);
  segmentIdEnd: Uint32Array = new Uint32Array(64);
  spanId: Int32Array = new Int32Array(64);
  /** Index into `logContentTypes`. */
  contentType: Uint8Array = new Uint8Array(64);
  contentStart: Uint32Array = new Uint32Array(64);
  contentEnd: Uint32Array = new Uint32Array(64);
  /** All tags together, as the bytes of a LogTags message. */
  tagsStart: Uint32Array = new Uint32Array(64);
  tagsEnd: Uint32Array = new Uint32Array(64);
  /** Log → its tags; one longer than the logs. */
  tagOffset: Uint32Array = new Uint32Array(65);

  /** Tags. The value is an arena range: whoever needs it as a name interns it. */
  tagCount = 0;
  tagKey: Uint32Array = new Uint32Array(256);
  tagValueStart: Uint32Array = new Uint32Array(256);
  tagValueEnd: Uint32Array = new Uint32Array(256);

  constructor(names: StringInterner) {
    this.names = names;
  }

  /** Forgets the batch and keeps the memory. */
  clear(): void {
    this.arenaLength = 0;
    this.logCount = 0;
    this.tagCount = 0;
  }

  /** Takes the log that was appended last out again. `arenaLength` is what it was before that log. */
  dropLast(arenaLength: number): void {
    this.logCount--;
    this.tagCount = this.tagOffset[this.logCount] as number;
    this.arenaLength = arenaLength;
  }

  reserveArena(bytes: number): void {
    const needed = this.arenaLength + bytes;
    if (needed > this.arena.length) this.arena = grown(this.arena, needed);
  }

  reserveLog(): void {
    const needed = this.logCount + 1;
    if (needed < this.timeMs.length) return;
    this.timeMs = grown(this.timeMs, needed + 1);
    this.service = grown(this.service, needed + 1);
    this.instance = grown(this.instance, needed + 1);
    this.endpoint = grown(this.endpoint, needed + 1);
    this.layer = grown(this.layer, needed + 1);
    this.traceIdStart = grown(this.traceIdStart, needed + 1);
    this.traceIdEnd = grown(this.traceIdEnd, needed + 1);
    this.segmentIdStart = grown(this.segmentIdStart, needed + 1);
    this.segmentIdEnd = grown(this.segmentIdEnd, needed + 1);
    this.spanId = grown(this.spanId, needed + 1);
    this.contentType = grown(this.contentType, needed + 1);
    this.contentStart = grown(this.contentStart, needed + 1);
    this.contentEnd = grown(this.contentEnd, needed + 1);
    this.tagsStart = grown(this.tagsStart, needed + 1);
    this.tagsEnd = grown(this.tagsEnd, needed + 1);
    // By the length of its neighbours: doubling an odd length by itself would fall behind them.
    this.tagOffset = grown(this.tagOffset, this.timeMs.length + 1);
  }

  reserveTag(): void {
    const needed = this.tagCount + 1;
    if (needed < this.tagKey.length) return;
    this.tagKey = grown(this.tagKey, needed + 1);
    this.tagValueStart = grown(this.tagValueStart, needed + 1);
    this.tagValueEnd = grown(this.tagValueEnd, needed + 1);
  }
}
