import type { Telemetry } from '@stormpetrel/base';
import { type SegmentColumns, SpanLayer, SpanType, dayMs, minuteMs } from '@stormpetrel/model';
import type { Counter } from '@stormpetrel/base';
import type { IngestBuffer } from '../flush/ingest-buffer.ts';
import type { SegmentRecords } from '../flush/segment-records.ts';
import { limits } from '../limits.ts';
import type { AnalyzerSettings, SegmentStatusStrategy } from '../settings/analyzer-settings.ts';
import { type AddressAliases, recentFromMinute } from './address-aliases.ts';
import { clampLatency } from './latency.ts';
import type { NameResolver } from './name-resolver.ts';
import type { RpcAnalysis } from './rpc-analysis.ts';
import type { SlowStatements } from './slow-statements.ts';
import { SpanScope } from './span-scope.ts';
import { type SpanTags, TagRole } from './span-tags.ts';
import { traceDraw } from './trace-draw.ts';
import type { SearchableTags } from '../tags/searchable-tags.ts';
import type { VirtualAnalysis } from './virtual-analysis.ts';

export interface SegmentAnalysisParts {
  readonly columns: SegmentColumns;
  readonly resolver: NameResolver;
  readonly aliases: AddressAliases;
  readonly tags: SpanTags;
  readonly traceTags: SearchableTags;
  readonly rpc: RpcAnalysis;
  readonly virtual: VirtualAnalysis;
  readonly statements: SlowStatements;
  readonly telemetry: Telemetry;
  readonly settings: AnalyzerSettings;
}

/**
 * Analyses batches of segments: each span is looked at once, becomes events of the sources, and the segment becomes a
 * record unless sampling leaves it out. Metrics are counted for every segment, sampled or not.
 *
 * Spans outside of what is kept (too old) or can be (too far in the future) are refused one by one, and counted.
 */
export class SegmentAnalysis {
  readonly #parts: SegmentAnalysisParts;
  #scope: SpanScope;
  #settings: AnalyzerSettings;
  #records: SegmentRecords | undefined;
  readonly #spansTooOld: Counter;
  readonly #spansInFuture: Counter;
  readonly #segmentsTooOld: Counter;
  readonly #segmentsInFuture: Counter;
  readonly #segmentsUnsampled: Counter;
  readonly #segmentsEmpty: Counter;
  readonly #segmentsUnreadable: Counter;
  /** Minutes of metrics, and start times of records, that are taken. */
  #minuteFrom = 0;
  #minuteTo = 0;
  #recordFromMs = 0;
  #recordToMs = 0;
  /** Bodies kept but not copied yet: a run of neighbours in the arena. */
  #runStart = 0;
  #runEnd = 0;
  /** Of the segment at hand. */
  #startMs = 0;
  #endMs = 0;
  #isError = false;
  /** The span that names the record's endpoint: of the entry spans and the root, the one that comes last. */
  #endpointSpan = 0;

  constructor(parts: SegmentAnalysisParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#scope = new SpanScope(parts.columns);
    const spans = (reason: string): Counter =>
      parts.telemetry.counter('spans_dropped_count', 'Spans not analysed.', { reason });
    const traces = (reason: string): Counter =>
      parts.telemetry.counter('trace_dropped_count', 'Segments not stored.', { reason });
    this.#spansTooOld = spans('too_old');
    this.#spansInFuture = spans('in_future');
    this.#segmentsTooOld = traces('too_old');
    this.#segmentsInFuture = traces('in_future');
    this.#segmentsUnsampled = traces('unsampled');
    this.#segmentsEmpty = traces('empty');
    this.#segmentsUnreadable = traces('unreadable_transmission_latency');
  }

  update(settings: AnalyzerSettings): void {
    this.#settings = settings;
  }

  writeTo(buffer: IngestBuffer): void {
    this.#records = buffer.segments;
  }

  analyse(columns: SegmentColumns, nowMs: number): void {
    if (this.#scope.columns !== columns) this.#scope = new SpanScope(columns);
    this.#begin(columns, nowMs);
    for (let segment = 0; segment < columns.segmentCount; segment++) {
      this.#analyseSegment(columns, segment);
    }
    this.#copyRun(columns);
  }

  #begin(columns: SegmentColumns, nowMs: number): void {
    const { resolver, aliases, tags, rpc, statements } = this.#parts;
    const { metricsDataTtlDays, traceDataTtlDays, recordDataTtlDays, aliasRecencyMs } =
      this.#settings;
    resolver.follow();
    aliases.follow();
    tags.follow(columns);
    rpc.follow();
    this.#recordToMs = nowMs + limits.futureSkewMaxMs;
    this.#recordFromMs = nowMs - traceDataTtlDays * dayMs;
    this.#minuteTo = Math.floor(this.#recordToMs / minuteMs);
    this.#minuteFrom = Math.floor((nowMs - metricsDataTtlDays * dayMs) / minuteMs);
    statements.beginBatch(Math.floor((nowMs - recordDataTtlDays * dayMs) / minuteMs));
    this.#scope.recentFromMinute = recentFromMinute(nowMs, aliasRecencyMs);
    this.#runStart = 0;
    this.#runEnd = 0;
  }

  #analyseSegment(columns: SegmentColumns, segment: number): void {
    const first = columns.spanOffset[segment] as number;
    const end = columns.spanOffset[segment + 1] as number;
    if (first === end) {
      this.#segmentsEmpty.add();
      return;
    }
    const { resolver, traceTags } = this.#parts;
    const service = resolver.service(columns.service[segment] as number);
    const instance = resolver.instance(service, columns.instance[segment] as number);
    this.#scope.beginSegment(segment, service, instance);
    if (this.#settings.abandonUnreadableTransmission && this.#abandons(columns, first, end)) {
      this.#segmentsUnreadable.add();
      return;
    }
    traceTags.beginRecord();
    this.#startMs = Infinity;
    this.#endMs = -Infinity;
    this.#isError = false;
    this.#endpointSpan = first;
    for (let span = first; span < end; span++) this.#analyseSpan(columns, span);
    this.#keepRecord(columns, segment);
  }

  /** Looks for a consuming span whose transmission latency is no number, and counts it for its service. */
  #abandons(columns: SegmentColumns, first: number, end: number): boolean {
    for (let span = first; span < end; span++) {
      if (columns.spanLayer[span] !== SpanLayer.MQ || columns.spanType[span] !== SpanType.Entry) {
        continue;
      }
      const { tags, rpc } = this.#parts;
      tags.scan(columns, span);
      if (!tags.isUnreadable(TagRole.transmissionLatency)) continue;
      if (columns.skipAnalysis[span] !== 0) continue;
      if (this.#enterSpan(columns, span)) rpc.countServiceOnly(this.#scope);
      return true;
    }
    return false;
  }

  /** Fills the scope; false, and counted, where the span is outside of what is taken. */
  #enterSpan(columns: SegmentColumns, span: number): boolean {
    const scope = this.#scope;
    const startMs = columns.startMs[span] as number;
    const minute = Math.floor(startMs / minuteMs);
    if (!(minute >= this.#minuteFrom && minute <= this.#minuteTo)) {
      (minute > this.#minuteTo ? this.#spansInFuture : this.#spansTooOld).add();
      return false;
    }
    scope.span = span;
    scope.minute = minute;
    scope.latencyMs = clampLatency((columns.endMs[span] as number) - startMs);
    scope.ok = columns.isError[span] === 0;
    return true;
  }

  #analyseSpan(columns: SegmentColumns, span: number): void {
    const startMs = columns.startMs[span] as number;
    const endMs = columns.endMs[span] as number;
    const isError = columns.isError[span] !== 0;
    const type = columns.spanType[span] as number;
    // A span that does not say when it started must not make the whole segment as old as the epoch.
    if (startMs < this.#startMs && startMs > 0) this.#startMs = startMs;
    if (endMs > this.#endMs) this.#endMs = endMs;
    if (type === SpanType.Entry || columns.spanId[span] === 0) this.#endpointSpan = span;
    if (isError && countsAsError(this.#settings.segmentStatus, type, columns.spanId[span])) {
      this.#isError = true;
    }
    this.#parts.tags.scan(columns, span);
    if (type > SpanType.Local || !this.#enterSpan(columns, span)) return;
    const scope = this.#scope;
    // First, since logic endpoints hide the span's tags.
    this.#parts.virtual.analyse(scope);
    this.#parts.rpc.analyse(scope);
  }

  #keepRecord(columns: SegmentColumns, segment: number): void {
    const records = this.#records;
    if (records === undefined) return;
    const startMs = this.#startMs === Infinity ? 0 : this.#startMs;
    if (startMs < this.#recordFromMs || startMs > this.#recordToMs) {
      (startMs < this.#recordFromMs ? this.#segmentsTooOld : this.#segmentsInFuture).add();
      return;
    }
    const latencyMs = clampLatency(this.#endMs - startMs);
    if (!this.#sampled(columns, segment, latencyMs)) {
      this.#segmentsUnsampled.add();
      return;
    }
    const { service, instance } = this.#scope;
    const operation = columns.operation[this.#endpointSpan] as number;
    const endpoint = this.#parts.resolver.endpoint(service, operation);
    this.#parts.traceTags.commit(Math.floor(startMs / minuteMs));
    records.append(startMs, service, instance, endpoint, latencyMs, this.#isError ? 1 : 0);
    records.traceIds.append(
      columns.arena,
      columns.traceIdStart[segment] as number,
      columns.traceIdEnd[segment] as number,
    );
    records.segmentIds.append(
      columns.arena,
      columns.segmentIdStart[segment] as number,
      columns.segmentIdEnd[segment] as number,
    );
    this.#keepBody(columns, segment);
  }

  #sampled(columns: SegmentColumns, segment: number, latencyMs: number): boolean {
    const { sampling, forceSampleErrorSegment } = this.#settings;
    if (sampling.keepsAll || (this.#isError && forceSampleErrorSegment)) return true;
    const draw = traceDraw(
      columns.arena,
      columns.traceIdStart[segment] as number,
      columns.traceIdEnd[segment] as number,
    );
    return sampling.keeps(columns.names.text(columns.service[segment] as number), draw, latencyMs);
  }

  #keepBody(columns: SegmentColumns, segment: number): void {
    const start = columns.segmentStart[segment] as number;
    const end = columns.segmentEnd[segment] as number;
    if (start !== this.#runEnd) {
      this.#copyRun(columns);
      this.#runStart = start;
    }
    this.#runEnd = end;
    this.#records?.bodies.reserve(end - start);
  }

  #copyRun(columns: SegmentColumns): void {
    if (this.#runEnd > this.#runStart) {
      this.#records?.bodies.copyRun(columns.arena, this.#runStart, this.#runEnd);
    }
    this.#runStart = this.#runEnd;
  }
}

function countsAsError(
  strategy: SegmentStatusStrategy,
  spanType: number,
  spanId: number | undefined,
): boolean {
  if (strategy === 'FROM_ENTRY_SPAN') return spanType === SpanType.Entry;
  if (strategy === 'FROM_FIRST_SPAN') return spanId === 0;
  return true;
}
