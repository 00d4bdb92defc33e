/**
 * The tables of a Firefox profile, whichever way they are written: as columns (processed profiles: `{ frame: [], prefix: [] }`)
 * or as rows with a schema that tells the place of each column (profiles as Gecko writes them, and the oldest processed ones:
 * `{ schema: { prefix: 0 }, data: [[]] }`).
 */
import { type JsonObject, listOf, numberOf, objectOf } from './json-values.ts';

export interface FirefoxTable {
  readonly length: number;
  get(column: string, row: number): unknown;
  has(column: string): boolean;
}

export const emptyTable: FirefoxTable = {
  length: 0,
  get: () => undefined,
  has: () => false,
};

export function tableOf(value: unknown): FirefoxTable {
  const table = objectOf(value);
  if (table === undefined) return emptyTable;
  const schema = objectOf(table['schema']);
  return schema === undefined ? columnTable(table) : rowTable(schema, listOf(table['data']));
}

function rowTable(schema: JsonObject, rows: readonly unknown[]): FirefoxTable {
  return {
    length: rows.length,
    get: (column, row) => listOf(rows[row])[numberOf(schema[column]) ?? -1],
    has: (column) => schema[column] !== undefined,
  };
}

function columnTable(table: JsonObject): FirefoxTable {
  const columns = new Map(
    Object.entries(table).flatMap(([name, column]) =>
      Array.isArray(column) ? [[name, column as readonly unknown[]] as const] : [],
    ),
  );
  // Columns may be left out where they say nothing, so the longest tells.
  const lengths = Array.from(columns.values(), (column) => column.length);
  return {
    length: lengths.reduce((most, length) => Math.max(most, length), 0),
    get: (column, row) => columns.get(column)?.[row],
    has: (column) => columns.has(column),
  };
}
