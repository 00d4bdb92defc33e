import { createHash } from 'node:crypto';
import { type Counter, type Telemetry, must } from '@stormpetrel/base';
import {
  type EventKeyName,
  Layer,
  dayMs,
  eventKey,
  eventKeyNames,
  findLayer,
  layerName,
} from '@stormpetrel/model';
import type { IngestBuffer } from '../flush/ingest-buffer.ts';
import type { RecordBuilder } from '../flush/record-builder.ts';
import type { EventReport } from '../ingest-sink.ts';
import { limits } from '../limits.ts';
import { cutName } from '../naming/cut-name.ts';
import type { EndpointNaming } from '../naming/endpoint-naming.ts';
import type { AnalyzerSettings } from '../settings/analyzer-settings.ts';

/**
 * Keeps reports of events as records (event-analyzer, EventAnalyzerServiceImpl and EventRecordAnalyzerListener). Names are
 * formatted as those of traffic, so that an event stands beside the metrics of what it happened to; but an event does not
 * bring its service or instance into being, as it does not with SkyWalking.
 */
export class EventAnalysis {
  readonly #naming: EndpointNaming;
  readonly #tooOld: Counter;
  readonly #inFuture: Counter;
  readonly #pastLimit: Counter;
  #settings: AnalyzerSettings;
  #records: RecordBuilder | undefined;

  constructor(naming: EndpointNaming, telemetry: Telemetry, settings: AnalyzerSettings) {
    this.#naming = naming;
    this.#settings = settings;
    const dropped = (reason: string): Counter =>
      telemetry.counter('event_dropped_count', 'Events not stored.', { reason });
    this.#tooOld = dropped('too_old');
    this.#inFuture = dropped('in_future');
    this.#pastLimit = dropped('limit');
  }

  update(settings: AnalyzerSettings): void {
    this.#settings = settings;
  }

  writeTo(buffer: IngestBuffer): void {
    this.#records = buffer.events;
  }

  /** True when the flush being filled takes no more events. */
  get full(): boolean {
    const { count, characters } = this.#target;
    return count >= limits.eventsPerFlushMax || characters >= limits.eventCharactersPerFlushMax;
  }

  take(report: EventReport, nowMs: number): void {
    const isTimed = report.startMs > 0 || report.endMs > 0;
    const startMs = isTimed ? Math.max(0, report.startMs) : nowMs;
    const endMs = isTimed ? Math.max(0, report.endMs) : nowMs;
    const time = startMs > 0 ? startMs : endMs;
    const dropped = this.full ? this.#pastLimit : this.#untimely(time, nowMs);
    if (dropped !== undefined) {
      dropped.add();
      return;
    }
    const names = this.#namesOf(report);
    this.#target.append({
      time,
      uuid:
        report.uuid === '' ? contentId(report) : cutName(report.uuid, limits.eventUuidLengthMax),
      startTime: startMs,
      endTime: endMs,
      isError: report.isError,
      isPartial: names.service === '' || names.name === '',
      keys: eventKeyNames
        .filter((name) => names[name] !== '')
        .map((name) => eventKey(name, names[name])),
      message: cutName(report.message, limits.eventMessageLengthMax),
      parameters: parametersText(report.parameters),
    });
  }

  get #target(): RecordBuilder {
    return must(this.#records, 'a buffer to write to');
  }

  #untimely(timeMs: number, nowMs: number): Counter | undefined {
    if (timeMs < nowMs - this.#settings.recordDataTtlDays * dayMs) return this.#tooOld;
    return timeMs > nowMs + limits.futureSkewMaxMs ? this.#inFuture : undefined;
  }

  #namesOf(report: EventReport): Readonly<Record<EventKeyName, string>> {
    const { serviceNameLengthMax, instanceNameLengthMax, endpointNameLengthMax } = this.#settings;
    const service = cutName(report.service, serviceNameLengthMax);
    const endpoint = cutName(report.endpoint, endpointNameLengthMax);
    const isGrouped = service !== '' && endpoint !== '';
    return {
      service,
      instance: cutName(report.instance, instanceNameLengthMax),
      endpoint: isGrouped ? this.#naming.format(service, endpoint) : endpoint,
      name: cutName(report.name, limits.eventNameLengthMax),
      layer: layerName(findLayer(report.layer) ?? Layer.UNDEFINED),
    };
  }
}

/** Stands in for a uuid that was not told: reports that differ are different events, and one sent twice is one. */
function contentId(report: EventReport): string {
  return createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 32);
}

/** The pairs as a JSON list, which keeps their order whatever the keys; nothing where there are none. */
function parametersText(parameters: EventReport['parameters']): string {
  const kept: (readonly [string, string])[] = [];
  let characters = 0;
  for (const [key, value] of parameters) {
    characters += key.length + value.length;
    if (kept.length === limits.eventParametersMax) break;
    if (characters > limits.eventParameterCharactersMax) break;
    kept.push([key, value]);
  }
  return kept.length === 0 ? '' : JSON.stringify(kept);
}
