import { queryLimits } from '../../../limits.ts';
import {
  emptyPoints,
  readHeatMap,
  readLines,
  readMean,
  readPoints,
} from '../../../read/metric/legacy-metrics.ts';
import { parseDuration } from '../../../read/time-window.ts';
import type { QueryContext } from '../../query-context.ts';
import {
  type Optional,
  type Resolver,
  type ResolverMap,
  type WithDuration,
  refuseBeyond,
} from '../resolver.ts';

interface WithMetric extends WithDuration {
  readonly metric: { readonly name: string; readonly id?: Optional<string> };
}

interface WithMetrics extends WithDuration {
  readonly metric: { readonly name: string; readonly ids: readonly string[] };
}

const getValues: Resolver<WithMetrics> = async ({ metric, duration }, context) => {
  const window = parseDuration(duration);
  refuseBeyond('ids', metric.ids, queryLimits.entitiesReadMax);
  const found = context.services.catalog.findMetric(metric.name);
  const values = await Promise.all(
    metric.ids.map(async (id) =>
      found === undefined ? undefined : readMean(context.metrics, found, id, window),
    ),
  );
  return {
    values: metric.ids.map((id, i) => ({
      id,
      value: values[i] ?? 0,
      isEmptyValue: values[i] === undefined,
    })),
  };
};

const getLinearIntValues: Resolver<WithMetric> = async ({ metric, duration }, context) => {
  const window = parseDuration(duration);
  const found = context.services.catalog.findMetric(metric.name);
  const id = metric.id ?? '';
  const values = found
    ? await readPoints(context.metrics, found, id, window)
    : emptyPoints(id, window);
  return { values };
};

/** Lines of a labelled metric by their numbers, those that do not exist left out. */
async function readNumberedLines(
  { metric, duration }: WithMetric,
  numbers: readonly number[],
  { services, metrics }: QueryContext,
): Promise<readonly object[]> {
  const window = parseDuration(duration);
  const found = services.catalog.findMetric(metric.name);
  if (found === undefined) return [];
  const lines = await readLines(metrics, found, metric.id ?? '', window);
  return numbers.flatMap((number) => {
    const line = lines[number];
    return line === undefined ? [] : [{ values: line.points }];
  });
}

/** More lines than that no metric has. */
const linesMax = 100;

const getMultipleLinearIntValues: Resolver<WithMetric & { readonly numOfLinear: number }> = (
  args,
  context,
) => {
  const length = Math.max(0, Math.min(args.numOfLinear, linesMax));
  return readNumberedLines(
    args,
    Array.from({ length }, (_, i) => i),
    context,
  );
};

const getSubsetOfMultipleLinearIntValues: Resolver<
  WithMetric & { readonly linearIndex: readonly number[] }
> = (args, context) => readNumberedLines(args, args.linearIndex, context);

/** A heat map as triples of column, row and value; the rows are as high as the second bucket. */
const getThermodynamic: Resolver<WithMetric> = async ({ metric, duration }, context) => {
  const window = parseDuration(duration);
  const found = context.services.catalog.findMetric(metric.name);
  if (found === undefined) return { nodes: [], axisYStep: axisYStepDefault };
  const map = await readHeatMap(context.metrics, found, metric.id ?? '', window);
  const [, second] = map.buckets;
  const height = Number(second?.max) - Number(second?.min);
  return {
    nodes: map.values.flatMap(({ values }, x) => values.map((value, y) => [x, y, value])),
    axisYStep: Number.isFinite(height) ? height : axisYStepDefault,
  };
};

/** query-graphql, MetricQuery: what the step is where no bucket tells. */
const axisYStepDefault = 200;

export const metricQueries: ResolverMap = {
  getValues,
  getLinearIntValues,
  getMultipleLinearIntValues,
  getSubsetOfMultipleLinearIntValues,
  getThermodynamic,
};
