import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { assignHues, hueCount, hueOf } from './service-hue.ts';

test('gives a name the same hue whoever else is on the screen in whatever order, until hues collide', () => {
  const names = ['gateway', 'cart', '订单服务'];
  assert.deepEqual(assignHues(names), assignHues([...names].reverse()));
  assert.equal(assignHues(['gateway']).get('gateway'), hueOf('gateway'));
});

test('uses every hue once before one is used twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 40 }), (names) => {
      const counts = Array.from({ length: hueCount }, () => 0);
      for (const hue of assignHues(names).values()) counts[hue] = (counts[hue] ?? 0) + 1;
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }),
  );
});
