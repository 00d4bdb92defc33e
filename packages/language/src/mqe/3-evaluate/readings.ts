/*
 * Before anything is worked out, everything that the expression reads is gathered and asked for at once:
 *
 *     1. each use of a metric becomes a plan: what to ask for, or the table that it is without asking (mostly an error)
 *     2. equal readings are asked for once, each kind in one call, all kinds at the same time. A metric is read as far back as
 *        the longest trend of it goes, and each use gets its part of that
 *     3. when it is the evaluation's turn, a plan and its answer make the table that the evaluator finds under the use
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
import { type Mark, type Row, type ValueTable, failedTable } from './value-table.ts';
import { extendWindow, windowMarks } from './window.ts';

interface ReadingContext {
  readonly catalog: MqeCatalog;
  readonly source: MqeDataSource;
  readonly window: MqeWindow;
  readonly nextTurn?: (() => Promise<void>) | undefined;
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
  const reach = reachOf(uses);
  const windows = new WindowList(context.window, Math.max(0, ...reach.values()));
  const plan = { ...context, batches, windows, reach };
  const pending = uses.map((use) => [use, planUse(use, plan)] as const);
  await Promise.all([
    batches.series.read(),
    batches.top.read(),
    batches.records.read(),
    batches.baselines.read(),
  ]);
  await context.nextTurn?.();
  return new Map(pending.map(([use, finish]) => [use, finish()]));
}

interface Batches {
  readonly series: ReadingBatch<SeriesReading, readonly MqeSeries[] | undefined>;
  readonly top: ReadingBatch<TopReading, readonly TopEntry[]>;
  readonly records: ReadingBatch<RecordReading, readonly RecordEntry[]>;
  readonly baselines: ReadingBatch<BaselineReading, readonly MqeSeries[]>;
}

interface Plan extends ReadingContext {
  readonly batches: Batches;
  readonly windows: WindowList;
  /** Steps that a metric, by its name, is read back beyond the window. */
  readonly reach: ReadonlyMap<string, number>;
}

/** Windows by the steps that they begin earlier: each a part of the longest, whose points are made once. */
class WindowList {
  readonly #reachMax: number;
  readonly #longest: ReadWindow;
  readonly #known = new Map<number, ReadWindow>();

  constructor(start: MqeWindow, reachMax: number) {
    const window = reachMax === 0 ? start : extendWindow(start, reachMax);
    this.#reachMax = reachMax;
    this.#longest = { window, marks: windowMarks(window) };
  }

  /** `steps` MUST NOT be more than the greatest reach. */
  reachingBack(steps: number): ReadWindow {
    let found = this.#known.get(steps);
    if (found === undefined) {
      const { window, marks } = this.#longest;
      const left = this.#reachMax - steps;
      found = {
        window: { step: window.step, buckets: window.buckets.slice(left) },
        marks: marks.slice(left),
      };
      this.#known.set(steps, found);
    }
    return found;
  }
}

interface ReadWindow {
  readonly window: MqeWindow;
  readonly marks: readonly Mark[];
}

/** Trends too long to be read, which are refused where they are planned, do not count. */
function reachOf(uses: readonly MetricUse[]): ReadonlyMap<string, number> {
  const reach = new Map<string, number>();
  for (const use of uses) {
    if (use.kind !== 'trend' || trendRange(use) === undefined) continue;
    const { name } = use.metric;
    reach.set(name, Math.max(use.range, reach.get(name) ?? 0));
  }
  return reach;
}

/** Makes the table once the batches are read. */
type Finish = () => ValueTable;

function planUse(use: MetricUse, plan: Plan): Finish {
  if (use.kind === 'trend' && use.range < 1) return failed(mqeErrors.trendRange);
  const { name } = metricOf(use);
  const { catalog, batches } = plan;
  const metric = catalog.findMetric(name);
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
      return planSeries(use, metric, plan);
    case 'LABELED_VALUE':
      // There is no ranking by a metric of several values: `top_n` of it is the metric itself.
      return planSeries(use.kind === 'top' ? use.metric : use, metric, plan);
    default:
      return assertNever(metric.valueType);
  }
}

const nothing: ValueTable = { type: 'UNKNOWN', labelled: false, rows: [], error: undefined };

function failed(error: string): Finish {
  return () => failedTable(error);
}

function planSeries(use: Exclude<MetricUse, TopNode>, metric: MqeMetric, plan: Plan): Finish {
  const { batches, windows, reach } = plan;
  const { labels } = metricOf(use);
  if (use.kind === 'baseline') {
    const { window, marks } = windows.reachingBack(0);
    const answer = batches.baselines.add(`${metric.name} ${use.bound}`, {
      metric,
      window,
      bound: use.bound,
    });
    return () => seriesTable(metric, labels, marks, answer());
  }
  const range = use.kind === 'trend' ? trendRange(use) : 0;
  if (range === undefined) return failed(mqeErrors.trendRangeMax(mqeLimits.trendRangeMax));
  const { window } = windows.reachingBack(reach.get(metric.name) ?? 0);
  const answer = batches.series.add(metric.name, { metric, window });
  return () => {
    const { marks } = windows.reachingBack(range);
    return seriesTable(metric, labels, marks, lastPoints(answer(), marks.length));
  };
}

/** The last points of series that were read further back, of those series that have any value there. */
function lastPoints(
  series: readonly MqeSeries[] | undefined,
  count: number,
): readonly MqeSeries[] | undefined {
  return series?.flatMap(({ labels, values }): readonly MqeSeries[] => {
    if (values.length <= count) return [{ labels, values }];
    const last = values.slice(values.length - count);
    return last.every((value) => value === undefined) ? [] : [{ labels, values: last }];
  });
}

function trendRange(use: TrendNode): number | undefined {
  return use.range <= mqeLimits.trendRangeMax ? use.range : undefined;
}

function seriesTable(
  metric: MqeMetric,
  labels: Parameters<typeof createSelector>[0],
  marks: readonly Mark[],
  series: readonly MqeSeries[] | undefined,
): ValueTable {
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
  const key = JSON.stringify([metric.name, count, order, attributes]);
  const { topReadingsMax } = mqeLimits;
  if (batches.top.isFull(key, topReadingsMax)) return failed(mqeErrors.topReadings(topReadingsMax));
  const answer = batches.top.add(key, reading);
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
  const key = `${metric.name} ${count} ${order}`;
  const { topReadingsMax } = mqeLimits;
  if (batches.records.isFull(key, topReadingsMax)) {
    return failed(mqeErrors.topReadings(topReadingsMax));
  }
  const answer = batches.records.add(key, { metric, count, order });
  return () => {
    const entries = answer();
    const marks = entries.map(({ name, traceId }) => ({ id: name, owner: undefined, traceId }));
    const rows = [{ labels: [], marks, values: entries.map((entry) => entry.value) }];
    return { type: 'RECORD_LIST', labelled: false, rows, error: undefined };
  };
}
