/** `/inspect/metrics` and `/inspect/entities`: which metrics there are, and who has values of one (admin: inspect). */
import { messageOf } from '@stormpetrel/base';
import { Scope, type ScopeName } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import type { QueryContext } from '../graphql/query-context.ts';
import { queryLimits } from '../limits.ts';
import {
  type CatalogMetric,
  type MetricOrigin,
  catalogName,
} from '../read/metric/metric-catalog.ts';
import { matchNames } from '../read/metric/metric-name-pattern.ts';
import { MetricRowCursor } from '../read/metric/metric-row-cursor.ts';
import { type TimeWindow, alignWindow, parseDuration } from '../read/time-window.ts';
import { AdminParameters, type AdminReply, jsonAnswer, refusal } from './admin-request.ts';
import { inspectEntity } from './inspected-entity.ts';

type TableOrigin = Extract<MetricOrigin, { kind: 'table' }>;

const steps = ['MINUTE', 'HOUR', 'DAY'] as const;
const scopes: ReadonlySet<ScopeName> = new Set([
  'Service',
  'ServiceInstance',
  'Endpoint',
  'ServiceRelation',
  'ServiceInstanceRelation',
  'EndpointRelation',
]);

/** What SkyWalking calls the column that a function's value stands in; clients show it. */
const valueColumns: Readonly<Record<string, string>> = {
  apdex: 'int_value',
  doubleAvg: 'double_value',
  histogram: 'dataset',
  labelAvg: 'datatable_value',
  labelCount: 'datatable_value',
  percent: 'percentage',
  percentile: 'datatable_value',
  percentile2: 'datatable_value',
  rate: 'percentage',
};

/** The catalogue, in order of name. */
export async function listInspectedMetrics(
  query: URLSearchParams,
  context: QueryContext,
): Promise<AdminReply> {
  const parameters = new AdminParameters(query);
  const all = [...context.services.catalog.metrics()];
  const names = all.map(({ name }) => name);
  const named = await matchNames(parameters.optional('regex'), names, context.bounds.patternTime);
  const types = parameters.all('type');
  const catalogs = parameters.all('catalog');
  const onlyQueryable = parameters.flag('mqeQueryable');
  const metrics = all
    .filter(({ name }) => named.has(name))
    .filter(({ valueType }) => types.length === 0 || types.includes(valueType))
    .filter(({ scope }) => catalogs.length === 0 || catalogs.includes(catalogName(scope)))
    .filter((metric) => !onlyQueryable || whyNotQueryable(metric) === undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return jsonAnswer({ metrics: metrics.map(metricRow) });
}

function metricRow({ name, valueType, scope, origin }: CatalogMetric): object {
  return {
    name,
    type: valueType,
    catalog: catalogName(scope),
    scopeId: Scope[scope],
    scope,
    valueColumnName: origin.kind === 'record' ? 'latency' : valueColumnOf(origin),
    downsamplings: origin.kind === 'record' ? ['SECOND'] : steps,
  };
}

function valueColumnOf({ definition }: TableOrigin): string {
  return valueColumns[definition.function] ?? 'value';
}

/** Why entities of the metric cannot be listed; its words are SkyWalking's. */
function whyNotQueryable(metric: CatalogMetric): string | undefined {
  if (metric.valueType === 'HEATMAP') {
    return 'metric type HEATMAP is not MQE-queryable; /inspect/entities only accepts REGULAR_VALUE and LABELED_VALUE';
  }
  if (metric.origin.kind === 'record') {
    return 'metric type SAMPLED_RECORD is out of scope for /inspect/entities';
  }
  if (scopes.has(metric.scope)) return undefined;
  return metric.scope === 'Process' || metric.scope === 'ProcessRelation'
    ? 'process scope is out of scope'
    : `scope ${metric.scope} is out of scope`;
}

/** Entities that have a value of the metric in the window, in order of id; a row for each layer of the service. */
export async function listInspectedEntities(
  query: URLSearchParams,
  context: QueryContext,
): Promise<AdminReply> {
  const parameters = new AdminParameters(query);
  const name = parameters.required('metric');
  const metric = context.services.catalog.findMetric(name);
  if (metric === undefined) return listForeign(name, parameters);
  const fault = whyNotQueryable(metric);
  if (fault !== undefined || metric.origin.kind !== 'table') throw refusal(fault ?? name);
  const { window, ...asked } = windowOf(parameters);
  const limit = limitOf(parameters);
  const ids = await entitiesWithValues(context.services.reader, metric.origin, window, limit);
  const rows: object[] = [];
  for (const entityId of ids) {
    const entity = inspectEntity(metric.scope, entityId);
    if (entity === undefined) continue;
    const { decoded, mqeEntity, serviceId } = entity;
    const layers = (await context.metadata.findService(serviceId))?.layers.toSorted() ?? [];
    if (layers.length === 0) rows.push({ entityId, decoded, mqeEntity });
    for (const layer of layers) rows.push({ entityId, decoded, layer, mqeEntity });
  }
  return jsonAnswer({ metric: name, scope: metric.scope, ...asked, rows });
}

/** A metric that no rule here makes has no rows: nobody else writes into this store. */
function listForeign(name: string, parameters: AdminParameters): AdminReply {
  const column = parameters.optional('valueColumn');
  const type = parameters.optional('valueType');
  if (column === undefined || type === undefined) {
    throw refusal(
      `metric unknown locally: ${name} — provide valueColumn and valueType to inspect a metric persisted by another OAP`,
    );
  }
  checkValueType(type);
  const { window: _, ...asked } = windowOf(parameters);
  limitOf(parameters);
  return jsonAnswer({ metric: name, scope: null, ...asked, rows: [] });
}

/** Stops the scan when there are enough; thrown out of the visitor, as the store's contract has it. */
const enough = Symbol('enough');

async function entitiesWithValues(
  reader: StoreReader,
  { table, definition }: TableOrigin,
  window: TimeWindow,
  limit: number,
): Promise<readonly string[]> {
  const ids = new Set<string>();
  const columns = [definition.presence];
  const visit: Parameters<NonNullable<StoreReader['scanMetrics']>>[1] = (block) => {
    const cursor = new MetricRowCursor({
      block,
      definition,
      columns,
      stringKeys: new Set(),
      step: window.step,
    });
    for (let row = 0; row < block.rows.count; row++) {
      cursor.row = row;
      if (cursor.isPresent) ids.add(block.entities.id(block.rows.entity[row] as number));
      if (ids.size >= limit) throw enough;
    }
  };
  const { step, fromMs, toMs } = alignWindow(window);
  const query = { table, columns, step, fromMs, toMs, entities: { kind: 'all' } } as const;
  try {
    if (reader.scanMetrics !== undefined) await reader.scanMetrics(query, visit);
    else (await reader.readMetrics(query)).forEach(visit);
  } catch (thrown) {
    if (thrown !== enough) throw thrown;
  }
  return [...ids].toSorted();
}

export interface AskedWindow {
  readonly step: (typeof steps)[number];
  readonly start: string;
  readonly end: string;
  readonly window: TimeWindow;
}

function windowOf(parameters: AdminParameters): AskedWindow {
  return parseWindow(
    parameters.required('step'),
    parameters.required('start'),
    parameters.required('end'),
  );
}

export function parseWindow(stepText: string, start: string, end: string): AskedWindow {
  const step = steps.find((each) => each === stepText.toUpperCase());
  if (step === undefined) {
    throw refusal(`step must be one of ${steps.join(' / ')} (got ${stepText})`);
  }
  try {
    return { step, start, end, window: parseDuration({ start, end, step }) };
  } catch (thrown) {
    throw refusal(
      `start / end must follow the step's date format (DAY: yyyy-MM-dd, HOUR: yyyy-MM-dd HH, MINUTE: yyyy-MM-dd HHmm): ${messageOf(thrown)}`,
    );
  }
}

function limitOf(parameters: AdminParameters): number {
  const { inspectedEntitiesMax } = queryLimits;
  const limit = parameters.optionalInteger('limit') ?? inspectedEntitiesMax;
  if (limit < 1 || limit > inspectedEntitiesMax) {
    throw refusal(`limit must be between 1 and ${inspectedEntitiesMax}`);
  }
  return limit;
}

const valueTypes = ['LONG', 'INT', 'DOUBLE', 'LABELED'] as const;

/** How a metric that is described has its values. */
export function checkValueType(text: string): (typeof valueTypes)[number] {
  const found = valueTypes.find((type) => type === text.toUpperCase());
  if (found === undefined) {
    throw refusal(`valueType must be one of ${valueTypes.join(' / ')} (got ${text})`);
  }
  return found;
}
