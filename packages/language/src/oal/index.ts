export { readMetricValue } from './functions/index.ts';
export type {
  LabelledValue,
  MetricRowView,
  MetricValue,
  MetricValueReader,
} from './metric-value.ts';
export type {
  AccumulatorRows,
  DispatchContext,
  MapAccumulator,
  RuleManifest,
  SourceDispatcher,
} from './runtime.ts';
