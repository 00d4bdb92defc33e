/** The functions of the language with their arguments (oap.md §3.9), for completion and hints. */
export interface MqeFunction {
  readonly name: string;
  readonly signature: string;
  readonly help: string;
  /** What an argument is, where it is no expression; the last one repeats. */
  readonly arguments: readonly ArgumentKind[];
}

export type ArgumentKind =
  | 'expression'
  | 'metric'
  | 'count'
  | 'order'
  | 'aggregate'
  | 'label'
  | 'bound'
  | 'relabel';

function define(
  name: string,
  signature: string,
  help: string,
  args: readonly ArgumentKind[] = ['expression'],
): MqeFunction {
  return { name, signature: `${name}(${signature})`, help, arguments: args };
}

export const mqeFunctions: readonly MqeFunction[] = [
  define('avg', 'e', 'mean of the values there are'),
  define('sum', 'e', 'sum of the values there are'),
  define('count', 'e', 'how many values there are'),
  define('max', 'e', 'the greatest value'),
  define('min', 'e', 'the least value'),
  define('latest', 'e', 'the last value that is there'),
  define('abs', 'e', 'each value without its sign'),
  define('ceil', 'e', 'each value rounded up'),
  define('floor', 'e', 'each value rounded down'),
  define('round', 'e, digits', 'each value rounded', ['expression', 'count']),
  define('increase', 'metric, n', 'less that of n steps before', ['metric', 'count']),
  define('rate', 'metric, n', 'increase for a second', ['metric', 'count']),
  define('top_n', "metric, n, order, attr0='…'", 'entities that rank first', [
    'metric',
    'count',
    'order',
    'label',
  ]),
  define('top_n_of', 'top_n(…), top_n(…), n, order', 'several rankings made one', ['expression']),
  define('aggregate_labels', 'e, sum(label)', 'rows put together', ['expression', 'aggregate']),
  define('relabels', "e, l='a', new='b'", 'labels renamed', ['expression', 'relabel']),
  define('sort_values', 'e, n, order, avg', 'rows that rank first', [
    'expression',
    'count',
    'order',
    'aggregate',
  ]),
  define('sort_label_values', 'e, order, label', 'rows by their labels', [
    'expression',
    'order',
    'label',
  ]),
  define('view_as_seq', 'e1, e2, …', 'the first that has values'),
  define('is_present', 'e1, e2, …', '1 where any has values'),
  define('baseline', 'metric, value', 'the predicted series', ['metric', 'bound']),
];

export const argumentChoices: Readonly<Partial<Record<ArgumentKind, readonly string[]>>> = {
  order: ['des', 'asc'],
  aggregate: ['sum', 'avg', 'max', 'min'],
  bound: ['value', 'upper', 'lower'],
};
