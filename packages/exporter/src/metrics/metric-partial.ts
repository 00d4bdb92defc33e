import type { MetricRowView } from '@stormpetrel/language/oal';
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';
import type { MetricColumnData, MetricRows } from '@stormpetrel/storage/api';

type Cell = number | Map<number | string, number>;

/** One row of a fused table, put together from the partials of several batches (model/metric-table.ts says how they merge). */
export class MetricPartial {
  readonly #table: MetricTable;
  readonly #cells: (Cell | undefined)[];

  constructor(table: MetricTable) {
    this.#table = table;
    this.#cells = table.columns.map(() => undefined);
  }

  /** Adds row `i`, whose columns are `columnIndexes` of the table. */
  add(rows: MetricRows, i: number, columnIndexes: readonly number[]): void {
    for (const [c, index] of columnIndexes.entries()) {
      const column = rows.columns[c];
      if (column === undefined) continue;
      const isText = this.#table.columns[index]?.keys === 'string';
      this.#cells[index] = merged(this.#cells[index], column, i, isText ? rows.texts : undefined);
    }
  }

  /** The row as a metric of the table sees it; undefined where the metric has no value in it. */
  view(definition: MetricDefinition): MetricRowView | undefined {
    const cell = (name: string | undefined): Cell | undefined =>
      this.#cells[this.#table.columns.findIndex((column) => column.name === name)];
    const presence = cell(definition.presence);
    const count = presence instanceof Map ? presence.size : (presence ?? 0);
    if (!(count > 0)) return undefined;
    return {
      bucketMinutes: 1,
      scalar: (role) => {
        const value = cell(definition.columns[role]);
        return typeof value === 'number' ? value : 0;
      },
      entries: (role) => {
        const value = cell(definition.columns[role]);
        return value instanceof Map ? value : [];
      },
    };
  }
}

function merged(
  known: Cell | undefined,
  column: MetricColumnData,
  i: number,
  texts: MetricRows['texts'] | undefined,
): Cell | undefined {
  if (column.kind === 'text') return known;
  if (column.kind === 'map') {
    const map = known instanceof Map ? known : new Map<number | string, number>();
    const end = column.offsets[i + 1] as number;
    for (let at = column.offsets[i] as number; at < end; at++) {
      const number = column.keys[at] as number;
      const key = texts === undefined ? number : (texts[number] ?? '');
      map.set(key, (map.get(key) ?? 0) + (column.values[at] as number));
    }
    return map;
  }
  const value = column.values[i] as number;
  // What the pipeline writes into `latest` where nothing was seen.
  if (Number.isNaN(value)) return known;
  if (typeof known !== 'number') return value;
  switch (column.kind) {
    case 'sum':
      return known + value;
    case 'min':
      return Math.min(known, value);
    case 'max':
      return Math.max(known, value);
    case 'latest':
      return value;
  }
}
