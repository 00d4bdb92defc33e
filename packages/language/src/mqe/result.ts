import type { MqeLabel, MqeOwner } from './data-source.ts';

/** GraphQL's `ExpressionResultType`. */
export type ExpressionResultType =
  | 'UNKNOWN'
  | 'SINGLE_VALUE'
  | 'TIME_SERIES_VALUES'
  | 'SORTED_LIST'
  | 'RECORD_LIST';

/** GraphQL's `MQEValue`; undefined stands for its null. */
export interface ExpressionValue {
  /** The bucket's epoch ms in a series, the name in a list. */
  readonly id: string | undefined;
  /** As `formatValue` writes it; undefined where there is no data. */
  readonly value: string | undefined;
  readonly owner: MqeOwner | undefined;
  readonly traceId: string | undefined;
}

export interface ExpressionValues {
  readonly labels: readonly MqeLabel[];
  readonly values: readonly ExpressionValue[];
}

/**
 * GraphQL's `ExpressionResult`. With an error the type is mostly UNKNOWN and the results are empty; where a step
 * refuses what the step before made (relabels), that earlier result comes along.
 */
export interface ExpressionResult {
  readonly type: ExpressionResultType;
  readonly results: readonly ExpressionValues[];
  readonly error: string | undefined;
}
