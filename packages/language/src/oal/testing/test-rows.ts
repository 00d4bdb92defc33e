/*
 * Accumulators as plain as they can be, for tests: what the pipeline and the storage do in columns and blocks is done
 * here in maps, row by row.
 */
import { must } from '@stormpetrel/base';
import {
  type MetricColumn,
  type MetricColumnKind,
  type MetricDefinition,
  type MetricTable,
  noText,
} from '@stormpetrel/model';

import type { MetricRowView } from '../metric-value.ts';
import type { AccumulatorRows, MapAccumulator } from '../runtime.ts';

export type Cell = number | string | undefined | ReadonlyMap<number | string, number>;

/** A row by column name. */
export type Row = ReadonlyMap<string, Cell>;

class TestMap implements MapAccumulator {
  readonly rows: Map<number, number>[];
  readonly #keysMax: number;

  constructor(count: number, keysMax: number) {
    this.rows = Array.from({ length: count }, () => new Map());
    this.#keysMax = keysMax;
  }

  add(row: number, key: number, delta: number): void {
    const entries = must(this.rows[row], 'no such row');
    const old = entries.get(key);
    if (old === undefined && entries.size >= this.#keysMax) return;
    entries.set(key, (old ?? 0) + delta);
  }
}

const fresh: Readonly<Partial<Record<MetricColumnKind, number>>> = {
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  latest: Number.NaN,
};

export class TestRows implements AccumulatorRows {
  readonly scalars: Float64Array;
  readonly scalarsPerRow: number;
  readonly maps: TestMap[] = [];
  readonly texts: Uint32Array[] = [];
  readonly #table: MetricTable;
  readonly #texts: string[] = [];

  constructor(table: MetricTable, count: number) {
    this.#table = table;
    const freshRow: number[] = [];
    for (const { kind, keysMax } of table.columns) {
      if (kind === 'map') this.maps.push(new TestMap(count, keysMax ?? Number.POSITIVE_INFINITY));
      else if (kind === 'text') this.texts.push(new Uint32Array(count).fill(noText));
      else freshRow.push(fresh[kind] ?? 0);
    }
    this.scalarsPerRow = freshRow.length;
    this.scalars = Float64Array.from(Array.from({ length: count }, () => freshRow).flat());
  }

  textIndex(text: string): number {
    const index = this.#texts.indexOf(text);
    return index < 0 ? this.#texts.push(text) - 1 : index;
  }

  row(row: number): Row {
    const next = { scalar: 0, map: 0, text: 0 };
    const cells = new Map<string, Cell>();
    for (const column of this.#table.columns) {
      const { name, kind } = column;
      if (kind === 'map') cells.set(name, this.#entries(column, next.map++, row));
      else if (kind === 'text') cells.set(name, this.#texts[this.texts[next.text++]?.[row] ?? -1]);
      else cells.set(name, this.scalars[row * this.scalarsPerRow + next.scalar++]);
    }
    return cells;
  }

  #entries(column: MetricColumn, map: number, row: number): ReadonlyMap<number | string, number> {
    const entries = [...(this.maps[map]?.rows[row] ?? [])];
    if (column.keys === 'int') return new Map(entries);
    return new Map(entries.map(([key, value]) => [this.#texts[key] ?? '', value]));
  }
}

/** One row of several partial ones, as `MetricColumnKind` says. There MUST be at least one. */
export function mergeRows(table: MetricTable, rows: readonly Row[]): Row {
  const merged = new Map<string, Cell>();
  for (const { name, kind } of table.columns) {
    merged.set(
      name,
      rows.map((row) => row.get(name)).reduce((a, b) => mergeCells(kind, a, b)),
    );
  }
  return merged;
}

function mergeCells(kind: MetricColumnKind, a: Cell, b: Cell): Cell {
  switch (kind) {
    case 'sum':
      return Number(a) + Number(b);
    case 'min':
      return Math.min(Number(a), Number(b));
    case 'max':
      return Math.max(Number(a), Number(b));
    case 'map': {
      const sums = new Map(a instanceof Map ? a : []);
      const more: ReadonlyMap<number | string, number> = new Map(b instanceof Map ? b : []);
      for (const [key, value] of more) sums.set(key, (sums.get(key) ?? 0) + value);
      return sums;
    }
    default:
      return b ?? a;
  }
}

export function viewRow(
  definition: MetricDefinition,
  row: Row,
  bucketMinutes: number,
): MetricRowView {
  const cell = (role: string): Cell => row.get(must(definition.columns[role], `no role ${role}`));
  return {
    bucketMinutes,
    scalar: (role) => Number(cell(role)),
    entries: (role) => {
      const entries = cell(role);
      return entries instanceof Map ? entries : [];
    },
  };
}
