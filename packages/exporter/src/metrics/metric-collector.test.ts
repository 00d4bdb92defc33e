import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { memberId, minuteMs, relationId, serviceId } from '@stormpetrel/model';
import { ExportEventType, type ExportMetricValue } from '@stormpetrel/protocol';
import { type PlainMetricRow, batchOf } from '@stormpetrel/storage/contract';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import { incrementValues, totalValues } from './export-values.ts';
import { MetricCollector } from './metric-collector.ts';
import { subscriptionByTable } from './subscription.ts';

const noonMs = new Date(2026, 0, 31, 12, 0).getTime();
const table = must(metricTables.get('Service'), 'the rules have a table Service');
const definitions = new Map(
  [...metricDefinitions].filter(([, definition]) => definition.table === table.name),
);
const names = [...definitions.keys()];
const all = subscriptionByTable(
  names.flatMap((name) => [
    { name, kind: 'increment' as const },
    { name, kind: 'total' as const },
  ]),
  metricDefinitions,
  metricTables,
);

/** A row of the table with small random numbers in every column. */
const rowShape = fc
  .record({
    entity: fc.constantFrom('a', 'b').map((name) => serviceId(name, true)),
    minute: fc.nat(2),
    numbers: fc.array(fc.nat(50), { minLength: table.columns.length, maxLength: 99 }),
  })
  .map(({ entity, minute, numbers }): PlainMetricRow => {
    const cells = table.columns.map(({ name, kind }, i) => {
      const value = numbers[i] ?? 1;
      if (kind === 'text') return [name, undefined] as const;
      return [name, kind === 'map' ? { [value]: value + 1, 7: 1 } : value] as const;
    });
    return { ...Object.fromEntries(cells), entity, bucketMs: noonMs + minute * minuteMs };
  });

function sorted(values: readonly ExportMetricValue[]): readonly object[] {
  const plain = values.map((value) => ({ ...value, eventType: undefined }));
  const key = (value: object): string => JSON.stringify(value);
  return plain.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

test('increments of everything are the totals of the store', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.array(rowShape, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
    async (batches) => {
      const { reader, writer } = openMemoryStore({
        schema: { tables: [table], records: [] },
        retention: {
          recordDays: 3,
          traceDays: 3,
          metadataDays: 3,
          minuteDays: 3,
          hourDays: 3,
          dayDays: 3,
        },
        clock: new FakeClock(noonMs),
      });
      const collector = new MetricCollector(1_000);
      for (const rows of batches) {
        // A flush holds an entity and minute once.
        const once = new Map(rows.map((row) => [`${row.entity} ${row.bucketMs}`, row]));
        const batch = batchOf({ metrics: [{ table, rows: [...once.values()] }] });
        await writer.write(batch);
        assert.equal(collector.take(batch, all), 0);
      }
      const rows = collector.takeOut().get(table) ?? [];
      const subscription = must(all.get(table.name), 'subscribed');
      const increments = [...incrementValues(rows, subscription, readMetricValue)];
      const totals: ExportMetricValue[] = [];
      for await (const value of totalValues(reader, rows, subscription, readMetricValue))
        totals.push(value);
      assert.deepEqual(sorted(increments), sorted(totals));
      assert.equal(collector.count, 0);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test('says what a value is of, and truncates it', () => {
  const collector = new MetricCollector(10);
  const subscription = subscriptionByTable(
    [{ name: 'service_cpm', kind: 'increment' }],
    metricDefinitions,
    metricTables,
  );
  const cpm = must(metricDefinitions.get('service_cpm'), 'a rule');
  const rows = [
    { entity: serviceId('a', true), bucketMs: noonMs, [cpm.columns['count'] ?? '']: 3.9 },
  ];
  collector.take(batchOf({ metrics: [{ table, rows }] }), subscription);
  const [increment] = incrementValues(
    collector.takeOut().get(table) ?? [],
    must(subscription.get('Service'), 'subscribed'),
    readMetricValue,
  );
  assert.deepEqual(increment, {
    metricName: 'service_cpm',
    entityName: 'a',
    entityId: serviceId('a', true),
    timeBucket: 202_601_311_200,
    eventType: ExportEventType.INCREMENT,
    metricValues: [{ labels: [], longValue: 3 }],
  });
});

test('holds so many rows and no more, and none of tables that nobody asked for', () => {
  const collector = new MetricCollector(2);
  const rows = ['a', 'b', 'c'].map((name) => ({ entity: serviceId(name, true), bucketMs: noonMs }));
  const batch = batchOf({ metrics: [{ table, rows }] });
  assert.equal(collector.take(batch, new Map()), 0);
  assert.equal(collector.count, 0);
  assert.equal(collector.take(batch, all), 1);
  assert.equal(collector.count, 2);
});

test('exports services, instances and endpoints, and no relations', () => {
  const service = serviceId('a', true);
  const everything = subscriptionByTable([], metricDefinitions, metricTables);
  const entities = {
    Service: service,
    ServiceInstance: memberId(service, 'i'),
    Endpoint: memberId(service, '/e'),
    ServiceRelation: relationId(service, service),
  };
  const metrics = Object.entries(entities).map(([name, entity]) => ({
    table: must(metricTables.get(name), name),
    rows: [{ entity, bucketMs: noonMs }],
  }));
  const collector = new MetricCollector(10);
  assert.equal(collector.take(batchOf({ metrics }), everything), 0);
  const names = [...collector.takeOut().values()].flat().map((row) => row.entityName);
  assert.deepEqual(names, ['a', 'i', '/e']);
});
