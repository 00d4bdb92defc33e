import type { MetricDefinition, ScopeName, Step } from '@stormpetrel/model';

/**
 * What an expression needs to know of a metric; a `MetricDefinition` is one. The sampled records
 * (`top_n_database_statement` and the like) are metrics of type SAMPLED_RECORD here.
 */
export interface MqeMetric extends Pick<MetricDefinition, 'name' | 'scope' | 'valueType'> {
  /** Which of attr0..attr5 its rows carry. Absent: not known, every attribute is let through to the source. */
  readonly attributes?: readonly string[];
}

export interface MqeCatalog {
  findMetric(name: string): MqeMetric | undefined;
}

/** The time that is asked about: buckets by their start, epoch ms, ascending and without gaps; at least one. */
export interface MqeWindow {
  readonly step: Step;
  readonly buckets: readonly number[];
}

export interface MqeLabel {
  readonly key: string;
  readonly value: string;
}

/** One line of values: `values[i]` belongs to `window.buckets[i]`, undefined where there is no data. */
export interface MqeSeries {
  /** Empty for metrics without labels. */
  readonly labels: readonly MqeLabel[];
  readonly values: readonly (number | undefined)[];
}

/**
 * Asks for the series of the request's entity. The window is that of the request, or one that starts earlier (trends).
 * Labels are selected by the evaluator: the answer holds every label set that has data in the window, in any order.
 */
export interface SeriesReading {
  readonly metric: MqeMetric;
  readonly window: MqeWindow;
}

/** Asks for a predicted series of the request's entity. */
export interface BaselineReading extends SeriesReading {
  readonly bound: BaselineBound;
}

export type BaselineBound = 'value' | 'upper' | 'lower';
export type MqeOrder = 'asc' | 'des';

/**
 * Asks for the entities of the metric's scope that rank first over the request's whole window, narrowed to the request's
 * service where it names one. An entity's value is the mean of the metric's values over the buckets that have data, cut
 * to an integer (what the shipped storages answer).
 */
export interface TopReading {
  readonly metric: MqeMetric;
  /** 1 .. `mqeLimits.topEntriesMax`. */
  readonly count: number;
  readonly order: MqeOrder;
  /** All must hold. A row without the attribute equals '' only. */
  readonly attributes: readonly AttributeCondition[];
}

export interface AttributeCondition {
  /** attr0..attr5. */
  readonly name: string;
  readonly value: string;
  readonly equals: boolean;
}

/** Asks for the sampled records of the request's entity, such as its slowest statements. */
export interface RecordReading {
  readonly metric: MqeMetric;
  readonly count: number;
  readonly order: MqeOrder;
}

/** Whose value an entry of a ranked list is; GraphQL's `Owner`. */
export interface MqeOwner {
  readonly scope: ScopeName;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly normal: boolean;
  readonly serviceInstanceId?: string;
  readonly serviceInstanceName?: string;
  readonly endpointId?: string;
  readonly endpointName?: string;
}

/** One row of a ranked list: `name` is what people read (`service - endpoint` in lists over all services). */
export interface TopEntry {
  readonly name: string;
  readonly value: number;
  readonly owner?: MqeOwner;
}

export interface RecordEntry {
  /** The statement or command. */
  readonly name: string;
  readonly value: number;
  readonly traceId?: string;
}

/**
 * Where values come from. An instance serves one request: it knows the entity, and whether cold data is meant.
 *
 * Each method is called at most once per evaluation, with everything of its kind that the expression reads and nothing
 * twice, so that an implementation can fetch rows that several metrics share only once. Answers come in the order of
 * the readings. Operating errors reject with a `CodedError`.
 */
export interface MqeDataSource {
  /**
   * undefined where the request's entity does not fit the metric's scope (a name that the scope needs is missing).
   * Otherwise a list: for metrics without labels one series at most, an absent one meaning no data.
   */
  readSeries(
    readings: readonly SeriesReading[],
  ): Promise<readonly (readonly MqeSeries[] | undefined)[]>;
  /** Best first, at most `count` entries each. */
  readTop(readings: readonly TopReading[]): Promise<readonly (readonly TopEntry[])[]>;
  /** Best first, at most `count` entries each; none where the entity does not fit. */
  readRecords(readings: readonly RecordReading[]): Promise<readonly (readonly RecordEntry[])[]>;
  /** Absent where nobody predicts: baselines are then empty. */
  readBaselines?(readings: readonly BaselineReading[]): Promise<readonly (readonly MqeSeries[])[]>;
}
