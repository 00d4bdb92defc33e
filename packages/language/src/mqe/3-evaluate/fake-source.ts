import type {
  BaselineReading,
  MqeCatalog,
  MqeDataSource,
  MqeLabel,
  MqeMetric,
  MqeSeries,
  MqeWindow,
  RecordEntry,
  RecordReading,
  SeriesReading,
  TopEntry,
  TopReading,
} from '../data-source.ts';

/** Buckets of a minute from 01:00 of the epoch's first day. */
export function minuteWindow(length: number): MqeWindow {
  const buckets = Array.from({ length }, (_, index) => 3_600_000 + index * 60_000);
  return { step: 'minute', buckets };
}

/** Minute of the window (0 is its first, -1 the one before) → value. */
export type MinuteValues = Readonly<Record<number, number>>;

export interface FakeSeries {
  readonly labels: readonly MqeLabel[];
  readonly at: MinuteValues;
}

/** Values by position, `undefined` for no data. */
export function atMinutes(...values: readonly (number | undefined)[]): MinuteValues {
  const entries = values.map((value, index) => [index, value] as const);
  return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined)) as MinuteValues;
}

export function labelled(labels: Readonly<Record<string, string>>, at: MinuteValues): FakeSeries {
  return { labels: Object.entries(labels).map(([key, value]) => ({ key, value })), at };
}

/** A catalog and a source in one, over tables in memory. Remembers what it was asked. */
export class FakeSource implements MqeCatalog, MqeDataSource {
  readonly metrics = new Map<string, MqeMetric>();
  readonly series = new Map<string, readonly FakeSeries[]>();
  readonly tops = new Map<string, readonly TopEntry[]>();
  readonly records = new Map<string, readonly RecordEntry[]>();
  readonly asked: {
    readonly series: (readonly SeriesReading[])[];
    readonly top: (readonly TopReading[])[];
    readonly records: (readonly RecordReading[])[];
  } = { series: [], top: [], records: [] };

  addSeries(name: string, at: MinuteValues): this {
    this.metrics.set(name, { name, scope: 'Service', valueType: 'REGULAR_VALUE' });
    this.series.set(name, [{ labels: [], at }]);
    return this;
  }

  addLabelled(name: string, ...series: readonly FakeSeries[]): this {
    this.metrics.set(name, { name, scope: 'Service', valueType: 'LABELED_VALUE' });
    this.series.set(name, series);
    return this;
  }

  /** A metric whose scope the request's entity does not fit, or that has no series. */
  addMetric(metric: MqeMetric): this {
    this.metrics.set(metric.name, metric);
    return this;
  }

  addTop(name: string, ...entries: readonly TopEntry[]): this {
    this.tops.set(name, entries);
    return this;
  }

  addRecords(name: string, ...entries: readonly RecordEntry[]): this {
    this.metrics.set(name, { name, scope: 'Service', valueType: 'SAMPLED_RECORD' });
    this.records.set(name, entries);
    return this;
  }

  findMetric(name: string): MqeMetric | undefined {
    return this.metrics.get(name);
  }

  readSeries(
    readings: readonly SeriesReading[],
  ): Promise<readonly (readonly MqeSeries[] | undefined)[]> {
    this.asked.series.push(readings);
    return Promise.resolve(readings.map((reading) => this.#readOne(reading)));
  }

  readTop(readings: readonly TopReading[]): Promise<readonly (readonly TopEntry[])[]> {
    this.asked.top.push(readings);
    return Promise.resolve(readings.map((each) => ranked(this.tops.get(each.metric.name), each)));
  }

  readRecords(readings: readonly RecordReading[]): Promise<readonly (readonly RecordEntry[])[]> {
    this.asked.records.push(readings);
    const answers = readings.map((each) => ranked(this.records.get(each.metric.name), each));
    return Promise.resolve(answers);
  }

  #readOne({ metric, window }: SeriesReading): readonly MqeSeries[] | undefined {
    return this.series.get(metric.name)?.map(({ labels, at }) => ({
      labels,
      values: window.buckets.map((bucket) => at[(bucket - 3_600_000) / 60_000]),
    }));
  }
}

/** The same, and somebody who predicts the metric plus 100, less or more 10. */
export class PredictingSource extends FakeSource {
  readBaselines(readings: readonly BaselineReading[]): Promise<readonly (readonly MqeSeries[])[]> {
    const shift = { value: 100, lower: 90, upper: 110 };
    const answers = readings.map(({ metric, window, bound }) =>
      (this.series.get(metric.name) ?? []).map(({ labels, at }) => ({
        labels,
        values: window.buckets.map((_, index) => (at[index] ?? 0) + shift[bound]),
      })),
    );
    return Promise.resolve(answers);
  }
}

function ranked<E extends { readonly value: number }>(
  entries: readonly E[] | undefined,
  reading: { readonly count: number; readonly order: 'asc' | 'des' },
): readonly E[] {
  const sign = reading.order === 'asc' ? 1 : -1;
  return (entries ?? []).toSorted((a, b) => sign * (a.value - b.value)).slice(0, reading.count);
}
