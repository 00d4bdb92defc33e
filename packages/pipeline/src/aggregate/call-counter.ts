import type { MetricTable } from '@stormpetrel/model';
import type { AccumulatorTable } from './accumulator-table.ts';
import type { MetricTables } from './metric-tables.ts';

/** Counts calls and their components in one of the `topologyTables`. */
export class CallCounter {
  readonly #name: string;
  #table: AccumulatorTable | undefined;

  constructor(table: MetricTable) {
    this.#name = table.name;
  }

  writeTo(tables: MetricTables): void {
    this.#table = tables.find(this.#name);
  }

  add(relation: number, minute: number, componentId: number): void {
    const table = this.#table;
    if (table === undefined) return;
    const row = table.row(relation, minute);
    const calls = table.scalars[0] as Float64Array;
    calls[row] = (calls[row] as number) + 1;
    table.maps[0]?.add(row, componentId, 1);
  }
}
