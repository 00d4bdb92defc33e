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
    const { scalars, scalarsPerRow } = table;
    const calls = row * scalarsPerRow;
    scalars[calls] = (scalars[calls] as number) + 1;
    table.maps[0]?.add(row, componentId, 1);
  }
}
