import type { MqeLabel } from '@stormpetrel/language/mqe';
import { type MetricDefinition, minuteMs } from '@stormpetrel/model';
import type { MinuteRows, MinuteValues } from '../minute-reader.ts';
import type { ColumnExtremes } from './column-extremes.ts';
import { type LabelColumn, type RowBounds, missing } from './column-table.ts';

/** What a metric's columns ask of the scope that they are part of. */
export interface ColumnScope {
  /** End of the last minute, epoch ms. */
  readonly toMs: number;
  /** Entities that are known. */
  readonly size: number;
  /** Entities that every column has room for. */
  readonly capacity: number;
  readonly extremes: ColumnExtremes;
  /** Called once a column joined a metric: makes room for it. The metric may reach less far back afterwards, or not at all. */
  joined(metric: MetricColumns): void;
}

/** One metric of a scope: a column for each set of labels; without labels a single one, which is always there. */
export class MetricColumns {
  readonly definition: MetricDefinition;
  readonly labelled: boolean;
  readonly #scope: ColumnScope;
  readonly #columns = new Map<string, LabelColumn>();
  #minutes: number;
  #ordered: readonly LabelColumn[] | undefined;

  constructor(
    scope: ColumnScope,
    definition: MetricDefinition,
    minutes: number,
    labelled: boolean,
  ) {
    this.#scope = scope;
    this.definition = definition;
    this.#minutes = minutes;
    this.labelled = labelled;
  }

  /** Minutes that it reaches back; 0 once no rule that is judged reads it. */
  get minutes(): number {
    return this.#minutes;
  }

  get columnCount(): number {
    return this.#columns.size;
  }

  /** Columns in the order of their labels; complete once everything is taken in. */
  get columns(): readonly LabelColumn[] {
    this.#ordered ??= [...this.#columns.values()].sort((a, b) =>
      compareTexts(labelText(a.labels), labelText(b.labels)),
    );
    return this.#ordered;
  }

  /** The column of a metric without labels. */
  get plain(): LabelColumn {
    return this.#columns.get('') ?? { labels: [], values: new Float64Array(0) };
  }

  /** For each entity whether the column has a value in its last minutes. */
  mask(column: LabelColumn, minutes: number): Uint8Array {
    return this.#scope.extremes.mask(column, minutes, this.#shape);
  }

  /** The extremes of each entity's last minutes. */
  bounds(column: LabelColumn, minutes: number): RowBounds {
    return this.#scope.extremes.bounds(column, minutes, this.#shape);
  }

  /** For each entity whether there is any value in the last minutes. */
  anyMask(minutes: number): Uint8Array {
    return this.#scope.extremes.anyMask(this.columns, minutes, this.#shape);
  }

  get #shape(): { readonly entities: number; readonly stride: number } {
    return { entities: this.#scope.size, stride: this.#minutes };
  }

  /** Takes in the rows of entities that `handles` knows the index of. */
  take(rows: MinuteRows, values: MinuteValues, handles: Int32Array): void {
    if (this.#minutes === 0) return;
    if (values.kind === 'numbers') this.#takeNumbers(rows, values, handles);
    else this.#takeRows(rows, values.read, handles);
  }

  #takeNumbers(
    { count, entity, bucketMs }: MinuteRows,
    { presence, values }: Extract<MinuteValues, { readonly kind: 'numbers' }>,
    handles: Int32Array,
  ): void {
    const minutes = this.#minutes;
    const fromMs = this.#scope.toMs - minutes * minuteMs;
    const taken = this.plain.values;
    for (let row = 0; row < count; row++) {
      if (!((presence[row] as number) > 0)) continue;
      const minute = Math.round(((bucketMs[row] as number) - fromMs) / minuteMs);
      if (minute < 0 || minute >= minutes) continue;
      const at = handles[entity[row] as number] as number;
      if (at >= 0) taken[at * minutes + minute] = values[row] as number;
    }
  }

  #takeRows(
    { count, entity, bucketMs }: MinuteRows,
    read: Extract<MinuteValues, { readonly kind: 'rows' }>['read'],
    handles: Int32Array,
  ): void {
    const { toMs } = this.#scope;
    for (let row = 0; row < count; row++) {
      const back = Math.round((toMs - (bucketMs[row] as number)) / minuteMs);
      const at = handles[entity[row] as number] as number;
      if (back < 1 || back > this.#minutes || at < 0) continue;
      const value = read(row);
      if (value === undefined) continue;
      if (typeof value === 'number') this.#set(this.#column([]), at, back, value);
      else for (const line of value) this.#set(this.#column(line.labels), at, back, line.value);
    }
  }

  /** Looks at the reach anew: a column that joined may have cut it. */
  #set({ values }: LabelColumn, entity: number, back: number, value: number): void {
    if (back <= this.#minutes) values[(entity + 1) * this.#minutes - back] = value;
  }

  /** Makes the only column of a metric without labels. */
  addPlain(): void {
    this.#column([]);
  }

  #column(values: readonly string[]): LabelColumn {
    const key = values.length <= 1 ? (values[0] ?? '') : JSON.stringify(values);
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const labels = this.definition.labels
      .map((name, i): MqeLabel => ({ key: name, value: values[i] ?? '' }))
      .sort((a, b) => compareTexts(a.key, b.key));
    const column: LabelColumn = { labels, values: new Float64Array(0) };
    if (this.#minutes === 0) return column;
    this.#columns.set(key, column);
    this.#ordered = undefined;
    this.#scope.joined(this);
    return column;
  }

  /** Gives all columns as much room as the scope says. */
  resize(): void {
    const cells = this.#scope.capacity * this.#minutes;
    for (const column of this.#columns.values()) {
      const { values } = column;
      if (values.length === cells) continue;
      column.values = new Float64Array(cells);
      column.values.set(values.length > cells ? values.subarray(0, cells) : values);
      column.values.fill(missing, values.length);
    }
  }

  /** Keeps only the last so many minutes of what is there; of none, nothing. */
  shorten(minutes: number): void {
    const before = this.#minutes;
    if (minutes >= before) return;
    this.#minutes = minutes;
    if (minutes === 0) {
      this.#columns.clear();
      this.#ordered = undefined;
      return;
    }
    for (const column of this.#columns.values()) {
      const { values } = column;
      const entities = values.length / before;
      const kept = new Float64Array(entities * minutes);
      for (let entity = 0, to = 0; entity < entities; entity++) {
        const end = (entity + 1) * before;
        for (let i = end - minutes; i < end; i++) kept[to++] = values[i] as number;
      }
      column.values = kept;
    }
  }
}

/** Label sets stand in the order of this text, as in results of expressions. */
function labelText(labels: readonly MqeLabel[]): string {
  return `{${labels.map(({ key, value }) => `${key}=${value}`).join(',')}}`;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
