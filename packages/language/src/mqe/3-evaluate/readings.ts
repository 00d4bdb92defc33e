/*
 * Before anything is worked out, everything that the expression reads is gathered and asked for at once:
 *
 *     1. each use of a metric becomes a plan: what to ask for, or the table that it is without asking (mostly an error)
 *     2. equal readings are asked for once, each kind in one call, all kinds at the same time
 *     3. a plan and its answer make the table that the evaluator finds under the use
 */
import { assertNever } from '@stormpetrel/base';
import type { TopNode, TrendNode } from '../1-parse/expression.ts';
import { type MetricUse, metricOf } from '../2-analyze/metric-uses.ts';
import type {
  BaselineReading,
  MqeCatalog,
  MqeDataSource,
  MqeMetric,
  MqeSeries,
  MqeWindow,
  RecordEntry,
  RecordReading,
  SeriesReading,
  TopEntry,
  TopReading,
} from '../data-source.ts';
import { mqeErrors } from '../errors.ts';
import { mqeLimits } from '../limits.ts';
import { ReadingBatch } from './reading-batch.ts';
import { compareTexts, createSelector } from './label-operations.ts';
import { type Row, type ValueTable, failedTable } from './value-table.ts';
import { extendWindow, windowMarks } from './window.ts';

interface ReadingContext {
  readonly catalog: MqeCatalog;
  readonly source: MqeDataSource;
  readonly window: MqeWindow;
}

/** The tables of all uses. Rejects as the source does. */
export async function readUses(
  uses: readonly MetricUse[],
  context: ReadingContext,
): Promise<ReadonlyMap<MetricUse, ValueTable>> {
  const { source } = context;
  const batches: Batches = {
    series: new ReadingBatch((readings) => source.readSeries(readings)),
    top: new ReadingBatch((readings) => source.readTop(readings)),
    records: new ReadingBatch((readings) => source.readRecords(readings)),
    baselines: new ReadingBatch(
      async (readings) => (await source.readBaselines?.(readings)) ?? readings.map(() => []),
    ),
  };
  const pending = uses.map((use) => [use, planUse(use, context, batches)] as const);
  await Promise.all([
    batches.series.read(),
    batches.top.read(),
    batches.records.read(),
    batches.baselines.read(),
  ]);
  return new Map(pending.map(([use, finish]) => [use, finish()]));
}

interface Batches {
  readonly series: ReadingBatch<SeriesReading, readonly MqeSeries[] | undefined>;
  readonly top: ReadingBatch<TopReading, readonly TopEntry[]>;
  readonly records: ReadingBatch<RecordReading, readonly RecordEntry[]>;
  readonly baselines: ReadingBatch<BaselineReading, readonly MqeSeries[]>;
}

/** Makes the table once the batches are read. */
type Finish = () => ValueTable;

function planUse(use: MetricUse, context: ReadingContext, batches: Batches): Finish {
  if (use.kind === 'trend' && use.range < 1) return failed(mqeErrors.trendRange);
  const { name } = metricOf(use);
  const metric = context.catalog.findMetric(name);
  if (metric === undefined) return failed(mqeErrors.unknownMetric(name));
  switch (metric.valueType) {
    // Heat maps have a reader of their own; in an expression they are of no type.
    case 'HEATMAP':
      return () => nothing;
    case 'SAMPLED_RECORD':
      return use.kind === 'top'
        ? planRecords(use, metric, batches)
        : failed(mqeErrors.recordWithoutTop(name));
    case 'REGULAR_VALUE':
      if (use.kind === 'top') return planTop(use, metric, batches);
      return planSeries(use, metric, context, batches);
    case 'LABELED_VALUE':
      // There is no ranking by a metric of several values: `top_n` of it is the metric itself.
      return planSeries(use.kind === 'top' ? use.metric : use, metric, context, batches);
    default:
      return assertNever(metric.valueType);
  }
}

const nothing: ValueTable = { type: 'UNKNOWN', labelled: false, rows: [], error: undefined };

function failed(error: string): Finish {
  return () => failedTable(error);
}

function planSeries(
  use: Exclude<MetricUse, TopNode>,
  metric: MqeMetric,
  context: ReadingContext,
  batches: Batches,
): Finish {
  const { labels } = metricOf(use);
  if (use.kind === 'baseline') {
    const { window } = context;
    const answer = batches.baselines.add(`${metric.name} ${use.bound}`, {
      metric,
      window,
      bound: use.bound,
    });
    return () => seriesTable(metric, labels, window, answer());
  }
  const range = use.kind === 'trend' ? trendRange(use) : 0;
  if (range === undefined) return failed(mqeErrors.trendRangeMax(mqeLimits.trendRangeMax));
  const window = range === 0 ? context.window : extendWindow(context.window, range);
  const answer = batches.series.add(`${metric.name} ${range}`, { metric, window });
  return () => seriesTable(metric, labels, window, answer());
}

function trendRange(use: TrendNode): number | undefined {
  return use.range <= mqeLimits.trendRangeMax ? use.range : undefined;
}

function seriesTable(
  metric: MqeMetric,
  labels: Parameters<typeof createSelector>[0],
  window: MqeWindow,
  series: readonly MqeSeries[] | undefined,
): ValueTable {
  const marks = windowMarks(window);
  if (metric.valueType !== 'LABELED_VALUE') {
    if (series === undefined) return nothing;
    const values = series[0]?.values ?? marks.map(() => undefined);
    const rows = [{ labels: [], marks, values }];
    return { type: 'TIME_SERIES_VALUES', labelled: false, rows, error: undefined };
  }
  const fits = createSelector(labels);
  const rows = (series ?? [])
    .filter((each) => fits(each.labels))
    .map((each): Row => {
      const sorted = each.labels.toSorted((a, b) => compareTexts(a.key, b.key));
      return { labels: sorted, marks, values: each.values };
    });
  rows.sort((a, b) => compareTexts(labelText(a), labelText(b)));
  return { type: 'TIME_SERIES_VALUES', labelled: true, rows, error: undefined };
}

/** Label sets stand in the order of this text (server-core, IMetricsQueryDAO). */
function labelText(row: Row): string {
  return `{${row.labels.map(({ key, value }) => `${key}=${value}`).join(',')}}`;
}

function planTop(use: TopNode, metric: MqeMetric, batches: Batches): Finish {
  if (use.count < 1) return failed(mqeErrors.topCount);
  for (const filter of use.attributes) {
    if (metric.attributes?.includes(filter.name) === false) {
      return failed(mqeErrors.attribute(filter, metric.name));
    }
  }
  const count = Math.min(use.count, mqeLimits.topEntriesMax);
  const { order, attributes } = use;
  const reading: TopReading = { metric, count, order, attributes };
  const answer = batches.top.add(JSON.stringify([metric.name, count, order, attributes]), reading);
  return () => {
    const entries = answer();
    const marks = entries.map(({ name, owner }) => ({ id: name, owner, traceId: undefined }));
    const rows = [{ labels: [], marks, values: entries.map((entry) => entry.value) }];
    return { type: 'SORTED_LIST', labelled: false, rows, error: undefined };
  };
}

function planRecords(use: TopNode, metric: MqeMetric, batches: Batches): Finish {
  if (use.count < 1) return failed(mqeErrors.topCount);
  const count = Math.min(use.count, mqeLimits.topEntriesMax);
  const { order } = use;
  const answer = batches.records.add(`${metric.name} ${count} ${order}`, { metric, count, order });
  return () => {
    const entries = answer();
    const marks = entries.map(({ name, traceId }) => ({ id: name, owner: undefined, traceId }));
    const rows = [{ labels: [], marks, values: entries.map((entry) => entry.value) }];
    return { type: 'RECORD_LIST', labelled: false, rows, error: undefined };
  };
}
