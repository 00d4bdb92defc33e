/** Words that begin a call; they cannot name a metric. */
export const functionNames = [
  'avg',
  'count',
  'latest',
  'sum',
  'max',
  'min',
  'abs',
  'ceil',
  'floor',
  'round',
  'increase',
  'rate',
  'view_as_seq',
  'is_present',
  'top_n',
  'top_n_of',
  'relabels',
  'aggregate_labels',
  'sort_values',
  'sort_label_values',
  'baseline',
] as const;

export type FunctionName = (typeof functionNames)[number];

const names = new Set<string>(functionNames);

export function isFunctionName(text: string): text is FunctionName {
  return names.has(text);
}
