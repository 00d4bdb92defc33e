import type { MetricDefinition } from '@stormpetrel/model';

/** One merged row of a metric's table, seen through the metric: roles are the keys of `MetricDefinition.columns`. */
export interface MetricRowView {
  scalar(role: string): number;
  entries(role: string): Iterable<readonly [key: number | string, value: number]>;
  /** 1, 60 or 1440. */
  readonly bucketMinutes: number;
}

export interface LabelledValue {
  /** Values of the labels, in the order of `MetricDefinition.labels`. */
  readonly labels: readonly string[];
  readonly value: number;
}

export type MetricValue = number | readonly LabelledValue[];

/** The value of a metric in a row that has one: callers check `MetricDefinition.presence` first. */
export type MetricValueReader = (definition: MetricDefinition, row: MetricRowView) => MetricValue;
