/*
 * Values of metrics of one scope over the last minutes, for all entities at once:
 *
 *     ids       entity index → id; an entity is there when there is any row of it
 *     metric    name → minutes, and for each set of labels a column
 *     column    one number for each entity and minute: values[entity × minutes + minute], `missing` where there is none
 *
 * Every metric ends with the same minute, and reaches as far back as the rules that read it. All of it together has one budget
 * of values. Where it does not suffice, rules give way (admit-rules.ts), what is held shrinks to what the others look at, and
 * reading goes on.
 */
import type { MetricDefinition } from '@stormpetrel/model';
import type { EntityDictionary } from '@stormpetrel/storage/api';
import { alarmLimits } from '../limits.ts';
import type { MinuteRows } from '../minute-reader.ts';
import type { AlarmRule } from '../rules/alarm-rule.ts';
import { type RefusedRule, type RuleRoom, admitRules, weightOf } from './admit-rules.ts';
import { ColumnExtremes } from './column-extremes.ts';
import { type ColumnScope, MetricColumns } from './metric-columns.ts';

/** Those of `alarmLimits`. */
export interface ColumnLimits {
  readonly entitiesMax: number;
  readonly cellsMax: number;
}

/** Columns have room for so many entities to begin with. */
const capacityMin = 64;

/** When rules give way, so much of the budget stays free, so that a few entities more do not make others give way at once. */
const sharePlanned = 0.75;

export class ScopeColumns implements ColumnScope {
  readonly toMs: number;
  readonly ids: string[] = [];
  readonly limits: ColumnLimits;
  readonly extremes = new ColumnExtremes(alarmLimits.extremeCellsMax);
  /** Rows of entities that were over the limit. */
  leftOut = 0;
  #rules: readonly AlarmRule[];
  readonly #refused: RefusedRule[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #handles = new Map<EntityDictionary, Int32Array>();
  readonly #metrics = new Map<string, MetricColumns>();
  #capacity = capacityMin;

  /** `rules` are those that give way where there is too much; who adds metrics adds what they read. */
  constructor(toMs: number, rules: readonly AlarmRule[], limits: ColumnLimits = alarmLimits) {
    this.toMs = toMs;
    this.#rules = rules;
    this.limits = limits;
  }

  get size(): number {
    return this.ids.length;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Rules whose values are all there, once everything is taken in. */
  get rules(): readonly AlarmRule[] {
    return this.#rules;
  }

  /** Rules that gave way. */
  get refused(): readonly RefusedRule[] {
    return this.#refused;
  }

  /** Adds a rule that turned out to be too much when it was worked out. */
  refuse(rule: AlarmRule): void {
    this.#refused.push({ rule, cells: weightOf(rule, this.#room()) });
  }

  addMetric(definition: MetricDefinition, minutes: number, labelled: boolean): MetricColumns {
    const metric = new MetricColumns(this, definition, minutes, labelled);
    this.#metrics.set(definition.name, metric);
    if (!labelled) metric.addPlain();
    return metric;
  }

  /** undefined also where it gave way with the rules that read it. */
  metric(name: string): MetricColumns | undefined {
    const metric = this.#metrics.get(name);
    return metric === undefined || metric.minutes === 0 ? undefined : metric;
  }

  indexOf(id: string): number | undefined {
    return this.#indexes.get(id);
  }

  /** Takes rows in, of metrics in the order that they were asked for. */
  take(rows: MinuteRows, metrics: readonly MetricColumns[]): void {
    const handles = this.#handlesOf(rows.entities);
    for (let row = 0; row < rows.count; row++) {
      const handle = rows.entity[row] as number;
      if ((handles[handle] as number) < 0) this.#enter(handle, rows.entities, handles);
    }
    if (this.size > this.#capacity) this.#fit();
    for (const [i, metric] of metrics.entries()) {
      const values = rows.metrics[i];
      if (values !== undefined) metric.take(rows, values, handles);
    }
  }

  joined(metric: MetricColumns): void {
    if (this.#cells(this.#capacity) > this.limits.cellsMax) this.#fit();
    else metric.resize();
  }

  #handlesOf(entities: EntityDictionary): Int32Array {
    const known = this.#handles.get(entities);
    if (known !== undefined && known.length >= entities.size) return known;
    const handles = new Int32Array(entities.size).fill(-1);
    if (known !== undefined) handles.set(known);
    this.#handles.set(entities, handles);
    return handles;
  }

  /** Gives an entity an index, where the limit allows. */
  #enter(handle: number, entities: EntityDictionary, handles: Int32Array): void {
    const id = entities.id(handle);
    let index = this.#indexes.get(id);
    if (index === undefined) {
      if (this.ids.length >= this.limits.entitiesMax) {
        this.leftOut++;
        return;
      }
      index = this.ids.push(id) - 1;
      this.#indexes.set(id, index);
    }
    handles[handle] = index;
  }

  /** What all columns together take where they have room for so many entities. */
  #cells(entities: number): number {
    const { width, count } = this.#extent();
    return entities * width + count * alarmLimits.cellsPerColumn;
  }

  /** How many columns there are, and their minutes together. */
  #extent(): { readonly width: number; readonly count: number } {
    let width = 0;
    let count = 0;
    for (const { columnCount, minutes } of this.#metrics.values()) {
      width += columnCount * minutes;
      count += columnCount;
    }
    return { width, count };
  }

  /** Makes room for all entities in all columns; rules give way where that is over the budget. */
  #fit(): void {
    const { cellsMax } = this.limits;
    if (this.#cells(this.size) > cellsMax) this.#giveWay();
    const { width, count } = this.#extent();
    const room = Math.floor((cellsMax - count * alarmLimits.cellsPerColumn) / Math.max(1, width));
    // Both ways by large steps: each of them moves everything.
    if (this.size > this.#capacity) this.#capacity = Math.min(Math.ceil(this.size * 1.25), room);
    else if (room < this.#capacity) this.#capacity = Math.max(this.size, Math.floor(room / 2));
    for (const metric of this.#metrics.values()) metric.resize();
  }

  #giveWay(): void {
    const cellsMax = Math.floor(this.limits.cellsMax * sharePlanned);
    const { admitted, refused, minutes } = admitRules(this.#rules, this.#room(), cellsMax);
    this.#rules = admitted;
    this.#refused.push(...refused);
    for (const [name, metric] of this.#metrics) metric.shorten(minutes.get(name) ?? 0);
  }

  /** Of a metric whose labels are not known yet there is one set at least. */
  #room(): RuleRoom {
    const columnsOf = (name: string): number =>
      Math.max(1, this.#metrics.get(name)?.columnCount ?? 0);
    return { entities: this.size, columnsOf };
  }
}
