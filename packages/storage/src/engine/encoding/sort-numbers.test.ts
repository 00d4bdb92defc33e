import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sortUint32 } from './sort-numbers.ts';

/** Few and many, over all 32 bits and within one digit: where a digit is the same for all, its pass is left out. */
const numbers = fc
  .tuple(
    fc.integer({ min: 0, max: 5_000 }),
    fc.constantFrom(1, 40, 1 << 12, 2 ** 23, 2 ** 32),
    fc.nat(),
  )
  .map(([length, below, seed]) => {
    let state = seed;
    return Uint32Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below) + (2 ** 32 - below);
    });
  });

test('sorts as the native sort does, in place', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const wanted = values.slice().sort();
      assert.equal(sortUint32(values), values);
      assert.deepEqual(values, wanted);
    }),
    { numRuns: 60 },
  );
});

test('sorts one number that differs from all others in a digit', () => {
  for (const other of [0, 1 << 11, 1 << 22, 2 ** 32 - 1]) {
    const values = Uint32Array.from({ length: 2_000 }, (_, i) => (i * 7) % 1_000);
    values[1_234] = other;
    const wanted = values.slice().sort();
    assert.deepEqual(sortUint32(values), wanted);
  }
});

test('leaves what lies beside the numbers alone', () => {
  const around = new Uint32Array(3_002).fill(7);
  for (let i = 1; i < 3_001; i++) around[i] = Math.imul(i, 0x9e3779b1) >>> 0;
  const wanted = [7, ...around.slice(1, 3_001).sort(), 7];
  sortUint32(around.subarray(1, 3_001));
  assert.deepEqual([...around], wanted);
});
