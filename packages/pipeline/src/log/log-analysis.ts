import type { Counter, SampledLogger, StringInterner, Telemetry } from '@stormpetrel/base';
import {
  Layer,
  type LogColumns,
  dayMs,
  findLayer,
  isNormalLayer,
  minuteMs,
} from '@stormpetrel/model';
import { noEntity } from '@stormpetrel/storage/api';
import type { MetadataTracker } from '../entity/metadata-tracker.ts';
import type { IngestBuffer } from '../flush/ingest-buffer.ts';
import type { LogRecords } from '../flush/log-records.ts';
import { limits } from '../limits.ts';
import { NameValues } from '../naming/name-values.ts';
import type { NameResolver } from '../segment/name-resolver.ts';
import type { AnalyzerSettings } from '../settings/analyzer-settings.ts';
import type { SearchableTags } from '../tags/searchable-tags.ts';
import { cutContent } from './cut-content.ts';

export interface LogAnalysisParts {
  readonly names: StringInterner;
  readonly resolver: NameResolver;
  readonly metadata: MetadataTracker;
  readonly tags: SearchableTags;
  readonly telemetry: Telemetry;
  readonly log: SampledLogger;
  readonly settings: AnalyzerSettings;
}

/** For a name that is no layer; layers are numbered from 0 on. */
const noLayer = 254;

/**
 * Keeps logs as records, and tells that their services, instances and endpoints exist (log-analyzer, LogAnalyzer with
 * RecordSinkListener and TrafficSinkListener). A log without a layer is of GENERAL; one of a layer that nobody knows is
 * dropped, as SkyWalking does. Every log of every other layer is kept, as SkyWalking's default rule does for GENERAL.
 *
 * Logs MUST have a service: receivers see to it.
 */
export class LogAnalysis {
  readonly #parts: LogAnalysisParts;
  readonly #layers: NameValues;
  readonly #isSearchable: NameValues;
  readonly #tooOld: Counter;
  readonly #inFuture: Counter;
  readonly #unknownLayer: Counter;
  readonly #contentCut: Counter;
  #searchableKeys: ReadonlySet<string>;
  #recordDataTtlDays: number;
  #records: LogRecords | undefined;
  #nowMs = 0;
  #nowMinute = 0;
  #fromMs = 0;
  #toMs = 0;
  /** Of the log at hand; one object for all of them. */
  readonly #place = { timeMs: 0, service: noEntity, instance: noEntity, endpoint: noEntity };

  constructor(parts: LogAnalysisParts) {
    const { names, telemetry, settings } = parts;
    this.#parts = parts;
    this.#searchableKeys = new Set(settings.searchableLogTags);
    this.#recordDataTtlDays = settings.recordDataTtlDays;
    this.#layers = new NameValues(names, (name) =>
      name === '' ? Layer.GENERAL : (findLayer(name) ?? noLayer),
    );
    this.#isSearchable = new NameValues(names, (name) => (this.#searchableKeys.has(name) ? 1 : 0));
    const dropped = (reason: string): Counter =>
      telemetry.counter('log_dropped_count', 'Logs not stored.', { reason });
    this.#tooOld = dropped('too_old');
    this.#inFuture = dropped('in_future');
    this.#unknownLayer = dropped('unknown_layer');
    this.#contentCut = telemetry.counter(
      'log_content_cut_count',
      'Logs whose content was too long and was cut.',
    );
  }

  update(settings: AnalyzerSettings): void {
    this.#searchableKeys = new Set(settings.searchableLogTags);
    this.#isSearchable.forget();
    this.#recordDataTtlDays = settings.recordDataTtlDays;
  }

  writeTo(buffer: IngestBuffer): void {
    this.#records = buffer.logs;
  }

  analyse(columns: LogColumns, nowMs: number): void {
    const { resolver, tags } = this.#parts;
    resolver.follow();
    this.#layers.follow();
    tags.follow(this.#isSearchable.follow());
    this.#nowMs = nowMs;
    this.#nowMinute = Math.floor(nowMs / minuteMs);
    this.#fromMs = nowMs - this.#recordDataTtlDays * dayMs;
    this.#toMs = nowMs + limits.futureSkewMaxMs;
    for (let log = 0; log < columns.logCount; log++) this.#analyseLog(columns, log);
  }

  #analyseLog(columns: LogColumns, log: number): void {
    const layer = this.#layers.get(columns.layer[log] as number);
    if (layer === noLayer) {
      this.#dropUnknownLayer(columns, log);
      return;
    }
    const told = columns.timeMs[log] as number;
    const timeMs = told === 0 ? this.#nowMs : told;
    if (!(timeMs >= this.#fromMs && timeMs <= this.#toMs)) {
      (timeMs > this.#toMs ? this.#inFuture : this.#tooOld).add();
      return;
    }
    this.#place.timeMs = timeMs;
    this.#meet(columns, log, layer);
    this.#bound(columns, log);
    this.#collectTags(columns, log);
    this.#parts.tags.commit(Math.floor(timeMs / minuteMs));
    this.#records?.append(this.#place, columns, log);
  }

  /**
   * Finds the entities of a log, and says that they were seen: now, whenever the log was written. Logs are always those of a
   * normal service; a layer of guessed services gets a row of its own, as it does with reports of instances.
   */
  #meet(columns: LogColumns, log: number, layer: number): void {
    const { resolver, metadata } = this.#parts;
    const place = this.#place;
    const minute = this.#nowMinute;
    const serviceName = columns.service[log] as number;
    const service = resolver.service(serviceName);
    place.service = service;
    const layerOwner = isNormalLayer(layer) ? service : resolver.guessedService(serviceName);
    metadata.service(layerOwner, layer, minute);
    const instanceName = columns.instance[log] as number;
    place.instance = instanceName === 0 ? noEntity : resolver.instance(service, instanceName);
    if (instanceName !== 0) metadata.instance(place.instance, layer, minute);
    const endpointName = columns.endpoint[log] as number;
    place.endpoint = endpointName === 0 ? noEntity : resolver.endpoint(service, endpointName);
    if (endpointName !== 0) metadata.endpoint(place.endpoint, minute);
  }

  /** Cuts what is too long to be kept. A span is one of a segment, so it goes with it. */
  #bound(columns: LogColumns, log: number): void {
    const idBytesMax = limits.logIdBytesMax;
    const { traceIdStart, traceIdEnd, segmentIdStart, segmentIdEnd } = columns;
    if ((traceIdEnd[log] as number) - (traceIdStart[log] as number) > idBytesMax) {
      traceIdEnd[log] = traceIdStart[log] as number;
    }
    if ((segmentIdEnd[log] as number) - (segmentIdStart[log] as number) > idBytesMax) {
      segmentIdEnd[log] = segmentIdStart[log] as number;
    }
    if (segmentIdEnd[log] === segmentIdStart[log]) columns.spanId[log] = 0;
    const contentBytes =
      (columns.contentEnd[log] as number) - (columns.contentStart[log] as number);
    if (contentBytes <= limits.logContentBytesMax) return;
    cutContent(columns, log, limits.logContentBytesMax);
    this.#contentCut.add();
  }

  #collectTags(columns: LogColumns, log: number): void {
    const { tags } = this.#parts;
    tags.beginRecord();
    const end = columns.tagOffset[log + 1] as number;
    for (let tag = columns.tagOffset[log] as number; tag < end; tag++) {
      const key = columns.tagKey[tag] as number;
      if (this.#isSearchable.get(key) === 0) continue;
      const start = columns.tagValueStart[tag] as number;
      const valueEnd = columns.tagValueEnd[tag] as number;
      tags.collect(key, columns.names.text(key), columns.arena, start, valueEnd);
    }
  }

  #dropUnknownLayer(columns: LogColumns, log: number): void {
    this.#unknownLayer.add();
    this.#parts.log.log('log-unknown-layer', 'warn', 'A log was dropped: there is no such layer.', {
      layer: columns.names.text(columns.layer[log] as number),
      service: columns.names.text(columns.service[log] as number),
    });
  }
}
