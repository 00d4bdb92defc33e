import { SeededRandom } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UriPatterns, looksLikeId } from './uri-patterns.ts';

const few = {
  idChildrenMax: 3,
  childrenMax: 6,
  partsMax: 6,
  nodesPerServiceMax: 200,
  nodesMax: 300,
};

function formatAll(patterns: UriPatterns, ...names: readonly string[]): string[] {
  return names.map((name) => patterns.format('shop', name));
}

test('tells ids from words', () => {
  const ids = [
    '0',
    '4711',
    'ORDER123',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    '3f2504e04f8911d39a0c0305e82c3301',
    'deadbeef00',
    '2026-01-31',
    'a1b2c3',
  ];
  const words = ['', 'orders', 'v1', 'v2', 'oauth2', 'utf8-names', 'deadbeef', 'shop-checkout-2'];
  assert.deepEqual(
    ids.map(looksLikeId),
    ids.map(() => true),
  );
  assert.deepEqual(
    words.map(looksLikeId),
    words.map(() => false),
  );
});

test('takes ids for a variable once there are more than a few, and keeps words', () => {
  const patterns = new UriPatterns(few);
  assert.deepEqual(
    formatAll(
      patterns,
      'GET:/users/1',
      'GET:/users/2',
      'GET:/users/list',
      'GET:/users/3',
      'GET:/users/4',
      'GET:/users/1',
      'GET:/users/list',
      'GET:/users/99/orders',
    ),
    [
      'GET:/users/1',
      'GET:/users/2',
      'GET:/users/list',
      'GET:/users/3',
      'GET:/users/{var}',
      'GET:/users/{var}',
      'GET:/users/list',
      'GET:/users/{var}/orders',
    ],
  );
});

test('takes everything for a variable where there are too many names of any kind', () => {
  const patterns = new UriPatterns(few);
  const names = ['ann', 'bob', 'cid', 'dot', 'eve', 'fay', 'gus', 'hal'];
  const shown = formatAll(patterns, ...names.map((name) => `/by/${name}/cart`));
  assert.deepEqual(shown.slice(5), ['/by/fay/cart', '/by/{var}/cart', '/by/{var}/cart']);
  assert.equal(patterns.format('shop', '/by/ann/cart'), '/by/{var}/cart');
  assert.equal(patterns.format('shop', '/by'), '/by');
});

test('merges what is under the parts that become one, down to the leaves', () => {
  const patterns = new UriPatterns(few);
  for (let user = 1; user <= 4; user++) {
    for (let order = 0; order < 2; order++) {
      patterns.format('shop', `/users/${user}/orders/${user * 10 + order}`);
    }
  }
  assert.equal(patterns.format('shop', '/users/777/orders/888'), '/users/{var}/orders/{var}');
});

test('leaves names that are no paths, and services with few endpoints, as they are', () => {
  const patterns = new UriPatterns(few);
  const names = [
    'com.shop.Catalog.find(String)',
    'Kafka/orders/Consumer',
    '',
    '/',
    'GET:/',
    'POST:/v1/books/42',
    'GET:/książka/{id}?q=ü',
  ];
  assert.deepEqual(formatAll(patterns, ...names), names);
});

test('learns for each service by itself, and for all methods', () => {
  const patterns = new UriPatterns(few);
  for (let i = 0; i < 9; i++) patterns.format('shop', `GET:/u/${i}`);
  assert.equal(patterns.format('shop', 'GET:/u/77'), 'GET:/u/{var}');
  assert.equal(patterns.format('other', 'GET:/u/77'), 'GET:/u/77');
  assert.equal(patterns.format('shop', 'PUT:/u/77'), 'PUT:/u/77');
});

test('raises its version exactly when names may read differently', () => {
  const patterns = new UriPatterns(few);
  const versions = Array.from({ length: 8 }, (_, i) => {
    patterns.format('shop', `/u/${i}`);
    return patterns.version;
  });
  assert.deepEqual(versions, [0, 0, 0, 1, 1, 1, 1, 1]);
});

test('holds no more nodes than its limits, and still answers', () => {
  const patterns = new UriPatterns({ ...few, childrenMax: 1_000_000 });
  for (let service = 0; service < 5; service++) {
    for (let i = 0; i < 500; i++) {
      const name = `/p${'x'.repeat(i % 50)}/q${'y'.repeat(i % 40)}/word${'abc'.repeat(i % 9)}`;
      assert.equal(patterns.format(`s${service}`, name), name);
    }
  }
  assert.ok(patterns.nodeCount <= 300);
});

test('takes the rest of a long path for one part', () => {
  const patterns = new UriPatterns(few);
  const path = `/${'a/'.repeat(5000)}`;
  assert.equal(patterns.format('shop', path), path);
  assert.ok(patterns.nodeCount <= 10);
});

test('brings a million order paths down to few, in any order, the same each time', () => {
  const run = (seed: number): Set<string> => {
    const random = new SeededRandom(seed);
    const patterns = new UriPatterns({ ...few, idChildrenMax: 30, childrenMax: 300 });
    const shown = new Set<string>();
    for (let i = 0; i < 20_000; i++) {
      const action = random.pick(['pay', 'ship', 'cancel']);
      shown.add(patterns.format('shop', `POST:/orders/${random.int(1, 1e9)}/${action}`));
    }
    return shown;
  };
  const shown = run(1);
  assert.deepEqual(run(1), shown);
  assert.ok(shown.has('POST:/orders/{var}/pay'));
  assert.ok(shown.size <= 30 + 3);
});

test('answers any text without failing, and never a longer tree than allowed', () => {
  const part = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('a', 'b', '{var}', ''));
  const name = fc.array(part, { maxLength: 10 }).map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.string()), { maxLength: 200 }), (names) => {
      const patterns = new UriPatterns(few);
      for (const each of names) {
        const shown = patterns.format('shop', each);
        if (!each.includes('/')) assert.equal(shown, each);
      }
      assert.ok(patterns.nodeCount <= few.nodesPerServiceMax + 1);
    }),
    { numRuns: 100 },
  );
});
