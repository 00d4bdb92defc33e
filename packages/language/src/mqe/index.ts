export { type MqeAnalysis, type MqeMetricUse, analyzeMqe } from './2-analyze/analyze-mqe.ts';
export { type Expression } from './1-parse/expression.ts';
export { type LabelSelector, createSelector } from './3-evaluate/label-operations.ts';
export { functionNames } from './1-parse/function-names.ts';
export { type ParsedMqe, parseMqe } from './1-parse/parse-mqe.ts';
export { type MqeContext, evaluateMqe } from './3-evaluate/evaluate.ts';
export { formatValue, roundHalfUp } from './3-evaluate/format-value.ts';
export type {
  AttributeCondition,
  BaselineBound,
  BaselineReading,
  MqeCatalog,
  MqeDataSource,
  MqeLabel,
  MqeMetric,
  MqeOrder,
  MqeOwner,
  MqeSeries,
  MqeWindow,
  RecordEntry,
  RecordReading,
  SeriesReading,
  TopEntry,
  TopReading,
} from './data-source.ts';
export { mqeLimits } from './limits.ts';
export type {
  ExpressionResult,
  ExpressionResultType,
  ExpressionValue,
  ExpressionValues,
} from './result.ts';
