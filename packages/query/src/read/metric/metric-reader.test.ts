import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMetricValue } from '@stormpetrel/language/oal';
import { type MetricDefinition, type MetricTable, minuteMs } from '@stormpetrel/model';
import type { EntityDictionary, MetricBlock, StoreReader } from '@stormpetrel/storage/api';
import * as fc from 'fast-check';
import { MetricReader, type RankedEntity, type RankingQuery } from './metric-reader.ts';
import { MetricRowCursor, columnsOf } from './metric-row-cursor.ts';
import { MetricRowLoader } from './metric-row-loader.ts';

const table: MetricTable = {
  name: 'Endpoint',
  scope: 'Endpoint',
  columns: [
    { name: 'count', kind: 'sum' },
    { name: 'sum', kind: 'sum' },
  ],
};
const definition: MetricDefinition = {
  name: 'endpoint_resp_time',
  table: 'Endpoint',
  scope: 'Endpoint',
  function: 'longAvg',
  valueType: 'REGULAR_VALUE',
  args: [],
  labels: [],
  columns: { sum: 'sum', count: 'count' },
  presence: 'count',
};
const fraction: MetricDefinition = { ...definition, function: 'doubleAvg' };
const columns = columnsOf(definition);

type Row = readonly [entity: number, count: number, sum: number];

function blockOf(rows: readonly Row[], entities: EntityDictionary): MetricBlock {
  const count = rows.length;
  const of = { count: 1, sum: 2 } as const;
  return {
    rows: {
      table: table.name,
      count,
      entity: Uint32Array.from(rows, (row) => row[0]),
      bucketMs: new Float64Array(count),
      columns: columns.map((name) => ({
        kind: 'sum',
        values: Float64Array.from(rows, (row) => row[of[name as 'count' | 'sum']]),
      })),
      texts: [],
    },
    entities,
  };
}

function readerOf(blocks: readonly MetricBlock[], scans: boolean): StoreReader {
  const reader: StoreReader = {
    readMetrics: async () => blocks,
    readRecords: async () => [],
    countRecords: async () => ({ total: new Float64Array(0), groups: [], other: undefined }),
    readMetadata: async () => [],
    async close() {},
  };
  if (!scans) return reader;
  return {
    ...reader,
    async scanMetrics(_, visit) {
      for (const block of blocks) visit(block);
    },
  };
}

/** Row by row through the functions themselves. */
function rankByRows(blocks: readonly MetricBlock[], query: RankingQuery): readonly RankedEntity[] {
  const values = new Map<string, number[]>();
  for (const block of blocks) {
    const options = { definition: query.metric.definition, columns, stringKeys: new Set<string>() };
    const cursor = new MetricRowCursor({ ...options, block, step: 'minute' });
    for (; cursor.row < block.rows.count; cursor.row++) {
      if (!cursor.isPresent) continue;
      const value = readMetricValue(query.metric.definition, cursor);
      if (typeof value !== 'number') continue;
      const id = block.entities.id(block.rows.entity[cursor.row] ?? 0);
      const known = values.get(id);
      if (known === undefined) values.set(id, [value]);
      else known.push(value);
    }
  }
  const sign = query.order === 'des' ? -1 : 1;
  return [...values]
    .map(([entityId, list]) => ({
      entityId,
      mean: list.reduce((sum, value) => sum + value, 0) / list.length,
    }))
    .sort((a, b) => sign * (a.mean - b.mean) || (a.entityId < b.entityId ? -1 : 1))
    .slice(0, query.countMax)
    .map(({ entityId, mean }) => ({ entityId, value: Math.trunc(mean) }));
}

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 1000 }),
);

test('ranks as reading every row through the functions does', async () => {
  const entities: EntityDictionary = { generation: 0, size: 6, id: (handle) => `e${handle}` };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { maxLength: 10 }), { maxLength: 4 }),
      fc.constantFrom(definition, fraction),
      fc.constantFrom<'asc' | 'des'>('asc', 'des'),
      fc.boolean(),
      async (lists, metric, order, scans) => {
        const blocks = lists.map((rows) => blockOf(rows, entities));
        const query: RankingQuery = {
          metric: { kind: 'table', table, definition: metric },
          range: { step: 'minute', fromMs: 0, toMs: 60 * minuteMs },
          entities: { kind: 'all' },
          attributes: [],
          countMax: 3,
          order,
        };
        const loader = new MetricRowLoader(readerOf(blocks, scans));
        const reader = new MetricReader(loader, readMetricValue);
        assert.deepEqual(await reader.rank(query), rankByRows(blocks, query));
        // Again, from the means that were kept.
        assert.deepEqual(await reader.rank(query), rankByRows(blocks, query));
      },
    ),
    { numRuns: 300 },
  );
});
