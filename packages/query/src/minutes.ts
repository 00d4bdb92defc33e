/** What alarm rules need of the query side: which metrics there are, and their minutes. Loads nothing of GraphQL. */
export { type CatalogMetric, MetricCatalog } from './read/metric/metric-catalog.ts';
export { minuteReader } from './read/alarm-values.ts';
