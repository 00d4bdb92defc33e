import type {
  MqeDataSource,
  MqeSeries,
  MqeWindow,
  RecordEntry,
  SeriesReading,
  TopEntry,
} from '@stormpetrel/language/mqe';
import { minuteMs } from '@stormpetrel/model';
import { type LabelColumn, missing } from './column-table.ts';
import type { MetricColumns } from './metric-columns.ts';
import type { ScopeColumns } from './scope-columns.ts';

/** The minutes before an end. */
export function minuteWindow(toMs: number, minutes: number): MqeWindow {
  const buckets = Array.from({ length: minutes }, (_, i) => toMs - (minutes - i) * minuteMs);
  return { step: 'minute', buckets };
}

/** One entity of a scope's columns, as the language's own evaluator reads it. */
export class EntitySource implements MqeDataSource {
  readonly #columns: ScopeColumns;
  readonly #entity: number;

  constructor(columns: ScopeColumns, entity: number) {
    this.#columns = columns;
    this.#entity = entity;
  }

  async readSeries(readings: readonly SeriesReading[]): Promise<readonly (readonly MqeSeries[])[]> {
    return readings.map(({ metric, window }) => {
      const columns = this.#columns.metric(metric.name);
      if (columns === undefined) return [];
      return columns.columns
        .map((column) => this.#series(columns, column, window))
        .filter(({ values }) => values.some((value) => value !== undefined));
    });
  }

  async readTop(): Promise<readonly (readonly TopEntry[])[]> {
    return [];
  }

  async readRecords(): Promise<readonly (readonly RecordEntry[])[]> {
    return [];
  }

  #series(metric: MetricColumns, column: LabelColumn, { buckets }: MqeWindow): MqeSeries {
    const fromMs = this.#columns.toMs - metric.minutes * minuteMs;
    const values = buckets.map((bucketMs) => {
      const minute = Math.round((bucketMs - fromMs) / minuteMs);
      if (minute < 0 || minute >= metric.minutes) return undefined;
      const value = column.values[this.#entity * metric.minutes + minute];
      return value === missing ? undefined : value;
    });
    return { labels: column.labels, values };
  }
}
