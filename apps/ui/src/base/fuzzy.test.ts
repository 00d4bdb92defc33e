import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFuzzy, matchFuzzy } from './fuzzy.ts';

const names = [
  'gateway',
  'orders-primary.mysql:3306',
  'payment',
  'POST:/payments/{id}',
  '订单服务',
];

function find(query: string): string[] {
  return findFuzzy(query, names, (name) => name, 10).map(({ item }) => item);
}

test('puts a whole word before letters with gaps', () => {
  assert.deepEqual(find('pay'), ['payment', 'POST:/payments/{id}', 'orders-primary.mysql:3306']);
});

test('finds by initials and by letters of any script', () => {
  assert.equal(find('opm')[0], 'orders-primary.mysql:3306');
  assert.deepEqual(find('单服'), ['订单服务']);
});

test('gives everything in order for an empty query, up to the limit', () => {
  assert.deepEqual(
    findFuzzy(' ', names, (name) => name, 2).map(({ item }) => item),
    ['gateway', 'orders-primary.mysql:3306'],
  );
});

test('marks the letters that matched', () => {
  assert.deepEqual(matchFuzzy('way', 'gateway')?.positions, [4, 5, 6]);
  assert.equal(matchFuzzy('wag', 'gateway'), undefined);
});
