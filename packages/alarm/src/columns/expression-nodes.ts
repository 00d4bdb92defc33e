import { assertNever } from '@stormpetrel/base';
import type { Expression } from '@stormpetrel/language/mqe';

type MetricNode = Extract<Expression, { readonly kind: 'metric' }>;

/**
 * All nodes, from left to right, with what reads a metric as one node: `increase(m, 2)` comes, the `m` in it does not. A
 * loop, since a chain of operators is as deep as the expression is long.
 */
export function expressionNodes(expression: Expression): readonly Expression[] {
  const nodes: Expression[] = [];
  const open: Expression[] = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    nodes.push(node);
    open.push(...childrenOf(node).toReversed());
  }
  return nodes;
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'scalar':
    case 'metric':
    case 'trend':
    case 'top':
    case 'baseline':
      return [];
    case 'binary':
      return [node.left, node.right];
    case 'aggregate':
    case 'math':
    case 'round':
    case 'relabels':
    case 'aggregateLabels':
    case 'sortValues':
    case 'sortLabelValues':
      return [node.of];
    case 'choice':
      return node.parts;
    case 'topOf':
      return node.lists;
    default:
      return assertNever(node);
  }
}

/** The metric that a node reads; undefined for nodes that read none. */
export function metricNodeOf(node: Expression): MetricNode | undefined {
  switch (node.kind) {
    case 'metric':
      return node;
    case 'trend':
    case 'top':
    case 'baseline':
      return node.metric;
    default:
      return undefined;
  }
}
