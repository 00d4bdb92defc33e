import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { PairTable, hashPair } from './pair-table.ts';

test('numbers pairs in the order of their coming, as a map of texts does', () => {
  const number = fc.oneof(fc.nat(5), fc.nat(0xffff_ffff), fc.constant(0xffff_ffff));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 3000 }), (pairs) => {
      const table = new PairTable();
      const twin = new Map<string, number>();
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        assert.equal(table.find(first, second), twin.get(key) ?? -1);
        if (!twin.has(key)) twin.set(key, twin.size);
        assert.equal(table.intern(first, second), twin.get(key));
      }
      assert.equal(table.size, twin.size);
    }),
  );
});

test('refuses numbers that were chosen to meet in one slot, before they cost much', () => {
  // Undoes the multiplication and the shift that the hash begins with.
  let inverse = 1;
  for (let step = 0; step < 5; step++) {
    inverse = Math.imul(inverse, 2 - Math.imul(0x9e3779b1, inverse));
  }
  const table = new PairTable();
  const hashes = new Set<number>();
  const insertAll = (): void => {
    for (let second = 0; second < 100_000; second++) {
      const mixed = 0x1234_5678 ^ (second + 0x7f4a7c15);
      const first = Math.imul(mixed ^ (mixed >>> 15) ^ (mixed >>> 30), inverse) >>> 0;
      hashes.add(hashPair(first, second));
      table.intern(first, second);
    }
  };
  assert.throws(
    insertAll,
    (thrown) => thrown instanceof CodedError && thrown.code === 'PROFILE_MALFORMED',
  );
  assert.equal(hashes.size, 1);
  assert.ok(table.size < 2_000, `${table.size}`);
});

test('takes honest numbers of any shape: in a row, aligned as addresses are, or different in high bits only', () => {
  const shapes: readonly ((at: number) => readonly [number, number])[] = [
    (at) => [(at - 1) >>> 0, 7],
    (at) => [at >> 3, at & 7],
    (at) => [0x7f3c, (at << 12) >>> 0],
    (at) => [(at << 12) >>> 0, (at << 12) >>> 0],
    (at) => [((at & 511) << 20) >>> 0, ((at >> 9) << 20) >>> 0],
  ];
  for (const shape of shapes) {
    const table = new PairTable();
    for (let at = 0; at < 200_000; at++) table.intern(...shape(at));
    assert.equal(table.size, 200_000);
  }
});
