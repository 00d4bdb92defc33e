import type {
  MqeDataSource,
  MqeMetric,
  MqeOwner,
  MqeSeries,
  MqeWindow,
  RecordEntry,
  RecordReading,
  SeriesReading,
  TopEntry,
  TopReading,
} from '@stormpetrel/language/mqe';
import { type ScopeName, nextBucketMs } from '@stormpetrel/model';
import type { EntityFilter, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import { type EntityInput, findEntityId, findOwner, findServiceId } from '../entity.ts';
import type { ReadingGate } from '../reading-gate.ts';
import type { MetricCatalog } from './metric-catalog.ts';
import type { MetricReader } from './metric-reader.ts';
import { readStatements } from './record-reader.ts';

/** Answers one expression's questions from the store: for one entity and one window. */
export class StoreMqeSource implements MqeDataSource {
  readonly #reader: StoreReader;
  readonly #metrics: MetricReader;
  readonly #catalog: MetricCatalog;
  readonly #entity: EntityInput;
  readonly #window: MqeWindow;
  readonly #lists: ReadingGate;

  constructor(options: {
    readonly reader: StoreReader;
    readonly metrics: MetricReader;
    readonly catalog: MetricCatalog;
    readonly entity: EntityInput;
    readonly window: MqeWindow;
    /** Through which lists of records are read. */
    readonly lists: ReadingGate;
  }) {
    this.#reader = options.reader;
    this.#metrics = options.metrics;
    this.#catalog = options.catalog;
    this.#entity = options.entity;
    this.#window = options.window;
    this.#lists = options.lists;
  }

  readSeries(
    readings: readonly SeriesReading[],
  ): Promise<readonly (readonly MqeSeries[] | undefined)[]> {
    return Promise.all(readings.map((reading) => this.#series(reading)));
  }

  readTop(readings: readonly TopReading[]): Promise<readonly (readonly TopEntry[])[]> {
    return Promise.all(readings.map((reading) => this.#top(reading)));
  }

  readRecords(readings: readonly RecordReading[]): Promise<readonly (readonly RecordEntry[])[]> {
    return Promise.all(readings.map((reading) => this.#records(reading)));
  }

  async #series({ metric, window }: SeriesReading): Promise<readonly MqeSeries[] | undefined> {
    const entityId = findEntityId(this.#entity, metric.scope);
    if (entityId === undefined) return undefined;
    const origin = this.#catalog.findMetric(metric.name)?.origin;
    if (origin?.kind !== 'table') return [];
    return this.#metrics.readSeries(origin, entityId, window.step, window.buckets);
  }

  async #top(reading: TopReading): Promise<readonly TopEntry[]> {
    const { metric } = reading;
    const origin = this.#catalog.findMetric(metric.name)?.origin;
    if (origin?.kind !== 'table') return [];
    const parentId = findServiceId(this.#entity);
    const ranked = await this.#metrics.rank({
      metric: origin,
      range: this.#range(),
      entities: rankedEntities(metric.scope, parentId),
      attributes: reading.attributes,
      countMax: Math.min(reading.count, queryLimits.rankedMax),
      order: reading.order,
    });
    return ranked.map(({ entityId, value }) => topEntry(metric, entityId, value, parentId));
  }

  async #records(reading: RecordReading): Promise<readonly RecordEntry[]> {
    const entityId = findEntityId(this.#entity, reading.metric.scope);
    const origin = this.#catalog.findMetric(reading.metric.name)?.origin;
    if (entityId === undefined || origin?.kind !== 'record') return [];
    const { count, order } = reading;
    const window = this.#range();
    const query = { schema: origin.schema, window, entityId, count, order };
    const statements = await this.#lists.run(() => readStatements(this.#reader, query));
    return statements.map(({ statement, latencyMs, traceId }) => ({
      name: statement,
      value: latencyMs,
      traceId,
    }));
  }

  #range(): { step: MqeWindow['step']; fromMs: number; toMs: number } {
    const { step, buckets } = this.#window;
    const lastMs = buckets.at(-1) ?? 0;
    return { step, fromMs: buckets[0] ?? 0, toMs: nextBucketMs(lastMs, step) };
  }
}

/** Which entities a ranking is among: those of the parent service, or all. */
export function rankedEntities(scope: ScopeName, parentId: string | undefined): EntityFilter {
  if (parentId === undefined) return { kind: 'all' };
  if (scope === 'Service') return { kind: 'ids', ids: [parentId] };
  if (scope === 'ServiceInstance' || scope === 'Endpoint') {
    return { kind: 'prefix', prefix: `${parentId}_` };
  }
  return { kind: 'prefix', prefix: parentId };
}

/** In a list over all services an instance or endpoint is named with its service. */
export function rankedName(
  entityId: string,
  scope: ScopeName,
  parentId: string | undefined,
): string {
  const owner = findOwner(entityId, scope);
  if (owner === undefined) return entityId;
  if (owner.memberName === undefined) return owner.serviceName;
  return parentId === undefined ? `${owner.serviceName} - ${owner.memberName}` : owner.memberName;
}

function topEntry(
  metric: MqeMetric,
  entityId: string,
  value: number,
  parentId: string | undefined,
): TopEntry {
  const name = rankedName(entityId, metric.scope, parentId);
  const owner = ownerOf(entityId, metric.scope);
  return owner === undefined ? { name, value } : { name, value, owner };
}

function ownerOf(entityId: string, scope: ScopeName): MqeOwner | undefined {
  const owner = findOwner(entityId, scope);
  if (owner === undefined) return undefined;
  const { serviceId, serviceName, normal, memberId, memberName } = owner;
  const service = { scope, serviceId, serviceName, normal };
  if (memberId === undefined || memberName === undefined) return service;
  return scope === 'Endpoint'
    ? { ...service, endpointId: memberId, endpointName: memberName }
    : { ...service, serviceInstanceId: memberId, serviceInstanceName: memberName };
}
