import { type StringInterner, grown } from '@stormpetrel/base';

/**
 * A batch of trace segments as columns: what the decoder writes and the segment analysis reads. Nothing is made per
 * segment, span, reference or tag; all columns are reused from batch to batch.
 *
 * The bytes of each segment are copied once into `arena`. Names that repeat (service, instance, operation, peer, tag
 * keys …) are ids of `names`; what rarely repeats (trace and segment ids, tag values) is a range of the arena.
 * Children of item i are at `offsets[i] .. offsets[i + 1]`.
 */
export class SegmentColumns {
  readonly names: StringInterner;

  arena: Uint8Array = new Uint8Array(1 << 16);
  arenaLength = 0;

  /** Segments. */
  segmentCount = 0;
  /** The SegmentObject's own bytes in the arena. */
  segmentStart: Uint32Array = new Uint32Array(64);
  segmentEnd: Uint32Array = new Uint32Array(64);
  traceIdStart: Uint32Array = new Uint32Array(64);
  traceIdEnd: Uint32Array = new Uint32Array(64);
  segmentIdStart: Uint32Array = new Uint32Array(64);
  segmentIdEnd: Uint32Array = new Uint32Array(64);
  service: Uint32Array = new Uint32Array(64);
  instance: Uint32Array = new Uint32Array(64);
  /** Segment → its spans; one longer than the segments. */
  spanOffset: Uint32Array = new Uint32Array(65);

  /** Spans. */
  spanCount = 0;
  spanId: Int32Array = new Int32Array(256);
  parentSpanId: Int32Array = new Int32Array(256);
  startMs: Float64Array = new Float64Array(256);
  endMs: Float64Array = new Float64Array(256);
  operation: Uint32Array = new Uint32Array(256);
  peer: Uint32Array = new Uint32Array(256);
  spanType: Uint8Array = new Uint8Array(256);
  spanLayer: Uint8Array = new Uint8Array(256);
  componentId: Int32Array = new Int32Array(256);
  isError: Uint8Array = new Uint8Array(256);
  skipAnalysis: Uint8Array = new Uint8Array(256);
  /** Span → its references and tags; one longer than the spans. */
  refOffset: Uint32Array = new Uint32Array(257);
  tagOffset: Uint32Array = new Uint32Array(257);

  /** References to the parent segments. */
  refCount = 0;
  refType: Uint8Array = new Uint8Array(64);
  refTraceIdStart: Uint32Array = new Uint32Array(64);
  refTraceIdEnd: Uint32Array = new Uint32Array(64);
  refParentService: Uint32Array = new Uint32Array(64);
  refParentInstance: Uint32Array = new Uint32Array(64);
  refParentEndpoint: Uint32Array = new Uint32Array(64);
  refAddress: Uint32Array = new Uint32Array(64);

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
    this.truncate(0);
  }

  /** Keeps the first segments and forgets what came after them, also what of a segment was appended before it turned out not sound. */
  truncate(segmentCount: number): void {
    this.segmentCount = segmentCount;
    this.arenaLength = segmentCount === 0 ? 0 : (this.segmentEnd[segmentCount - 1] as number);
    this.spanCount = this.spanOffset[segmentCount] as number;
    this.refCount = this.refOffset[this.spanCount] as number;
    this.tagCount = this.tagOffset[this.spanCount] as number;
  }

  reserveArena(bytes: number): void {
    const needed = this.arenaLength + bytes;
    if (needed > this.arena.length) this.arena = grown(this.arena, needed);
  }

  reserveSegment(): void {
    const needed = this.segmentCount + 1;
    if (needed < this.segmentStart.length) return;
    this.segmentStart = grown(this.segmentStart, needed + 1);
    this.segmentEnd = grown(this.segmentEnd, needed + 1);
    this.traceIdStart = grown(this.traceIdStart, needed + 1);
    this.traceIdEnd = grown(this.traceIdEnd, needed + 1);
    this.segmentIdStart = grown(this.segmentIdStart, needed + 1);
    this.segmentIdEnd = grown(this.segmentIdEnd, needed + 1);
    this.service = grown(this.service, needed + 1);
    this.instance = grown(this.instance, needed + 1);
    // By the length of its neighbours: doubling an odd length by itself would fall behind them.
    this.spanOffset = grown(this.spanOffset, this.segmentStart.length + 1);
  }

  reserveSpan(): void {
    const needed = this.spanCount + 1;
    if (needed < this.spanId.length) return;
    this.spanId = grown(this.spanId, needed + 1);
    this.parentSpanId = grown(this.parentSpanId, needed + 1);
    this.startMs = grown(this.startMs, needed + 1);
    this.endMs = grown(this.endMs, needed + 1);
    this.operation = grown(this.operation, needed + 1);
    this.peer = grown(this.peer, needed + 1);
    this.spanType = grown(this.spanType, needed + 1);
    this.spanLayer = grown(this.spanLayer, needed + 1);
    this.componentId = grown(this.componentId, needed + 1);
    this.isError = grown(this.isError, needed + 1);
    this.skipAnalysis = grown(this.skipAnalysis, needed + 1);
    this.refOffset = grown(this.refOffset, this.spanId.length + 1);
    this.tagOffset = grown(this.tagOffset, this.spanId.length + 1);
  }

  reserveRef(): void {
    const needed = this.refCount + 1;
    if (needed < this.refType.length) return;
    this.refType = grown(this.refType, needed + 1);
    this.refTraceIdStart = grown(this.refTraceIdStart, needed + 1);
    this.refTraceIdEnd = grown(this.refTraceIdEnd, needed + 1);
    this.refParentService = grown(this.refParentService, needed + 1);
    this.refParentInstance = grown(this.refParentInstance, needed + 1);
    this.refParentEndpoint = grown(this.refParentEndpoint, needed + 1);
    this.refAddress = grown(this.refAddress, needed + 1);
  }

  reserveTag(): void {
    const needed = this.tagCount + 1;
    if (needed < this.tagKey.length) return;
    this.tagKey = grown(this.tagKey, needed + 1);
    this.tagValueStart = grown(this.tagValueStart, needed + 1);
    this.tagValueEnd = grown(this.tagValueEnd, needed + 1);
  }
}
