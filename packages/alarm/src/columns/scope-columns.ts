/*
 * Values of metrics of one scope over the last minutes, for all entities at once:
 *
 *     ids       entity index → id; an entity is there when any metric has a value of it
 *     metric    name → minutes, and for each set of labels a column
 *     column    one number for each entity and minute: values[entity × minutes + minute], `missing` where there is none
 *
 * Every metric ends with the same minute, and reaches as far back as the rules that read it.
 */
import type { MqeLabel } from '@stormpetrel/language/mqe';
import type { MetricDefinition } from '@stormpetrel/model';
import { minuteMs } from '@stormpetrel/model';
import type { EntityDictionary } from '@stormpetrel/storage/api';
import { alarmLimits } from '../limits.ts';
import type { MinuteRows } from '../minute-reader.ts';
import { type RowBounds, missing } from './column-table.ts';

export interface LabelColumn {
  /** Sorted by key. */
  readonly labels: readonly MqeLabel[];
  values: Float64Array;
}

/** Those of `alarmLimits`. */
export interface ColumnLimits {
  readonly entitiesMax: number;
  readonly cellsPerMetricMax: number;
}

export class ScopeColumns {
  /** End of the last minute, epoch ms. */
  readonly toMs: number;
  readonly ids: string[] = [];
  readonly limits: ColumnLimits;
  /** Entities and values that were over a limit. */
  leftOut = 0;
  /** So many that the metric which reaches back furthest still has a value for each minute of each. */
  #entitiesMax: number;
  readonly #indexes = new Map<string, number>();
  readonly #handles = new Map<EntityDictionary, Int32Array>();
  readonly #metrics = new Map<string, MetricColumns>();

  constructor(toMs: number, limits: ColumnLimits = alarmLimits) {
    this.toMs = toMs;
    this.limits = limits;
    this.#entitiesMax = limits.entitiesMax;
  }

  get size(): number {
    return this.ids.length;
  }

  addMetric(definition: MetricDefinition, minutes: number, labelled: boolean): MetricColumns {
    const metric = new MetricColumns(this, definition, minutes, labelled);
    const fitting = Math.floor(this.limits.cellsPerMetricMax / minutes);
    this.#entitiesMax = Math.min(this.#entitiesMax, fitting);
    this.#metrics.set(definition.name, metric);
    return metric;
  }

  metric(name: string): MetricColumns | undefined {
    return this.#metrics.get(name);
  }

  indexOf(id: string): number | undefined {
    return this.#indexes.get(id);
  }

  /** Takes rows in, of metrics in the order that they were asked for. */
  take(rows: MinuteRows, metrics: readonly MetricColumns[]): void {
    let handles = this.#handles.get(rows.entities);
    if (handles === undefined || handles.length < rows.entities.size) {
      const grown = new Int32Array(rows.entities.size).fill(-1);
      if (handles !== undefined) grown.set(handles);
      this.#handles.set(rows.entities, (handles = grown));
    }
    for (const [i, metric] of metrics.entries()) metric.take(rows, i, handles);
  }

  /** The index of an entity, made where there is none yet; -1 past the limit. */
  indexFor(handle: number, entities: EntityDictionary, handles: Int32Array): number {
    const id = entities.id(handle);
    let index = this.#indexes.get(id);
    if (index === undefined) {
      if (this.ids.length >= this.#entitiesMax) {
        this.leftOut++;
        return -1;
      }
      index = this.ids.push(id) - 1;
      this.#indexes.set(id, index);
    }
    handles[handle] = index;
    return index;
  }
}

export class MetricColumns {
  readonly definition: MetricDefinition;
  readonly minutes: number;
  readonly labelled: boolean;
  readonly #scope: ScopeColumns;
  readonly #columns = new Map<string, LabelColumn>();
  readonly #masks = new Map<LabelColumn, Map<number, Uint8Array>>();
  readonly #bounds = new Map<LabelColumn, Map<number, RowBounds>>();
  readonly #anyMasks = new Map<number, Uint8Array>();
  /** Of unlabelled metrics the only column. */
  #plain: LabelColumn | undefined;
  #ordered: readonly LabelColumn[] | undefined;
  #capacity = 1_024;

  constructor(
    scope: ScopeColumns,
    definition: MetricDefinition,
    minutes: number,
    labelled: boolean,
  ) {
    this.#scope = scope;
    this.definition = definition;
    this.minutes = minutes;
    this.labelled = labelled;
  }

  /** Columns in the order of their labels; complete once everything is taken in. */
  get columns(): readonly LabelColumn[] {
    this.#ordered ??= [...this.#columns.values()].sort((a, b) =>
      compareTexts(labelText(a.labels), labelText(b.labels)),
    );
    return this.#ordered;
  }

  /** The column of a metric without labels; made where there are no values. */
  get plain(): LabelColumn {
    this.#plain ??= this.#column([]);
    return this.#plain ?? { labels: [], values: new Float64Array(0) };
  }

  /** For each entity whether the column has a value in its last minutes. */
  mask(column: LabelColumn, minutes: number): Uint8Array {
    const masks = this.#masks.get(column) ?? new Map<number, Uint8Array>();
    this.#masks.set(column, masks);
    let mask = masks.get(minutes);
    if (mask === undefined) masks.set(minutes, (mask = this.#makeMask(column.values, minutes)));
    return mask;
  }

  /** The extremes of each entity's last minutes. */
  bounds(column: LabelColumn, minutes: number): RowBounds {
    const known = this.#bounds.get(column) ?? new Map<number, RowBounds>();
    this.#bounds.set(column, known);
    let bounds = known.get(minutes);
    if (bounds === undefined)
      known.set(minutes, (bounds = this.#makeBounds(column.values, minutes)));
    return bounds;
  }

  /** For each entity whether there is any value in the last minutes. */
  anyMask(minutes: number): Uint8Array {
    let any = this.#anyMasks.get(minutes);
    if (any !== undefined) return any;
    any = new Uint8Array(this.#scope.size);
    for (const column of this.columns) {
      const mask = this.mask(column, minutes);
      for (let i = 0; i < any.length; i++) if (mask[i] === 1) any[i] = 1;
    }
    this.#anyMasks.set(minutes, any);
    return any;
  }

  take(rows: MinuteRows, index: number, handles: Int32Array): void {
    const source = rows.metrics[index];
    if (source === undefined) return;
    if (source.kind === 'numbers') this.#takeNumbers(rows, source, handles);
    else this.#takeRows(rows, source.read, handles);
  }

  #takeNumbers(
    rows: MinuteRows,
    { presence, values }: { readonly presence: Float64Array; readonly values: Float64Array },
    handles: Int32Array,
  ): void {
    const { count, entity, bucketMs, entities } = rows;
    const { minutes } = this;
    const fromMs = this.#scope.toMs - minutes * minuteMs;
    const column = this.plain;
    for (let row = 0; row < count; row++) {
      if (!((presence[row] as number) > 0)) continue;
      const minute = Math.round(((bucketMs[row] as number) - fromMs) / minuteMs);
      if (minute < 0 || minute >= minutes) continue;
      const handle = entity[row] as number;
      let at = handles[handle] as number;
      if (at < 0 && (at = this.#scope.indexFor(handle, entities, handles)) < 0) continue;
      if (at >= this.#capacity) this.#grow(at);
      column.values[at * minutes + minute] = values[row] as number;
    }
  }

  #takeRows(
    rows: MinuteRows,
    read: (
      row: number,
    ) => number | readonly { labels: readonly string[]; value: number }[] | undefined,
    handles: Int32Array,
  ): void {
    const { count, entity, bucketMs, entities } = rows;
    const { minutes } = this;
    const fromMs = this.#scope.toMs - minutes * minuteMs;
    for (let row = 0; row < count; row++) {
      const minute = Math.round(((bucketMs[row] as number) - fromMs) / minuteMs);
      if (minute < 0 || minute >= minutes) continue;
      const value = read(row);
      if (value === undefined || (typeof value === 'object' && value.length === 0)) continue;
      const handle = entity[row] as number;
      let at = handles[handle] as number;
      if (at < 0 && (at = this.#scope.indexFor(handle, entities, handles)) < 0) continue;
      if (at >= this.#capacity) this.#grow(at);
      if (typeof value === 'number') this.plain.values[at * minutes + minute] = value;
      else {
        for (const line of value) {
          const column = this.#column(line.labels);
          if (column !== undefined) column.values[at * minutes + minute] = line.value;
        }
      }
    }
  }

  /** undefined where one more column would be over the limit. */
  #column(values: readonly string[]): LabelColumn | undefined {
    const key = values.length === 1 ? (values[0] as string) : JSON.stringify(values);
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const cells = this.#capacity * this.minutes;
    if (
      (this.#columns.size + 1) * cells > this.#scope.limits.cellsPerMetricMax &&
      this.#columns.size > 0
    ) {
      this.#scope.leftOut++;
      return undefined;
    }
    const labels = this.definition.labels
      .map((name, i): MqeLabel => ({ key: name, value: values[i] ?? '' }))
      .sort((a, b) => compareTexts(a.key, b.key));
    const column = { labels, values: new Float64Array(cells).fill(missing) };
    this.#columns.set(key, column);
    this.#ordered = undefined;
    return column;
  }

  /** Makes room for an entity in all columns. */
  #grow(index: number): void {
    let capacity = this.#capacity;
    while (capacity <= index) capacity *= 2;
    this.#capacity = capacity;
    this.#resize(capacity);
  }

  #resize(entities: number): void {
    const cells = entities * this.minutes;
    const { cellsPerMetricMax } = this.#scope.limits;
    // Label sets that came last give way to entities.
    for (const key of [...this.#columns.keys()].toReversed()) {
      if (this.#columns.size === 1 || this.#columns.size * cells <= cellsPerMetricMax) break;
      this.#columns.delete(key);
      this.#ordered = undefined;
      this.#scope.leftOut++;
    }
    for (const column of this.#columns.values()) {
      if (column.values.length >= cells) continue;
      const values = new Float64Array(cells).fill(missing, column.values.length);
      values.set(column.values);
      column.values = values;
    }
  }

  #makeMask(values: Float64Array, minutes: number): Uint8Array {
    const mask = new Uint8Array(this.#scope.size);
    const stride = this.minutes;
    const entities = Math.min(mask.length, values.length / stride);
    for (let entity = 0; entity < entities; entity++) {
      const end = (entity + 1) * stride;
      for (let i = end - minutes; i < end; i++) {
        if (values[i] !== missing) {
          mask[entity] = 1;
          break;
        }
      }
    }
    return mask;
  }

  #makeBounds(values: Float64Array, minutes: number): RowBounds {
    const { size } = this.#scope;
    const bounds = { min: new Float64Array(size), max: new Float64Array(size) };
    for (let entity = 0; entity < size; entity++) {
      const end = (entity + 1) * this.minutes;
      let min = Infinity;
      let max = missing;
      for (let i = end - minutes; i < end; i++) {
        const value = values[i] as number;
        if (value === missing) continue;
        // Negated, so that a NaN leaves both ends open.
        if (!(value >= min)) min = Number.isNaN(value) ? -Infinity : value;
        if (!(value <= max)) max = Number.isNaN(value) ? Infinity : value;
      }
      bounds.min[entity] = min;
      bounds.max[entity] = max;
    }
    return bounds;
  }

  /** Once everything is taken in: gives every column room for every entity of the scope, so that none need be checked. */
  complete(): void {
    if (!this.labelled) void this.plain;
    this.#resize(this.#scope.size);
  }
}

/** Label sets stand in the order of this text, as in results of expressions. */
function labelText(labels: readonly MqeLabel[]): string {
  return `{${labels.map(({ key, value }) => `${key}=${value}`).join(',')}}`;
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
