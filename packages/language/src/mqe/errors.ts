import type { AttributeFilter } from './1-parse/expression.ts';
import type { ExpressionResultType } from './result.ts';

/**
 * The error texts of expressions. Clients show them and tests of clients compare them, so their wording is that of the
 * protocol (mqe-rt and the query plugin's MQEVisitor).
 */
export const mqeErrors = {
  unknownMetric: (name: string) => `Metric: [${name}] does not exist.`,
  recordWithoutTop: (name: string) =>
    `Metric: [${name}] is topN record, need top_n function for query.`,
  topCount: 'TopN value must be > 0.',
  topReadings: (most: number) => `The expression has more than ${most} different top_n.`,
  attribute: (filter: AttributeFilter, metric: string) =>
    `The attribute [${filter.name}] is not a queryable column of metric [${metric}], ` +
    'so it can not be used as a top_n condition.',
  topTypes: (one: ExpressionResultType, other: ExpressionResultType) =>
    `TopN type is not consistent, one is ${one}, another is ${other}`,
  trendRange: 'The trend range must be greater than 0.',
  trendRangeMax: (most: number) => `The trend range must not be greater than ${most}.`,
  notSeries: (text: string) => `The result of expression [${text}] is not a time series result.`,
  notLabelled: (text: string) => `The result of expression [${text}] is not a labeled result.`,
  relabelCount: (target: string) =>
    `Target label [${target}]: the number of relabel values is not equal to the number of replace label.`,
  latestOfSeries: 'LATEST can only be used in time series result.',
  notComparison: (side: 'left' | 'right') =>
    `Bool Operation: The result of the ${side} expression is not a compare result.`,
  unsupported: 'Unsupported operation.',
  reading: 'Internal IO exception, query metrics error.',
} as const;
