import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteCache } from './byte-cache.ts';

const letters = ['a', 'b', 'c', 'd'];

function keysOf(cache: ByteCache<string>): string {
  return letters.filter((key) => cache.find(key) !== undefined).join('');
}

test('forgets what was not used for longest when it weighs too much', () => {
  const cache = new ByteCache<string>(10);
  for (const key of letters.slice(0, 3)) cache.put(key, key, 3);
  cache.find('a');
  cache.grow('c', 4);
  assert.equal(keysOf(cache), 'ac');
  assert.equal(cache.sizeBytes, 10);
});

test('forgets what it is told to', () => {
  const cache = new ByteCache<string>(100);
  for (const key of letters) cache.put(key, key, 3);
  cache.deleteWhere((key) => key < 'c');
  assert.equal(keysOf(cache), 'cd');
  assert.equal(cache.sizeBytes, 6);
});
