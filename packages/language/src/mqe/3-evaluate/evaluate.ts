import { CodedError, assertNever } from '@stormpetrel/base';
import {
  type BinaryNode,
  type ChoiceNode,
  type Expression,
  type TopOfNode,
  type TrendNode,
  isComparison,
  operatorFamily,
} from '../1-parse/expression.ts';
import { type ParsedMqe, parseMqe, syntaxError } from '../1-parse/parse-mqe.ts';
import { type MetricUse, metricUses } from '../2-analyze/metric-uses.ts';
import type { MqeCatalog, MqeDataSource, MqeWindow } from '../data-source.ts';
import { mqeErrors } from '../errors.ts';
import type { ExpressionResult } from '../result.ts';
import { aggregateRows } from './aggregate.ts';
import { combineTables } from './combine.ts';
import { formatValue, roundHalfUp } from './format-value.ts';
import { aggregateLabels, relabel, sortLabelValues, sortValues } from './label-operations.ts';
import { readUses } from './readings.ts';
import {
  type Mark,
  type Value,
  type ValueTable,
  blankMark,
  compareNumbers,
  failedTable,
  mapValues,
  singleValue,
} from './value-table.ts';
import { stepSeconds, windowMarks } from './window.ts';

export interface MqeContext {
  readonly catalog: MqeCatalog;
  readonly source: MqeDataSource;
  readonly window: MqeWindow;
  /** Told of an operating error of the source, whose details the result does not show. */
  readonly onReadError?: (error: CodedError) => void;
  /** Awaited when everything is read, before the expression is worked out in one go. A rejection is the evaluation's. */
  readonly nextTurn?: () => Promise<void>;
}

/**
 * The value of an expression, given as its text or already parsed. What is wrong with the expression, and operating
 * errors of the source, are the result's `error`; it rejects only for mistakes of the program.
 */
export async function evaluateMqe(
  expression: string | ParsedMqe,
  context: MqeContext,
): Promise<ExpressionResult> {
  const parsed = typeof expression === 'string' ? parseMqe(expression) : expression;
  if (parsed.expression === undefined) {
    return createResult(failedTable(explainFailure(parsed, context.catalog)));
  }
  let tables: ReadonlyMap<MetricUse, ValueTable>;
  try {
    tables = await readUses(metricUses(parsed.expression), context);
  } catch (thrown) {
    if (!(thrown instanceof CodedError)) throw thrown;
    context.onReadError?.(thrown);
    return createResult(failedTable(mqeErrors.reading));
  }
  const evaluation = new Evaluation(parsed, context.window, tables);
  return createResult(evaluation.evaluate(parsed.expression));
}

/**
 * The protocol's server reads `median(x)` as a metric called median with something behind it that it does not look at,
 * so people know an unknown function by the error of an unknown metric.
 */
function explainFailure(parsed: ParsedMqe, catalog: MqeCatalog): string {
  const { unknownFunction } = parsed;
  if (unknownFunction !== undefined && catalog.findMetric(unknownFunction) === undefined) {
    return mqeErrors.unknownMetric(unknownFunction);
  }
  return syntaxError(parsed.diagnostics);
}

class Evaluation {
  readonly #parsed: ParsedMqe;
  readonly #window: MqeWindow;
  readonly #tables: ReadonlyMap<MetricUse, ValueTable>;
  #marks: readonly Mark[] | undefined;

  constructor(parsed: ParsedMqe, window: MqeWindow, tables: ReadonlyMap<MetricUse, ValueTable>) {
    this.#parsed = parsed;
    this.#window = window;
    this.#tables = tables;
  }

  evaluate(node: Expression): ValueTable {
    switch (node.kind) {
      case 'scalar':
        return singleValue(node.value);
      case 'metric':
      case 'top':
      case 'baseline':
        return this.#read(node);
      case 'trend':
        return this.#evaluateTrend(node);
      case 'binary':
        return this.#evaluateChain(node);
      case 'choice':
        return this.#evaluateChoice(node);
      case 'topOf':
        return this.#evaluateTopOf(node);
      case 'aggregate':
      case 'math':
      case 'round':
      case 'relabels':
      case 'aggregateLabels':
      case 'sortValues':
      case 'sortLabelValues':
        return this.#evaluateStep(node);
      default:
        return assertNever(node);
    }
  }

  /** The steps that take one result and give one. An error passes through them. */
  #evaluateStep(node: Extract<Expression, { readonly of: Expression }>): ValueTable {
    const table = this.evaluate(node.of);
    if (table.error !== undefined) return table;
    switch (node.kind) {
      case 'aggregate':
        if (node.function === 'latest' && table.type !== 'TIME_SERIES_VALUES') {
          return failedTable(mqeErrors.latestOfSeries);
        }
        return aggregateRows(table, node.function);
      case 'math':
        return mapValues(table, Math[node.function]);
      case 'round':
        return mapValues(table, (value) => roundHalfUp(value, node.places));
      case 'relabels':
        return table.labelled ? relabel(table, node) : this.#refuseUnlabelled(table, node.of);
      case 'aggregateLabels':
        return table.labelled
          ? aggregateLabels(table, node)
          : this.#refuseUnlabelled(table, node.of);
      case 'sortValues':
        return sortValues(table, node);
      case 'sortLabelValues':
        return sortLabelValues(table, node);
      default:
        return assertNever(node);
    }
  }

  #read(use: MetricUse): ValueTable {
    return this.#tables.get(use) ?? failedTable(mqeErrors.reading);
  }

  #refuseUnlabelled(table: ValueTable, of: Expression): ValueTable {
    return { ...table, error: mqeErrors.notLabelled(this.#textOf(of)) };
  }

  /** A loop down the left side, which may be as deep as the expression is long; recursion only into right sides. */
  #evaluateChain(last: BinaryNode): ValueTable {
    const chain: BinaryNode[] = [];
    let node: Expression = last;
    for (; node.kind === 'binary'; node = node.left) chain.push(node);
    let result = this.evaluate(node);
    for (const step of chain.toReversed()) {
      if (result.error !== undefined) return result;
      const right = this.evaluate(step.right);
      if (right.error !== undefined) return right;
      if (operatorFamily(step.operator) === 'bool') {
        if (!isComparison(step.left)) return failedTable(mqeErrors.notComparison('left'));
        if (!isComparison(step.right)) return failedTable(mqeErrors.notComparison('right'));
      }
      result = combineTables(result, right, step.operator);
    }
    return result;
  }

  #evaluateTrend(node: TrendNode): ValueTable {
    const table = this.#read(node);
    if (table.error !== undefined) return table;
    if (table.type !== 'TIME_SERIES_VALUES') {
      return { ...table, error: mqeErrors.notSeries(this.#textOf(node.metric)) };
    }
    const divisor = node.function === 'rate' ? node.range * stepSeconds(this.#window) : 1;
    const marks = (this.#marks ??= windowMarks(this.#window));
    const rows = table.rows.map((row) => {
      const values = marks.map((_, index): Value => {
        const before = row.values[index];
        const now = row.values[index + node.range];
        return before === undefined || now === undefined ? undefined : (now - before) / divisor;
      });
      return { ...row, marks, values };
    });
    return { ...table, rows };
  }

  #evaluateChoice(node: ChoiceNode): ValueTable {
    let first: ValueTable | undefined;
    for (const part of node.parts) {
      const table = this.evaluate(part);
      first ??= table;
      const present = table.rows.some((row) => row.values.some((value) => value !== undefined));
      if (present) return node.function === 'is_present' ? singleValue(1) : table;
    }
    return node.function === 'is_present' || first === undefined ? singleValue(0) : first;
  }

  #evaluateTopOf(node: TopOfNode): ValueTable {
    const entries: { readonly mark: Mark; readonly value: number }[] = [];
    let type: ValueTable['type'] | undefined;
    for (const list of node.lists) {
      const table = this.#read(list);
      if (table.error !== undefined) return table;
      if (type !== undefined && type !== table.type) {
        return failedTable(mqeErrors.topTypes(type, table.type));
      }
      type = table.type;
      const [row] = table.rows;
      row?.values.forEach((value, index) => {
        if (value !== undefined) entries.push({ mark: row.marks[index] ?? blankMark, value });
      });
    }
    const sign = node.order === 'asc' ? 1 : -1;
    entries.sort((a, b) => sign * compareNumbers(a.value, b.value));
    const kept = entries.slice(0, node.count);
    const marks = kept.map((entry) => entry.mark);
    const rows = [{ labels: [], marks, values: kept.map((entry) => entry.value) }];
    return { type: type ?? 'UNKNOWN', labelled: false, rows, error: undefined };
  }

  /** The expression's text without the spaces, as errors quote it. */
  #textOf(node: Expression): string {
    return this.#parsed.source.slice(node).replaceAll(/('[^']*'|"[^"]*")|\s+/g, '$1');
  }
}

function createResult(table: ValueTable): ExpressionResult {
  const results = table.rows.map((row) => ({
    labels: row.labels,
    values: row.marks.map((mark, index) => {
      const value = row.values[index];
      return { ...mark, value: value === undefined ? undefined : formatValue(value) };
    }),
  }));
  return { type: table.type, results, error: table.error };
}
