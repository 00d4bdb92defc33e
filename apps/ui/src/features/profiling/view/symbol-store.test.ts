import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SymbolColumns } from '../../../model/profile/profile-picture.ts';
import { SymbolStore } from './symbol-store.ts';

function columnsOf(group: string, from: number, names: readonly string[]): SymbolColumns {
  const { length } = names;
  return {
    group,
    from,
    names,
    texts: ['', 'a.so', 'A.java'],
    modules: new Uint32Array(length).fill(1),
    files: new Uint32Array(length).fill(2),
    lines: new Uint32Array(length).fill(7),
    kinds: new Uint8Array(length),
  };
}

test('keeps the names of what is shown when an answer for another grouping comes late', () => {
  const store = new SymbolStore();
  store.take(columnsOf('function', 0, ['f', 'g']));
  store.show('function');
  // Lines were asked for and no longer wanted; then functions again, of which only the new ones are sent.
  store.take(columnsOf('line', 0, ['l']));
  assert.deepEqual([store.name(0), store.name(1)], ['f', 'g']);
  assert.deepEqual(store.known('function'), { group: 'function', count: 2 });
  store.take(columnsOf('function', 2, ['h']));
  assert.deepEqual(
    [0, 1, 2].map((id) => store.name(id)),
    ['f', 'g', 'h'],
  );
  store.show('line');
  assert.deepEqual([store.name(0), store.place(0)], ['l', 'A.java:7']);
});

test('takes what two answers both bring only once', () => {
  const store = new SymbolStore();
  store.take(columnsOf('function', 0, ['f', 'g']));
  store.take(columnsOf('function', 0, ['f', 'g', 'h']));
  store.show('function');
  assert.deepEqual(store.known('function'), { group: 'function', count: 3 });
  assert.equal(store.name(2), 'h');
});

test('counts anew for a new worker, and shows what it showed until then', () => {
  const store = new SymbolStore();
  store.take(columnsOf('function', 0, ['f']));
  store.show('function');
  store.forget();
  assert.deepEqual([store.name(0), store.known('function').count], ['f', 0]);
  store.take(columnsOf('function', 0, ['other']));
  store.show('function');
  assert.equal(store.name(0), 'other');
});
