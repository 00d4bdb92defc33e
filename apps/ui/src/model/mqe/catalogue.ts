/** Every metric that the server has, read once for the page. */
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { graphql } from '../server.ts';
import { slowPresent } from '../page/refresh.ts';

export type MetricType =
  | 'UNKNOWN'
  | 'REGULAR_VALUE'
  | 'LABELED_VALUE'
  | 'HEATMAP'
  | 'SAMPLED_RECORD';

export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  /** The kind of entity that it is of: `SERVICE`, `ENDPOINT`, …; '' when the server does not say. */
  readonly catalog: string;
}

/** Metrics come with rules, which change by hand: it is enough to look now and then. */
const readMsMin = 300_000;

export function openCatalogue(): Query<readonly Metric[]> {
  const present = slowPresent(readMsMin);
  return createQuery<readonly Metric[]>({
    key: () => 'catalogue',
    read: async (signal) => {
      void present.value;
      const { listMetrics } = await graphql().query<{
        readonly listMetrics: readonly {
          readonly name: string;
          readonly type: MetricType;
          readonly catalog: string | null;
        }[];
      }>('query Metrics{listMetrics{name type catalog}}', {}, signal);
      return listMetrics.map(({ name, type, catalog }) => ({ name, type, catalog: catalog ?? '' }));
    },
    judge: (metrics) => (metrics.length === 0 ? 'empty' : 'ready'),
  });
}

const typeNames: Readonly<Record<MetricType, string>> = {
  UNKNOWN: '',
  REGULAR_VALUE: '',
  LABELED_VALUE: 'labels',
  HEATMAP: 'heat map',
  SAMPLED_RECORD: 'records',
};

/** `service`, `endpoint, labels`: what a metric is of and what kind it is. */
export function metricHint(metric: Metric): string {
  const scope = scopeName(metric.catalog);
  return [scope, typeNames[metric.type] ?? ''].filter((part) => part !== '').join(', ');
}

/** `service instance` for `SERVICE_INSTANCE`. */
export function scopeName(catalog: string): string {
  return catalog.toLowerCase().replaceAll('_', ' ').replace('service instance', 'instance');
}
