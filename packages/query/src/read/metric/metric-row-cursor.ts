import type { MetricRowView } from '@stormpetrel/language/oal';
import { type MetricDefinition, type Step, bucketMinutes } from '@stormpetrel/model';
import type { MetricBlock, MetricColumnData } from '@stormpetrel/storage/api';

/** The columns of a metric's table that the metric is made of, each once. */
export function columnsOf(definition: MetricDefinition): readonly string[] {
  return [...new Set([...Object.values(definition.columns), definition.presence])];
}

/**
 * Looks at the rows of a block through the eyes of one metric. Moved by setting `row`, so that going over a hundred
 * thousand rows makes no objects.
 */
export class MetricRowCursor implements MetricRowView {
  row = 0;
  readonly bucketMinutes: number;
  readonly #block: MetricBlock;
  readonly #roles = new Map<string, MetricColumnData>();
  readonly #stringKeys = new Set<string>();
  readonly #presence: MetricColumnData | undefined;

  /** `columns` are the names of the columns that were read, `stringKeys` those of them that are maps by text. */
  constructor(options: {
    readonly block: MetricBlock;
    readonly definition: MetricDefinition;
    readonly columns: readonly string[];
    readonly stringKeys: ReadonlySet<string>;
    readonly step: Step;
  }) {
    const { block, definition, columns } = options;
    this.#block = block;
    this.bucketMinutes = bucketMinutes(options.step);
    const columnOf = (name: string): MetricColumnData | undefined =>
      block.rows.columns[columns.indexOf(name)];
    for (const [role, name] of Object.entries(definition.columns)) {
      const column = columnOf(name);
      if (column === undefined) continue;
      this.#roles.set(role, column);
      if (options.stringKeys.has(name)) this.#stringKeys.add(role);
    }
    this.#presence = columnOf(definition.presence);
  }

  /** Whether the metric has a value in the row at all. */
  get isPresent(): boolean {
    const column = this.#presence;
    if (column === undefined) return false;
    if (column.kind === 'text') return false;
    if (column.kind !== 'map') return (column.values[this.row] as number) > 0;
    return (column.offsets[this.row + 1] as number) > (column.offsets[this.row] as number);
  }

  scalar(role: string): number {
    const column = this.#roles.get(role);
    if (column === undefined || column.kind === 'map' || column.kind === 'text') return 0;
    return column.values[this.row] as number;
  }

  entries(role: string): readonly (readonly [key: number | string, value: number])[] {
    const column = this.#roles.get(role);
    if (column === undefined || column.kind !== 'map') return [];
    const isText = this.#stringKeys.has(role);
    const { texts } = this.#block.rows;
    const entries: (readonly [number | string, number])[] = [];
    const end = column.offsets[this.row + 1] as number;
    for (let i = column.offsets[this.row] as number; i < end; i++) {
      const key = column.keys[i] as number;
      entries.push([isText ? (texts[key] ?? '') : key, column.values[i] as number]);
    }
    return entries;
  }
}
