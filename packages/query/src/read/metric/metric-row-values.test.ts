import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions } from '@stormpetrel/language/oal/rules';
import type { MetricDefinition, Step } from '@stormpetrel/model';
import type { MetricBlock, MetricColumnData } from '@stormpetrel/storage/api';
import * as fc from 'fast-check';
import { MetricRowCursor, columnsOf } from './metric-row-cursor.ts';
import { scalarValues } from './metric-row-values.ts';

const wholeFunctions = ['count', 'sum', 'cpm', 'longAvg', 'percent', 'rate', 'apdex'];

/** A definition of each function that the shipped rules use, and those that they do not use made up. */
const definitions = new Map<string, MetricDefinition>(
  [...metricDefinitions.values()].map((definition) => [definition.function, definition]),
);
const [anyDefinition] = definitions.values();
const made: readonly [name: string, columns: Readonly<Record<string, string>>][] = [
  ['count', { count: 'a' }],
  ['sum', { sum: 'a' }],
  ['rate', { numerator: 'a', denominator: 'b' }],
  ['apdex', { satisfied: 'a', tolerated: 'b', total: 'c' }],
];
for (const [name, columns] of made)
  if (!definitions.has(name) && anyDefinition !== undefined)
    definitions.set(name, { ...anyDefinition, function: name, columns, presence: 'a' });

function blockOf(names: readonly string[], rows: readonly (readonly number[])[]): MetricBlock {
  const columns = names.map((_, c): MetricColumnData => ({
    kind: 'sum',
    values: Float64Array.from(rows, (row) => row[c] ?? 0),
  }));
  const count = rows.length;
  return {
    rows: {
      table: 'T',
      count,
      entity: new Uint32Array(count),
      bucketMs: new Float64Array(count),
      columns,
      texts: [],
    },
    entities: { generation: 0, size: 1, id: () => '' },
  };
}

const value = fc.oneof(
  fc.integer({ min: -3, max: 20 }),
  fc.integer({ min: 0, max: 2 ** 40 }),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
);

test('reads from columns what the functions read row by row', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...wholeFunctions),
      fc.constantFrom<Step>('minute', 'hour', 'day'),
      fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { maxLength: 8 }),
      (name, step, rows) => {
        const definition = definitions.get(name);
        assert.ok(definition !== undefined, name);
        const columns = columnsOf(definition);
        const block = blockOf(columns, rows);
        const stringKeys = new Set<string>();
        const cursor = new MetricRowCursor({ block, definition, columns, step, stringKeys });
        const expected = rows.map((_, row) => {
          cursor.row = row;
          return cursor.isPresent ? readMetricValue(definition, cursor) : undefined;
        });
        const scalars = scalarValues(block, definition, columns, step);
        assert.ok(scalars !== undefined, name);
        const values = new Float64Array(rows.length + 1);
        scalars.readInto(values, rows.length);
        const found = rows.map((_, row) =>
          (scalars.presence[row] as number) > 0 ? values[row] : undefined,
        );
        assert.deepEqual(found, expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('leaves functions over maps to be read row by row', () => {
  const percentile = definitions.get('percentile2') ?? definitions.get('percentile');
  assert.ok(percentile !== undefined);
  const columns = columnsOf(percentile);
  const block = blockOf(columns, [columns.map(() => 1)]);
  assert.equal(scalarValues(block, percentile, columns, 'minute'), undefined);
});
