import type { Clock } from '@stormpetrel/base';
import { bucketStartMs } from '@stormpetrel/model';
import type { MetricColumn, MetricTable } from '@stormpetrel/model';
import {
  type EntityFilter,
  type MetricBlock,
  type MetricColumnData,
  type MetricQuery,
  type MetricRows,
  type StoreOptions,
  type WriteBatch,
  noText,
} from '../api/index.ts';
import { entityEnds } from '../entity-ends.ts';
import { futureEndMs, retentionStartMs, stepRetentionDays } from '../retention.ts';

/** A value of a column, undefined where the row has none. */
type Value = number | string | ReadonlyMap<number | string, number> | undefined;

interface Partial {
  readonly entity: string;
  readonly bucketMs: number;
  readonly values: ReadonlyMap<string, Value>;
}

export class MetricList {
  readonly #options: StoreOptions;
  readonly #clock: Clock;
  readonly #tables = new Map<string, Partial[]>();

  constructor(options: StoreOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    for (const table of options.schema.tables) this.#tables.set(table.name, []);
  }

  write({ entities, metrics }: WriteBatch): void {
    const nowMs = this.#clock.nowMs();
    for (const rows of metrics) {
      const table = this.#options.schema.tables.find((it) => it.name === rows.table);
      const list = this.#tables.get(rows.table);
      if (table === undefined || list === undefined)
        throw new TypeError(`table ${rows.table} is not in the schema`);
      for (let row = 0; row < rows.count; row++) {
        const bucketMs = rows.bucketMs[row] ?? 0;
        if (bucketMs < this.#keptMs(nowMs) || bucketMs >= futureEndMs(nowMs)) continue;
        const values = table.columns.map(({ name, keys }, c): [string, Value] => [
          name,
          valueAt(rows.columns[c], row, rows, keys === 'string'),
        ]);
        list.push({
          entity: entities.id(rows.entity[row] ?? 0),
          bucketMs,
          values: new Map(values),
        });
      }
    }
  }

  read(query: MetricQuery): readonly MetricBlock[] {
    const { table, step, fromMs, toMs } = query;
    const keptMs = retentionStartMs(
      this.#clock.nowMs(),
      stepRetentionDays(this.#options.retention, step),
    );
    // Of `latest` the value of the latest minute holds, and within the minute the one written last.
    const partials = (this.#tables.get(table.name) ?? [])
      .map((partial, order) => ({ ...partial, order }))
      .sort((a, b) => a.bucketMs - b.bucketMs || a.order - b.order);
    const merged = new Map<string, Partial>();
    for (const partial of partials) {
      const bucketMs = bucketStartMs(partial.bucketMs, step);
      if (bucketMs < fromMs || bucketMs >= toMs || bucketMs < keptMs) continue;
      if (!passes(query.entities, partial.entity)) continue;
      const key = `${partial.entity} ${bucketMs}`;
      const before = merged.get(key);
      merged.set(key, { ...partial, bucketMs, values: mergeValues(table, before, partial) });
    }
    const rows = [...merged.values()].sort(
      (a, b) => compare(a.entity, b.entity) || a.bucketMs - b.bucketMs,
    );
    return rows.length === 0 ? [] : [blockOf(query, rows)];
  }

  drop(): void {
    const keptMs = this.#keptMs(this.#clock.nowMs());
    for (const [name, list] of this.#tables)
      this.#tables.set(
        name,
        list.filter((partial) => partial.bucketMs >= keptMs),
      );
  }

  #keptMs(nowMs: number): number {
    const { minuteDays, hourDays, dayDays } = this.#options.retention;
    return retentionStartMs(nowMs, Math.max(minuteDays, hourDays, dayDays));
  }
}

function valueAt(
  data: MetricColumnData | undefined,
  row: number,
  { texts }: MetricRows,
  textKeys: boolean,
): Value {
  if (data === undefined) return undefined;
  if (data.kind === 'text') {
    const index = data.values[row] ?? noText;
    return index === noText ? undefined : texts[index];
  }
  if (data.kind !== 'map') return data.values[row];
  const map = new Map<number | string, number>();
  for (let i = data.offsets[row] ?? 0; i < (data.offsets[row + 1] ?? 0); i++) {
    const key = data.keys[i] ?? 0;
    map.set(textKeys ? (texts[key] ?? '') : key, data.values[i] ?? 0);
  }
  return map;
}

function mergeValues(
  table: MetricTable,
  before: Partial | undefined,
  after: Partial,
): ReadonlyMap<string, Value> {
  return new Map(
    table.columns.map((column) => [
      column.name,
      mergeValue(column, before?.values.get(column.name), after.values.get(column.name)),
    ]),
  );
}

function mergeValue({ kind }: MetricColumn, before: Value, after: Value): Value {
  if (before === undefined) return after;
  if (after === undefined) return before;
  if (typeof before === 'number' && typeof after === 'number') {
    if (kind === 'sum') return before + after;
    if (kind === 'min') return Math.min(before, after);
    if (kind === 'max') return Math.max(before, after);
    return Number.isNaN(after) ? before : after;
  }
  if (before instanceof Map && after instanceof Map) {
    const merged = new Map<number | string, number>(before);
    for (const [key, value] of after as ReadonlyMap<number | string, number>)
      merged.set(key, (merged.get(key) ?? 0) + value);
    return merged;
  }
  return after;
}

function passes(filter: EntityFilter, id: string): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'ids':
      return filter.ids.includes(id);
    case 'prefix':
      return id.startsWith(filter.prefix);
    case 'touching':
      return entityEnds(id).some((end) => filter.ids.includes(end));
  }
}

function blockOf(query: MetricQuery, rows: readonly Partial[]): MetricBlock {
  const ids = [...new Set(rows.map((row) => row.entity))];
  const handles = new Map(ids.map((id, handle) => [id, handle]));
  const texts: string[] = [];
  const columns = query.columns.map((name) => {
    const column = query.table.columns.find((it) => it.name === name);
    if (column === undefined) throw new TypeError(`${query.table.name} has no column ${name}`);
    return columnOf(
      column,
      rows.map((row) => row.values.get(name)),
      texts,
    );
  });
  return {
    rows: {
      table: query.table.name,
      count: rows.length,
      entity: Uint32Array.from(rows, (row) => handles.get(row.entity) ?? 0),
      bucketMs: Float64Array.from(rows, (row) => row.bucketMs),
      columns,
      texts,
    },
    entities: { generation: 0, size: ids.length, id: (handle) => ids[handle] ?? '' },
  };
}

function columnOf(
  column: MetricColumn,
  values: readonly Value[],
  texts: string[],
): MetricColumnData {
  const text = (value: string): number => texts.push(value) - 1;
  const { kind } = column;
  if (kind === 'text')
    return {
      kind,
      values: Uint32Array.from(values, (value) =>
        typeof value === 'string' ? text(value) : noText,
      ),
    };
  if (kind !== 'map')
    return {
      kind,
      values: Float64Array.from(values, (value) => (typeof value === 'number' ? value : 0)),
    };
  const offsets = [0];
  const keys: number[] = [];
  const sums: number[] = [];
  for (const value of values) {
    if (value instanceof Map)
      for (const [key, sum] of value as ReadonlyMap<number | string, number>) {
        keys.push(typeof key === 'string' ? text(key) : key);
        sums.push(sum);
      }
    offsets.push(keys.length);
  }
  return {
    kind,
    offsets: Uint32Array.from(offsets),
    keys: Int32Array.from(keys),
    values: Float64Array.from(sums),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
