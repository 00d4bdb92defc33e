import { assertNever } from '@stormpetrel/base';
import type {
  BaselineNode,
  Expression,
  MetricNode,
  TopNode,
  TrendNode,
} from '../1-parse/expression.ts';

/** The nodes that read a metric: a metric by itself, or the call that says how it is read. */
export type MetricUse = MetricNode | TrendNode | TopNode | BaselineNode;

export function metricOf(use: MetricUse): MetricNode {
  return use.kind === 'metric' ? use : use.metric;
}

/** Every reading of a metric in the expression, from left to right. */
export function metricUses(expression: Expression): readonly MetricUse[] {
  const uses: MetricUse[] = [];
  // A stack of our own: chains of operators are as deep as the expression is long.
  const open: Expression[] = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    switch (node.kind) {
      case 'scalar':
        break;
      case 'metric':
      case 'trend':
      case 'top':
      case 'baseline':
        uses.push(node);
        break;
      case 'binary':
        open.push(node.right, node.left);
        break;
      case 'aggregate':
      case 'math':
      case 'round':
      case 'relabels':
      case 'aggregateLabels':
      case 'sortValues':
      case 'sortLabelValues':
        open.push(node.of);
        break;
      case 'choice':
        open.push(...node.parts.toReversed());
        break;
      case 'topOf':
        open.push(...node.lists.toReversed());
        break;
      default:
        assertNever(node);
    }
  }
  return uses;
}
