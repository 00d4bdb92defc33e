/**
 * Metrics as the readers before MQE gave them: whole numbers, one value for a window being the mean of its buckets, and
 * points named by the digits of their bucket and the entity (`202601311005_<entity id>`).
 */
import { CodedError } from '@stormpetrel/base';
import type { MqeSeries } from '@stormpetrel/language/mqe';
import { type ScopeName, bucketDigits } from '@stormpetrel/model';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';
import type { CatalogMetric, MetricOrigin } from './metric-catalog.ts';
import type { MetricReader } from './metric-reader.ts';
import { rankedEntities, rankedName } from './mqe-source.ts';
import { type TimeWindow, alignWindow, listBuckets } from '../time-window.ts';

type TableMetric = Extract<MetricOrigin, { kind: 'table' }>;

/** GraphQL's `KVInt`. */
export interface PointView {
  readonly id: string;
  readonly value: number;
  readonly isEmptyValue: boolean;
}

export interface LabelledPoints {
  readonly label: string;
  readonly points: readonly PointView[];
}

/** One value over the whole window; undefined where no bucket has one. */
export async function readMean(
  metrics: MetricReader,
  metric: CatalogMetric,
  entityId: string,
  window: TimeWindow,
): Promise<number | undefined> {
  const values = (await readOneSeries(metrics, metric, entityId, window)).filter(isNumber);
  if (values.length === 0) return undefined;
  return Math.trunc(values.reduce((sum, value) => sum + value, 0) / values.length);
}

export async function readPoints(
  metrics: MetricReader,
  metric: CatalogMetric,
  entityId: string,
  window: TimeWindow,
): Promise<readonly PointView[]> {
  return pointsOf(await readOneSeries(metrics, metric, entityId, window), entityId, window);
}

/** A point for each bucket, all of them empty: for metrics and entities that do not exist. */
export function emptyPoints(entityId: string, window: TimeWindow): readonly PointView[] {
  return pointsOf([], entityId, window);
}

/** All lines of a labelled metric, in the order of their labels. */
export async function readLines(
  metrics: MetricReader,
  metric: CatalogMetric,
  entityId: string,
  window: TimeWindow,
): Promise<readonly (LabelledPoints & { readonly values: readonly string[] })[]> {
  const origin = tableOf(metric, 'LABELED_VALUE');
  const series = await metrics.readSeries(origin, entityId, window.step, listBuckets(window));
  return series.toSorted(compareLabels).map(({ labels, values }) => ({
    label: `{${labels.map(({ key, value }) => `${key}=${value}`).join(',')}}`,
    values: labels.map(({ value }) => value),
    points: pointsOf(values, entityId, window),
  }));
}

/** GraphQL's `HeatMap`. */
export interface HeatMapView {
  readonly values: readonly { readonly id: string; readonly values: readonly number[] }[];
  readonly buckets: readonly { readonly min: string; readonly max: string }[];
}

/** Counts by bucket of size. A heat map's labels are the lower bounds of its buckets. */
export async function readHeatMap(
  metrics: MetricReader,
  metric: CatalogMetric,
  entityId: string,
  window: TimeWindow,
): Promise<HeatMapView> {
  const origin = tableOf(metric, 'HEATMAP');
  const times = listBuckets(window);
  const series = await metrics.readSeries(origin, entityId, window.step, times);
  const rows = series
    .map(({ labels, values }) => ({ min: Number(labels[0]?.value ?? 0), values }))
    .sort((a, b) => a.min - b.min);
  return {
    values: times.map((timeMs, i) => ({
      id: `${bucketDigits(timeMs, window.step)}_${entityId}`,
      values: rows.map(({ values }) => Math.trunc(values[i] ?? 0)),
    })),
    buckets: rows.map(({ min }, i) => ({
      min: String(min),
      max: String(rows[i + 1]?.min ?? 'infinite+'),
    })),
  };
}

export interface RankedView {
  readonly id: string;
  readonly name: string;
  readonly value: number;
}

/** Entities ranked by the mean of a metric, among those of the parent service or all. */
export async function readRanking(
  metrics: MetricReader,
  metric: CatalogMetric,
  window: TimeWindow,
  query: {
    readonly scope: ScopeName;
    readonly parentId: string | undefined;
    readonly count: number;
    readonly order: 'asc' | 'des';
  },
): Promise<readonly RankedView[]> {
  const { scope, parentId, order } = query;
  const ranked = await metrics.rank({
    metric: tableOf(metric, 'REGULAR_VALUE'),
    range: alignWindow(window),
    entities: rankedEntities(scope, parentId),
    attributes: [],
    countMax: Math.min(query.count, queryLimits.rankedMax),
    order,
  });
  return ranked.map(({ entityId, value }) => ({
    id: entityId,
    name: rankedName(entityId, scope, parentId),
    value,
  }));
}

async function readOneSeries(
  metrics: MetricReader,
  metric: CatalogMetric,
  entityId: string,
  window: TimeWindow,
): Promise<readonly (number | undefined)[]> {
  const origin = tableOf(metric, 'REGULAR_VALUE');
  const buckets = listBuckets(window);
  const [series] = await metrics.readSeries(origin, entityId, window.step, buckets);
  return series?.values ?? buckets.map(() => undefined);
}

/** The table of a metric of the kind that the reader is for. */
function tableOf(metric: CatalogMetric, kind: CatalogMetric['valueType']): TableMetric {
  const { name, valueType, origin } = metric;
  if (origin.kind !== 'table' || valueType !== kind) {
    throw new CodedError(
      queryErrors.metricKind.code,
      `metric ${name} is a ${valueType} and cannot be read as a ${kind}`,
    );
  }
  return origin;
}

function pointsOf(
  values: readonly (number | undefined)[],
  entityId: string,
  window: TimeWindow,
): readonly PointView[] {
  return listBuckets(window).map((bucketMs, i) => {
    const value = values[i];
    const id = `${bucketDigits(bucketMs, window.step)}_${entityId}`;
    return { id, value: Math.trunc(value ?? 0), isEmptyValue: value === undefined };
  });
}

/** By number where labels are numbers, as percentiles are. */
function compareLabels(a: MqeSeries, b: MqeSeries): number {
  const one = a.labels.map(({ value }) => value).join(' ');
  const other = b.labels.map(({ value }) => value).join(' ');
  const difference = Number(one) - Number(other);
  if (!Number.isNaN(difference)) return difference;
  return one < other ? -1 : one > other ? 1 : 0;
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
