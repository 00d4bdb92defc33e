/*
 * Judges rules over the columns of their scope. Most rules have forms that work on whole columns (`isColumnar`); what two
 * rules have in common is worked out once a minute, keyed by its text and the rule's period. Rules of other forms are
 * evaluated by the language's own evaluator, entity by entity.
 */
import { assertNever } from '@stormpetrel/base';
import {
  type Expression,
  type ParsedMqe,
  createSelector,
  evaluateMqe,
  roundHalfUp,
} from '@stormpetrel/language/mqe';
import type { AlarmCatalog, AlarmRule } from '../rules/alarm-rule.ts';
import { metricNamesOf, reachOf } from './admit-rules.ts';
import {
  aggregateColumns,
  aggregateLabelColumns,
  combineColumns,
  constantTable,
  countWhere,
  mapColumns,
  presentColumns,
  trendColumns,
} from './column-operations.ts';
import { type ColumnArena, OverBudget } from './column-arena.ts';
import type { ColumnRow, ColumnTable, LabelColumn, RowBounds } from './column-table.ts';
import { EntitySource, minuteWindow } from './entity-source.ts';
import { expressionNodes } from './expression-nodes.ts';
import { isCompare, mirrored } from './operators.ts';
import type { ScopeColumns } from './scope-columns.ts';

/** Whether an expression consists of what works on whole columns. */
export function isColumnar(expression: Expression): boolean {
  return expressionNodes(expression).every((node) => {
    switch (node.kind) {
      case 'scalar':
      case 'metric':
      case 'trend':
      case 'binary':
      case 'aggregate':
      case 'math':
      case 'round':
      case 'aggregateLabels':
        return true;
      case 'choice':
        return node.function === 'is_present';
      default:
        return false;
    }
  });
}

/** How often each part of the rules' expressions stands in them: what stands twice is worth keeping. */
export class SharedParts {
  readonly #counts = new Map<string, number>();
  readonly #keys = new Map<Expression, string>();

  constructor(rules: Iterable<AlarmRule>) {
    for (const { parsed, settings } of rules) {
      if (parsed.expression === undefined || !isColumnar(parsed.expression)) continue;
      for (const node of expressionNodes(parsed.expression)) {
        if (node.kind === 'scalar' || node.kind === 'metric') continue;
        const text = parsed.source.slice(node).replaceAll(/\s+/g, ' ');
        const key = `${settings.period} ${text}`;
        this.#keys.set(node, key);
        this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      }
    }
  }

  /** The key to keep the node's value under; undefined where nobody else asks for it. */
  keyOf(node: Expression): string | undefined {
    const key = this.#keys.get(node);
    return key !== undefined && (this.#counts.get(key) ?? 0) > 1 ? key : undefined;
  }
}

/** One minute's work over one scope. */
export class ColumnEvaluator {
  readonly #columns: ScopeColumns;
  readonly #parts: SharedParts;
  readonly #arena: ColumnArena;
  readonly #shared = new Map<string, ColumnTable>();
  #sharedCells = 0;
  /** The entities that are worked on: all, or where that is too much some of them after one another. */
  #from = 0;
  #size: number;

  constructor(columns: ScopeColumns, parts: SharedParts, arena: ColumnArena) {
    this.#columns = columns;
    this.#parts = parts;
    this.#arena = arena;
    this.#size = columns.size;
  }

  /**
   * Indexes of the entities for which a columnar rule is true, each once. Those without data are never. Throws `OverBudget`
   * where a single entity takes more than there may be.
   */
  judge(rule: AlarmRule): readonly number[] {
    const { size } = this.#columns;
    const { expression } = rule.parsed;
    if (expression === undefined || size === 0) return [];
    const alive = aliveMask(this.#columns, rule);
    const hits: number[] = [];
    let atOnce = size;
    for (let from = 0; from < size;) {
      this.#from = from;
      this.#size = Math.min(atOnce, size - from);
      try {
        const table = this.#evaluate(expression, rule.settings.period);
        addHits(hits, table.rows, alive.subarray(from, from + this.#size), from);
        from += this.#size;
      } catch (thrown) {
        if (!(thrown instanceof OverBudget) || this.#size === 1) throw thrown;
        atOnce = Math.ceil(this.#size / 2);
      } finally {
        this.#arena.release();
      }
    }
    return hits;
  }

  /** Gives back what was kept for other rules. */
  close(): void {
    this.#shared.clear();
  }

  /** Rules share what is worked out for all entities. */
  #keyOf(node: Expression): string | undefined {
    return this.#size === this.#columns.size ? this.#parts.keyOf(node) : undefined;
  }

  #evaluate(node: Expression, period: number): ColumnTable {
    const key = this.#keyOf(node);
    const known = key === undefined ? undefined : this.#shared.get(key);
    if (known !== undefined) return known;
    const table = this.#work(node, period);
    if (key !== undefined) this.#keep(key, table);
    return table;
  }

  #keep(key: string, table: ColumnTable): void {
    const cells = table.rows.length * table.width * this.#size;
    if (this.#sharedCells + cells > this.#arena.cellsMax / 2) return;
    this.#sharedCells += cells;
    this.#arena.pin(table);
    this.#shared.set(key, table);
  }

  #work(node: Expression, period: number): ColumnTable {
    const work = { arena: this.#arena, size: this.#size };
    switch (node.kind) {
      case 'scalar':
        return constantTable(node.value);
      case 'metric':
        return this.#view(node, period, period);
      case 'trend': {
        const table = this.#view(node.metric, period, period + node.range);
        return trendColumns(
          work,
          table,
          node.range,
          node.function === 'rate' ? node.range * 60 : 1,
        );
      }
      case 'binary':
        return this.#chain(node, period);
      case 'aggregate':
        return this.#aggregate(node, period);
      case 'math':
        return mapColumns(work, this.#evaluate(node.of, period), Math[node.function]);
      case 'round': {
        const change = (value: number): number => roundHalfUp(value, node.places);
        return mapColumns(work, this.#evaluate(node.of, period), change);
      }
      case 'aggregateLabels': {
        const table = this.#evaluate(node.of, period);
        return aggregateLabelColumns(work, table, node.function, node.keep);
      }
      case 'choice':
        return presentColumns(
          work,
          node.parts.map((part) => this.#evaluate(part, period)),
        );
      case 'top':
      case 'topOf':
      case 'baseline':
      case 'relabels':
      case 'sortValues':
      case 'sortLabelValues':
        throw new TypeError(`${node.kind} is not evaluated over columns`);
      default:
        return assertNever(node);
    }
  }

  /** The last `period` minutes of a metric; rows with labels are there where the last `reach` minutes have a value. */
  #view(node: Extract<Expression, { kind: 'metric' }>, period: number, reach: number): ColumnTable {
    const metric = this.#columns.metric(node.name);
    const labelled = metric?.labelled ?? false;
    const stride = metric?.minutes ?? 0;
    const offset = (this.#from + 1) * stride - period;
    const head = { single: false, labelled, width: period, whole: false };
    if (metric === undefined) return { ...head, rows: [] };
    const of = (column: LabelColumn): Pick<ColumnRow, 'values' | 'labels' | 'bounds'> => ({
      ...column,
      bounds: () => this.#bounds(metric.bounds(column, period)),
    });
    if (!labelled) {
      return { ...head, rows: [{ ...of(metric.plain), stride, offset, has: undefined }] };
    }
    const fits = createSelector(node.labels);
    const rows = metric.columns
      .filter((column) => fits(column.labels))
      .map((column) => {
        const has = metric.mask(column, reach).subarray(this.#from, this.#from + this.#size);
        return { ...of(column), stride, offset, has };
      });
    return { ...head, rows };
  }

  /** Of all entities those that are worked on. */
  #bounds({ min, max }: RowBounds): RowBounds {
    const end = this.#from + this.#size;
    return { min: min.subarray(this.#from, end), max: max.subarray(this.#from, end) };
  }

  #aggregate(
    node: Extract<Expression, { readonly kind: 'aggregate' }>,
    period: number,
  ): ColumnTable {
    const work = { arena: this.#arena, size: this.#size };
    const { of } = node;
    if (node.function === 'sum' && of.kind === 'binary' && isCompare(of.operator)) {
      if (of.right.kind === 'scalar') {
        return countWhere(work, this.#evaluate(of.left, period), of.operator, of.right.value);
      }
      if (of.left.kind === 'scalar') {
        const table = this.#evaluate(of.right, period);
        return countWhere(work, table, mirrored[of.operator], of.left.value);
      }
    }
    return aggregateColumns(work, this.#evaluate(of, period), node.function);
  }

  /** A loop down the left side, which may be as deep as the expression is long. */
  #chain(last: Extract<Expression, { kind: 'binary' }>, period: number): ColumnTable {
    const work = { arena: this.#arena, size: this.#size };
    const chain = [last];
    let node = last.left;
    for (; node.kind === 'binary'; node = node.left) chain.push(node);
    let table = this.#evaluate(node, period);
    for (const step of chain.toReversed()) {
      const key = step === last ? undefined : this.#keyOf(step);
      const known = key === undefined ? undefined : this.#shared.get(key);
      if (known !== undefined) {
        table = known;
        continue;
      }
      const right = this.#evaluate(step.right, period);
      table = combineColumns(work, table, right, step.operator);
      if (key !== undefined) this.#keep(key, table);
    }
    return table;
  }
}

/** Adds each entity that is alive and true in any row; `alive` begins with the entity `from`. */
function addHits(
  hits: number[],
  [first, ...others]: ColumnTable['rows'],
  alive: Uint8Array,
  from: number,
): void {
  if (first === undefined) return;
  const found = others.length > 0 ? new Uint8Array(alive.length) : undefined;
  for (const { values, stride, offset } of [first, ...others]) {
    for (let e = 0, at = offset; e < alive.length; e++, at += stride) {
      if (values[at] !== 1 || alive[e] !== 1 || found?.[e] === 1) continue;
      if (found !== undefined) found[e] = 1;
      hits.push(from + e);
    }
  }
}

/** For each entity whether any of the rule's metrics has a value in the minutes that the rule looks at. */
export function aliveMask(columns: ScopeColumns, rule: AlarmRule): Uint8Array {
  const minutes = reachOf(rule);
  let alive: Uint8Array | undefined;
  for (const name of metricNamesOf(rule)) {
    const mask = columns.metric(name)?.anyMask(minutes);
    if (mask === undefined) continue;
    alive = alive === undefined ? mask : alive.map((has, i) => has | (mask[i] as number));
  }
  return alive ?? new Uint8Array(columns.size);
}

/** Whether a rule of any form is true for one entity. */
export async function judgeEntity(
  rule: Pick<AlarmRule, 'settings'> & { readonly parsed: ParsedMqe },
  columns: ScopeColumns,
  entity: number,
  catalog: AlarmCatalog,
): Promise<boolean> {
  const window = minuteWindow(columns.toMs, rule.settings.period);
  const source = new EntitySource(columns, entity);
  const { type, results, error } = await evaluateMqe(rule.parsed, { catalog, source, window });
  if (error !== undefined || type !== 'SINGLE_VALUE') return false;
  return results.some(({ values }) => values[0]?.value === '1');
}
