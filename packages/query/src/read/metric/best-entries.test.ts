import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { BestEntries } from './best-entries.ts';

test('keeps what sorting everything and cutting would keep', () => {
  const entry = fc.record({ key: fc.string({ maxLength: 2 }), value: fc.integer({ max: 9 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: ({ key }) => key }),
      fc.integer({ min: 0, max: 8 }),
      fc.constantFrom('asc', 'des'),
      (entries, count, order) => {
        const best = new BestEntries(count, order);
        for (const { key, value } of entries) best.offer(value, () => key);
        const sign = order === 'des' ? -1 : 1;
        const sorted = entries.toSorted(
          (a, b) => sign * (a.value - b.value) || (a.key < b.key ? -1 : 1),
        );
        assert.deepEqual(
          best.list(),
          sorted.slice(0, count).map(({ key, value }) => ({ key, value })),
        );
      },
    ),
  );
});
