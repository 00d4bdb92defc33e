import type { MetricTable } from '@stormpetrel/model';
import type { MetricRows } from '@stormpetrel/storage/api';
import { AccumulatorTable } from './accumulator-table.ts';
import type { TextTable } from './text-table.ts';

/** The accumulators of one flush, by table. */
export class MetricTables {
  readonly #tables = new Map<string, AccumulatorTable>();

  constructor(tables: readonly MetricTable[], texts: TextTable) {
    for (const table of tables) this.#tables.set(table.name, new AccumulatorTable(table, texts));
  }

  find(name: string): AccumulatorTable | undefined {
    return this.#tables.get(name);
  }

  get rowCount(): number {
    let count = 0;
    for (const table of this.#tables.values()) count += table.count;
    return count;
  }

  /** Only the tables that were touched. */
  toRows(): MetricRows[] {
    return [...this.#tables.values()]
      .filter((table) => table.count > 0)
      .map((table) => table.toRows());
  }

  reset(): void {
    for (const table of this.#tables.values()) table.reset();
  }
}
