import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringInterner } from '@stormpetrel/base';
import { NameValues } from './name-values.ts';

test('computes a value once for each name, and anew when names or meanings change', () => {
  const names = new StringInterner({ namesMax: 100_000, bytesMax: 1 << 20 });
  const computed: string[] = [];
  let add = 0;
  const values = new NameValues(names, (name) => {
    computed.push(name);
    return name.length + add;
  });
  const ask = (name: string): number => values.get(names.intern(name));
  assert.deepEqual(['a', 'bb', '', 'a'].map(ask), [1, 2, 0, 1]);
  assert.equal(values.follow(), false);
  assert.deepEqual(computed, ['a', 'bb', '']);

  add = 10;
  values.forget();
  assert.deepEqual([ask('a'), ask('bb')], [11, 12]);

  names.reset();
  assert.equal(values.follow(), true);
  assert.deepEqual([ask('ccc'), ask('a')], [13, 11]);
});

test('takes names by the ten thousand', () => {
  const names = new StringInterner({ namesMax: 100_000, bytesMax: 1 << 20 });
  const values = new NameValues(names, (name) => Number(name) % 7);
  const ids = Array.from({ length: 10_000 }, (_, i) => names.intern(String(i)));
  assert.equal(values.get(ids.at(-1) ?? 0), 9_999 % 7);
  assert.deepEqual(
    ids.map((id) => values.get(id)),
    ids.map((_, i) => i % 7),
  );
});
