/*
 * What can be known of an expression without its data: which metrics it reads and how, whether they exist, and what type
 * of result it gives where the entity fits its metrics. Editors show the problems while somebody types; evaluation
 * does not need them, it finds the same things wrong by itself.
 */
import { assertNever, closestWords } from '@stormpetrel/base';
import { type Diagnostic, Diagnostics, type SourceText } from '../../kit/index.ts';
import {
  type BinaryNode,
  type Expression,
  isComparison,
  operatorFamily,
} from '../1-parse/expression.ts';
import type { ParsedMqe } from '../1-parse/parse-mqe.ts';
import type { MqeCatalog, MqeMetric } from '../data-source.ts';
import { mqeErrors } from '../errors.ts';
import type { ExpressionResultType } from '../result.ts';
import { type MetricUse, metricOf, metricUses } from './metric-uses.ts';

export interface MqeMetricUse {
  readonly name: string;
  /** undefined where the catalog does not know it. */
  readonly metric: MqeMetric | undefined;
  readonly use: MetricUse['kind'];
}

export interface MqeAnalysis {
  readonly type: ExpressionResultType;
  /** The result's rows are told apart by labels. */
  readonly labelled: boolean;
  /** From left to right, a metric that stands twice twice. */
  readonly metrics: readonly MqeMetricUse[];
  /** Of the parse and of what is beyond it, in the order of the text as far as it was read. */
  readonly problems: readonly Diagnostic[];
}

/** `names` are what a misspelt metric is compared with; without them nothing is suggested. */
export function analyzeMqe(
  parsed: ParsedMqe,
  catalog: MqeCatalog,
  names: Iterable<string> = [],
): MqeAnalysis {
  const { expression } = parsed;
  if (expression === undefined) {
    return { type: 'UNKNOWN', labelled: false, metrics: [], problems: parsed.diagnostics };
  }
  const diagnostics = new Diagnostics();
  const metrics = metricUses(expression).map((use): MqeMetricUse => {
    const { name, ...span } = metricOf(use);
    const metric = catalog.findMetric(name);
    if (metric === undefined) {
      const near = closestWords(name, names);
      diagnostics.report(parsed.source, span, `there is no metric ${name}`, near);
    }
    return { name, metric, use: use.kind };
  });
  const inference = new Inference(parsed.source, catalog, diagnostics);
  const { type, labelled } = inference.infer(expression);
  return { type, labelled, metrics, problems: diagnostics.list };
}

interface Shape {
  readonly type: ExpressionResultType;
  readonly labelled: boolean;
}

/** Of unknown metrics, heat maps and all that is made of what cannot be. */
const unknown: Shape = { type: 'UNKNOWN', labelled: false };
const single: Shape = { type: 'SINGLE_VALUE', labelled: false };

class Inference {
  readonly #source: SourceText;
  readonly #catalog: MqeCatalog;
  readonly #diagnostics: Diagnostics;

  constructor(source: SourceText, catalog: MqeCatalog, diagnostics: Diagnostics) {
    this.#source = source;
    this.#catalog = catalog;
    this.#diagnostics = diagnostics;
  }

  infer(node: Expression): Shape {
    switch (node.kind) {
      case 'scalar':
        return single;
      case 'metric':
      case 'trend':
      case 'top':
      case 'baseline':
        return this.#inferUse(node);
      case 'binary':
        return this.#inferChain(node);
      case 'aggregate':
        return { ...this.infer(node.of), type: 'SINGLE_VALUE' };
      case 'math':
      case 'round':
      case 'sortLabelValues':
        return this.infer(node.of);
      case 'sortValues': {
        const of = this.infer(node.of);
        return of.labelled ? { type: 'TIME_SERIES_VALUES', labelled: true } : of;
      }
      case 'relabels':
        return this.#requireLabelled(node.of);
      case 'aggregateLabels':
        return { ...this.#requireLabelled(node.of), labelled: node.keep.length > 0 };
      case 'choice': {
        const shapes = node.parts.map((part) => this.infer(part));
        return node.function === 'is_present' ? single : (shapes[0] ?? unknown);
      }
      case 'topOf': {
        const shapes = node.lists.map((list) => this.infer(list));
        return { type: shapes[0]?.type ?? 'UNKNOWN', labelled: false };
      }
      default:
        return assertNever(node);
    }
  }

  #inferUse(use: MetricUse): Shape {
    const { name, ...span } = metricOf(use);
    const valueType = this.#catalog.findMetric(name)?.valueType;
    switch (valueType) {
      case undefined:
      case 'HEATMAP':
        return unknown;
      case 'SAMPLED_RECORD':
        if (use.kind === 'top') return { type: 'RECORD_LIST', labelled: false };
        this.#diagnostics.report(this.#source, span, `${name} can only be read by top_n`);
        return unknown;
      case 'REGULAR_VALUE': {
        const type = use.kind === 'top' ? 'SORTED_LIST' : 'TIME_SERIES_VALUES';
        return { type, labelled: false };
      }
      case 'LABELED_VALUE':
        return { type: 'TIME_SERIES_VALUES', labelled: true };
      default:
        return assertNever(valueType);
    }
  }

  #inferChain(last: BinaryNode): Shape {
    const chain: BinaryNode[] = [];
    let node: Expression = last;
    for (; node.kind === 'binary'; node = node.left) chain.push(node);
    let shape = this.infer(node);
    for (const step of chain.toReversed()) {
      shape = this.#join(step, shape, this.infer(step.right));
    }
    return shape;
  }

  #join(node: BinaryNode, left: Shape, right: Shape): Shape {
    if (operatorFamily(node.operator) === 'bool') {
      for (const side of [node.left, node.right]) {
        if (isComparison(side)) continue;
        const message = `${node.operator} joins comparisons, and this is none`;
        this.#diagnostics.report(this.#source, side, message);
      }
    }
    if (left.type === 'UNKNOWN' || right.type === 'UNKNOWN') return unknown;
    const type = left.type === 'SINGLE_VALUE' ? right.type : left.type;
    const series = left.type === 'TIME_SERIES_VALUES' && right.type === 'TIME_SERIES_VALUES';
    if (left.type !== 'SINGLE_VALUE' && right.type !== 'SINGLE_VALUE' && !series) {
      this.#diagnostics.report(this.#source, node, mqeErrors.unsupported.replace(/\.$/, ''));
      return unknown;
    }
    return { type, labelled: left.labelled || right.labelled };
  }

  #requireLabelled(of: Expression): Shape {
    const shape = this.infer(of);
    if (!shape.labelled && shape.type !== 'UNKNOWN') {
      this.#diagnostics.report(this.#source, of, 'this has no labels');
    }
    return shape;
  }
}
