import type { LabelledValue } from '@stormpetrel/language/oal';
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';
import type { EntityDictionary, MetricBlock, StoreReader } from '@stormpetrel/storage/api';
import type { ReadMetricValue } from './metric/metric-reader.ts';
import { MetricRowCursor, columnsOf } from './metric/metric-row-cursor.ts';
import { scalarValues } from './metric/metric-row-values.ts';

/** Values of several metrics of one table, of all entities, minute by minute: what alarm rules are judged by. */
export interface MinuteQuery {
  readonly table: MetricTable;
  readonly definitions: readonly MetricDefinition[];
  /** From inclusive to exclusive, starts of minutes. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface MinuteRows {
  readonly entities: EntityDictionary;
  readonly count: number;
  readonly entity: Uint32Array;
  readonly bucketMs: Float64Array;
  /** One for each definition, in their order. */
  readonly metrics: readonly MinuteValues[];
}

export type MinuteValues =
  /** Row i has the value `values[i]` where `presence[i]` is above zero. */
  | { readonly kind: 'numbers'; readonly presence: Float64Array; readonly values: Float64Array }
  | {
      readonly kind: 'rows';
      /** undefined where the row has no value. */
      readonly read: (row: number) => number | readonly LabelledValue[] | undefined;
    };

export type ReadMinutes = (query: MinuteQuery, visit: (rows: MinuteRows) => void) => Promise<void>;

/** Reads minutes from a store; metrics that are made of numbers alone column by column. */
export function minuteReader(reader: StoreReader, readValue: ReadMetricValue): ReadMinutes {
  return async ({ table, definitions, fromMs, toMs }, visit) => {
    const columns = [...new Set(definitions.flatMap((definition) => columnsOf(definition)))];
    const entities = { kind: 'all' } as const;
    const query = { table, columns, step: 'minute', fromMs, toMs, entities } as const;
    for (const block of await reader.readMetrics(query)) {
      const { count, entity, bucketMs } = block.rows;
      const metrics = definitions.map((definition) =>
        valuesOf(block, definition, columns, { table, readValue }),
      );
      visit({ entities: block.entities, count, entity, bucketMs, metrics });
    }
  };
}

function valuesOf(
  block: MetricBlock,
  definition: MetricDefinition,
  columns: readonly string[],
  how: { readonly table: MetricTable; readonly readValue: ReadMetricValue },
): MinuteValues {
  const scalars = scalarValues(block, definition, columns, 'minute');
  if (scalars !== undefined) {
    const { count } = block.rows;
    const values = new Float64Array(count);
    scalars.readInto(values, count);
    return { kind: 'numbers', presence: scalars.presence, values };
  }
  const maps = how.table.columns.filter(({ kind, keys }) => kind === 'map' && keys === 'string');
  const stringKeys = new Set(maps.map(({ name }) => name));
  const cursor = new MetricRowCursor({ block, definition, columns, stringKeys, step: 'minute' });
  return {
    kind: 'rows',
    read: (row) => {
      cursor.row = row;
      return cursor.isPresent ? how.readValue(definition, cursor) : undefined;
    },
  };
}
