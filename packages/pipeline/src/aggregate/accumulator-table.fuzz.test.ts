import type { MetricTable } from '@stormpetrel/model';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccumulatorTable } from './accumulator-table.ts';
import { TextTable } from './text-table.ts';

const table: MetricTable = {
  name: 'Twin',
  scope: 'Service',
  columns: [
    { name: 'sum', kind: 'sum' },
    { name: 'names', kind: 'text' },
    { name: 'buckets', kind: 'map', keys: 'int' },
    { name: 'least', kind: 'min' },
    { name: 'greatest', kind: 'max' },
    { name: 'last', kind: 'latest' },
    { name: 'labels', kind: 'map', keys: 'string' },
  ],
};

interface Event {
  readonly entity: number;
  readonly minute: number;
  readonly value: number;
  readonly text: string;
}

const event: fc.Arbitrary<Event> = fc.record({
  entity: fc.oneof(fc.nat({ max: 20 }), fc.nat()),
  minute: fc.oneof(fc.integer({ min: 29_000_000, max: 29_000_003 }), fc.integer()),
  value: fc.integer({ min: -1000, max: 1000 }),
  text: fc.constantFrom('GENERAL', 'FAAS', ''),
});

/** The obvious way: all events of an entity and minute in a list, looked at in the end. */
function slowRows(events: readonly Event[]): unknown[] {
  const groups = Map.groupBy(events, ({ entity, minute }) => `${entity}@${minute}`);
  return [...groups.values()].map((group) => {
    const values = group.map(({ value }) => value);
    const counted = <K>(keys: readonly K[]): [K, number][] =>
      [...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]);
    return {
      entity: group[0]?.entity,
      bucketMs: (group[0]?.minute ?? 0) * 60_000,
      sum: values.reduce((a, b) => a + b, 0),
      text: group.at(-1)?.text,
      buckets: counted(values.map((value) => Math.floor(value / 10))).sort(byKey),
      least: Math.min(...values),
      greatest: Math.max(...values),
      last: values.at(-1),
      labels: counted(group.map(({ text }) => text)).sort(byKey),
    };
  });
}

function byKey(a: readonly [unknown, number], b: readonly [unknown, number]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

function fastRows(rows: AccumulatorTable, events: readonly Event[]): unknown[] {
  for (const { entity, minute, value, text } of events) {
    const row = rows.row(entity, minute);
    const { scalars, scalarsPerRow } = rows;
    const sum = row * scalarsPerRow;
    const [least, greatest, last] = [sum + 1, sum + 2, sum + 3];
    scalars[sum] = (scalars[sum] as number) + value;
    scalars[least] = Math.min(scalars[least] as number, value);
    scalars[greatest] = Math.max(scalars[greatest] as number, value);
    scalars[last] = value;
    (rows.texts[0] as Uint32Array)[row] = rows.textIndex(text);
    rows.maps[0]?.add(row, Math.floor(value / 10), 1);
    rows.maps[1]?.add(row, rows.textIndex(text), 1);
  }
  const { count, entity, bucketMs, columns, texts } = rows.toRows();
  return Array.from({ length: count }, (_, i) => {
    const scalar = (column: number): number | undefined => {
      const data = columns[column];
      return data === undefined || data.kind === 'map' ? undefined : data.values[i];
    };
    const pairs = (column: number, keyOf: (key: number) => unknown): [unknown, number][] => {
      const data = columns[column];
      if (data?.kind !== 'map') return [];
      const from = data.offsets[i] as number;
      const to = data.offsets[i + 1] as number;
      return Array.from(data.keys.subarray(from, to), (key, j): [unknown, number] => [
        keyOf(key),
        data.values[from + j] as number,
      ]).sort(byKey);
    };
    return {
      entity: entity[i],
      bucketMs: bucketMs[i],
      sum: scalar(0),
      text: texts[scalar(1) as number],
      buckets: pairs(2, (key) => key),
      least: scalar(3),
      greatest: scalar(4),
      last: scalar(5),
      labels: pairs(6, (key) => texts[key]),
    };
  });
}

test('accumulates as the slow twin does, flush after flush', () => {
  const flushes = fc.array(fc.array(event, { maxLength: 300, size: 'max' }), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(flushes, (batches) => {
      const texts = new TextTable();
      const rows = new AccumulatorTable(table, texts);
      for (const events of batches) {
        assert.deepEqual(fastRows(rows, events), slowRows(events));
        rows.reset();
        texts.reset();
      }
    }),
    { numRuns: 60 },
  );
});

test('keeps apart many rows and keys, and gives their memory back after a quiet flush', () => {
  const rows = new AccumulatorTable(table, new TextTable());
  for (let entity = 0; entity < 20_000; entity++) {
    const row = rows.row(entity, 1);
    rows.scalars[row * rows.scalarsPerRow] = entity;
    rows.maps[0]?.add(row, entity % 7, 1);
    rows.maps[0]?.add(row, entity % 7, 2);
  }
  assert.equal(rows.count, 20_000);
  assert.equal(rows.maps[0]?.count, 20_000);
  assert.equal(rows.scalars[rows.row(12_345, 1) * rows.scalarsPerRow], 12_345);
  const lengthInUse = rows.scalars.length;
  rows.reset();
  rows.row(1, 1);
  rows.reset();
  assert.ok(rows.scalars.length < lengthInUse);
  assert.equal(rows.count, 0);
});
