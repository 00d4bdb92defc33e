import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PairMap } from './pair-map.ts';

const key = fc.oneof(fc.nat({ max: 30 }), fc.integer({ min: 0, max: 0xffff_ffff }));

test('finds what was set, as a map of texts does', () => {
  const step = fc.record({ a: key, b: key, value: fc.nat(), clear: fc.nat({ max: 200 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
      const fast = new PairMap(4);
      const slow = new Map<string, number>();
      for (const { a, b, value, clear } of steps) {
        if (clear === 0) {
          fast.clear();
          slow.clear();
        }
        assert.equal(fast.get(a, b), slow.get(`${a},${b}`) ?? -1);
        fast.set(a, b, value);
        slow.set(`${a},${b}`, value);
      }
      assert.equal(fast.size, slow.size);
      for (const { a, b } of steps) assert.equal(fast.get(a, b), slow.get(`${a},${b}`) ?? -1);
    }),
    { numRuns: 100 },
  );
});
