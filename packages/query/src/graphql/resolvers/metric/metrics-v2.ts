import { type ScopeName, serviceId } from '@stormpetrel/model';
import { queryLimits } from '../../../limits.ts';
import { findEntityId } from '../../../read/entity.ts';
import {
  type LabelledPoints,
  type PointView,
  emptyPoints,
  readHeatMap as readHeatMapOf,
  readLines,
  readMean,
  readPoints,
  readRanking,
} from '../../../read/metric/legacy-metrics.ts';
import type { CatalogMetric } from '../../../read/metric/metric-catalog.ts';
import { parseDuration } from '../../../read/time-window.ts';
import type { QueryContext } from '../../query-context.ts';
import { readRecordList } from './record.ts';
import {
  type EntityInput,
  type Optional,
  type OrderInput,
  type Resolver,
  type ResolverMap,
  type WithDuration,
  orderOf,
  refuseBeyond,
} from '../resolver.ts';

interface WithMetricsCondition extends WithDuration {
  readonly condition: { readonly name: string; readonly entity: EntityInput };
}

interface WithTopNCondition extends WithDuration {
  readonly condition: {
    readonly name: string;
    readonly parentService?: Optional<string>;
    readonly normal?: Optional<boolean>;
    readonly scope?: Optional<ScopeName>;
    readonly topN: number;
    readonly order: OrderInput;
  };
}

/** What stands for the entity in ids of points when there is none (query-graphql, MetricsQuery). */
const unknownMetricId = 'UNKNOWN_METRIC_NAME';
const illegalEntityId = 'ILLEGAL_ENTITY';

/** The metric and its entity; only one of them, or none, where the other is not there. */
function subjectOf(
  { condition }: WithMetricsCondition,
  { services }: QueryContext,
): { readonly metric?: CatalogMetric; readonly entityId?: string } {
  const metric = services.catalog.findMetric(condition.name);
  if (metric === undefined) return {};
  const entityId = findEntityId(condition.entity, metric.scope);
  return entityId === undefined ? { metric } : { metric, entityId };
}

async function readValue(
  args: WithMetricsCondition,
  context: QueryContext,
): Promise<number | undefined> {
  const window = parseDuration(args.duration);
  const { metric, entityId } = subjectOf(args, context);
  if (metric === undefined || entityId === undefined) return undefined;
  return readMean(context.metrics, metric, entityId, window);
}

const readMetricsValue: Resolver<WithMetricsCondition> = async (args, context) =>
  (await readValue(args, context)) ?? 0;

const readNullableMetricsValue: Resolver<WithMetricsCondition> = async (args, context) => {
  const value = await readValue(args, context);
  return { value: value ?? 0, isEmptyValue: value === undefined };
};

const readMetricsValues: Resolver<WithMetricsCondition> = async (args, context) => {
  const window = parseDuration(args.duration);
  const { metric, entityId } = subjectOf(args, context);
  const isReadable = metric !== undefined && entityId !== undefined;
  const points = isReadable
    ? await readPoints(context.metrics, metric, entityId, window)
    : emptyPoints(metric === undefined ? unknownMetricId : illegalEntityId, window);
  return metricsValues(undefined, points);
};

function metricsValues(label: string | undefined, points: readonly PointView[]): object {
  return { label, values: { values: points } };
}

const readLabeledMetricsValues: Resolver<
  WithMetricsCondition & { readonly labels: readonly string[] }
> = async (args, context) => {
  const window = parseDuration(args.duration);
  refuseBeyond('labels', args.labels, queryLimits.labelsMax);
  const { metric, entityId } = subjectOf(args, context);
  if (metric === undefined || entityId === undefined) {
    const id = metric === undefined ? unknownMetricId : illegalEntityId;
    const points = emptyPoints(id, window);
    return args.labels.map((label) => metricsValues(label, points));
  }
  const lines = await readLines(context.metrics, metric, entityId, window);
  // The command line tool sends one empty label where it was given none.
  if (args.labels.every((label) => label === ''))
    return lines.map(({ label, points }) => metricsValues(label, points));
  return args.labels.flatMap((label) => {
    const line = findLine(lines, label);
    return line === undefined ? [] : [metricsValues(label, line.points)];
  });
};

/**
 * Clients have chosen lines by `{p=50}`, `p=50`, the bare value, and, before labels had names, by the number of the
 * line. The answer bears the label as it was asked for.
 */
export function findLine<Line extends LabelledPoints & { readonly values: readonly string[] }>(
  lines: readonly Line[],
  label: string,
): Line | undefined {
  const named = lines.find(
    (line) =>
      line.label === label || line.label === `{${label}}` || line.values.join(',') === label,
  );
  return named ?? (/^\d{1,4}$/.test(label) ? lines[Number(label)] : undefined);
}

const readHeatMap: Resolver<WithMetricsCondition> = (args, context) => {
  const window = parseDuration(args.duration);
  const { metric, entityId } = subjectOf(args, context);
  if (metric === undefined || entityId === undefined) return { values: [], buckets: [] };
  return readHeatMapOf(context.metrics, metric, entityId, window);
};

const sortMetrics: Resolver<WithTopNCondition> = async ({ condition, duration }, context) => {
  const window = parseDuration(duration);
  const metric = context.services.catalog.findMetric(condition.name);
  const { parentService, normal } = condition;
  if (metric === undefined) return [];
  // A parent that may be guessed or not is none that could be found.
  if (parentService && typeof normal !== 'boolean') return [];
  const ranked = await readRanking(context.metrics, metric, window, {
    scope: metric.scope,
    parentId: parentService ? serviceId(parentService, normal ?? true) : undefined,
    count: condition.topN,
    order: orderOf(condition.order),
  });
  return ranked.map(({ id, name, value }) => ({ id, name, value: String(value) }));
};

const readSampledRecords: Resolver<WithTopNCondition> = ({ condition, duration }, context) => {
  const { name, parentService, normal, topN, order } = condition;
  const parentEntity = { serviceName: parentService, normal };
  return readRecordList({ name, parentEntity, topN, order }, duration, context);
};

export const metricsV2Queries: ResolverMap = {
  readMetricsValue,
  readNullableMetricsValue,
  readMetricsValues,
  sortMetrics,
  readLabeledMetricsValues,
  readHeatMap,
  readSampledRecords,
};
