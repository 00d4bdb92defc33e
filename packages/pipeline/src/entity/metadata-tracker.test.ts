import { Layer } from '@stormpetrel/model';
import type { MetadataRow } from '@stormpetrel/storage/api';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { limits } from '../limits.ts';
import { EntityRegistry } from './entity-registry.ts';
import { MetadataTracker } from './metadata-tracker.ts';

function open(): { registry: EntityRegistry; tracker: MetadataTracker; rows: MetadataRow[] } {
  const registry = new EntityRegistry(limits);
  const tracker = new MetadataTracker(registry);
  const rows: MetadataRow[] = [];
  tracker.writeTo(rows);
  return { registry, tracker, rows };
}

test('reports a service once for each layer and minute, with its group', () => {
  const { registry, tracker, rows } = open();
  const service = registry.service('shop::cart', true);
  tracker.service(service, Layer.GENERAL, 10);
  tracker.service(service, Layer.GENERAL, 10);
  tracker.service(service, Layer.FAAS, 10);
  tracker.service(service, Layer.GENERAL, 11);
  const row = (layer: string, number: number, minute: number): MetadataRow => ({
    kind: 'service',
    id: `c2hvcDo6Y2FydA==.${number}`,
    owner: '',
    fields: {
      name: 'shop::cart',
      serviceId: 'c2hvcDo6Y2FydA==.1',
      layer,
      group: 'shop',
      shortName: 'cart',
      normal: 1,
    },
    seenMs: minute * 60_000,
  });
  assert.deepEqual(rows, [row('GENERAL', 2, 10), row('FAAS', 5, 10), row('GENERAL', 2, 11)]);
});

test('reports what is later than the last report, or more than an hour earlier', () => {
  const { registry, tracker, rows } = open();
  const endpoint = registry.endpoint(registry.service('cart', true), '/pay');
  for (const minute of [100, 90, 40, 39, 38, 100, 101]) tracker.endpoint(endpoint, minute);
  assert.deepEqual(
    rows.map(({ seenMs }) => seenMs / 60_000),
    [100, 39, 100, 101],
  );
  assert.deepEqual(rows[0], {
    kind: 'endpoint',
    id: 'Y2FydA==.1_L3BheQ==',
    owner: 'Y2FydA==.1',
    fields: { name: '/pay', serviceId: 'Y2FydA==.1' },
    seenMs: 6_000_000,
  });
});

test('reports an instance for the minutes before its first ones, and that it was seen later', () => {
  const { registry, tracker, rows } = open();
  const instance = registry.instance(registry.service('cart', true), 'c1');
  for (const minute of [100, 70, 80, 70, 60, 101, 60, 30]) {
    tracker.instance(instance, Layer.GENERAL, minute);
  }
  assert.deepEqual(
    rows.map(({ seenMs }) => seenMs / 60_000),
    [100, 70, 100, 60, 100, 101, 30],
  );
});

test('tells of an instance what the store needs for its first and last minute', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (minutes) => {
      const { registry, tracker, rows } = open();
      const instance = registry.instance(registry.service('cart', true), 'c1');
      let last = -Infinity;
      for (const minute of minutes) {
        tracker.instance(instance, Layer.GENERAL, minute);
        if (minute > last || minute < last - 60) last = minute;
      }
      const told = rows.map(({ seenMs }) => seenMs / 60_000);
      assert.deepEqual([Math.min(...told), told.at(-1)], [Math.min(...minutes), last]);
    }),
  );
});

test('tells everything once more in a new epoch of entities', () => {
  const { registry, tracker, rows } = open();
  const report = (): void => {
    const service = registry.service('cart', true);
    tracker.service(service, Layer.GENERAL, 5);
    tracker.instance(registry.instance(service, 'c1'), Layer.GENERAL, 5);
  };
  report();
  report();
  registry.rotate();
  tracker.follow();
  report();
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['service', 'instance', 'service', 'instance'],
  );
});
