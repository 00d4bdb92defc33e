import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ProfileBuilder, diffTrees, mergeTree, none, timeTree } from '@stormpetrel/profile';
import type { CallTree, StackProfile } from '@stormpetrel/profile';
import { SymbolTable } from '@stormpetrel/profile';
import {
  changeOf,
  deltaOf,
  flameOfCalls,
  flameOfDiff,
  heaviestChild,
  levelOf,
  levelsWithin,
  neighbourOf,
  pathOf,
  rowAt,
} from './flame-tree.ts';
import type { FlameTree } from './flame-tree.ts';
import { PathKeys } from './path-keys.ts';

/** A profile of stacks written as `a;b;c`, with the number of samples of each. */
export function profileOf(stacks: Readonly<Record<string, number>>): StackProfile {
  const builder = new ProfileBuilder('collapsed');
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  for (const [path, count] of Object.entries(stacks)) {
    let stack: number = none;
    for (const name of path.split(';'))
      stack = builder.stack(stack, builder.frame(builder.string(name)));
    event.add(stack);
    event.setValue(0, count);
  }
  return builder.finish();
}

function treeOf(stacks: Readonly<Record<string, number>>, symbols = new SymbolTable()): CallTree {
  return mergeTree([{ profile: profileOf(stacks) }], { symbols });
}

function namesOf(tree: FlameTree, symbols: SymbolTable): (row: number) => string {
  return (row) => (row === 0 ? 'all' : symbols.name(tree.symbol[row] as number));
}

const stacks = fc.dictionary(
  fc
    .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 })
    .map((path) => path.join(';')),
  fc.integer({ min: 1, max: 50 }),
  { minKeys: 1, maxKeys: 12 },
);

test('lays a tree out level by level, the heaviest on the left', () => {
  const symbols = new SymbolTable();
  const tree = flameOfCalls(treeOf({ 'a;b': 2, 'a;c': 5, d: 9 }, symbols), 'weight');
  const name = namesOf(tree, symbols);
  assert.deepEqual(
    Array.from({ length: tree.count }, (_, row) => [name(row), tree.start[row], tree.width[row]]),
    [
      ['all', 0, 16],
      ['d', 0, 9],
      ['a', 9, 7],
      ['c', 9, 5],
      ['b', 14, 2],
    ],
  );
  assert.deepEqual([...tree.levelOffsets], [0, 1, 3, 5]);
});

test('keeps every row inside of its parent, beside its siblings and at its level', () => {
  fc.assert(
    fc.property(stacks, fc.constantFrom('weight' as const, 'name' as const), (of, order) => {
      const tree = flameOfCalls(treeOf(of), order);
      for (let row = 1; row < tree.count; row++) {
        const above = tree.parent[row] as number;
        assert.equal(levelOf(tree, row), levelOf(tree, above) + 1);
        assert.ok(
          row >= (tree.childStart[above] as number) && row < (tree.childStart[above + 1] as number),
        );
        const end = (tree.start[row] as number) + (tree.width[row] as number);
        assert.ok((tree.start[row] as number) >= (tree.start[above] as number));
        assert.ok(end <= (tree.start[above] as number) + (tree.width[above] as number));
        const next = row + 1;
        if (next < tree.count && levelOf(tree, next) === levelOf(tree, row))
          assert.ok(end <= (tree.start[next] as number));
      }
    }),
  );
});

test('finds the row at a place, as a look at every row does', () => {
  fc.assert(
    fc.property(stacks, fc.nat(7), fc.nat(700), (of, level, at) => {
      const tree = flameOfCalls(treeOf(of), 'weight');
      const place = (at / 700) * tree.whole * 1.1;
      let slow = -1;
      for (let row = 0; row < tree.count; row++) {
        const from = tree.start[row] as number;
        const isIn = place >= from && place < from + (tree.width[row] as number);
        if (isIn && levelOf(tree, row) === level) slow = row;
      }
      assert.equal(rowAt(tree, level, place), slow);
    }),
  );
});

test('finds every path by its key again, also in a tree that has more in it', () => {
  fc.assert(
    fc.property(stacks, stacks, (few, more) => {
      const symbols = new SymbolTable();
      const tree = flameOfCalls(treeOf(few, symbols), 'weight');
      const larger = flameOfCalls(treeOf({ ...more, ...few }, symbols), 'name');
      const keys = new PathKeys(tree, (id) => symbols.name(id));
      const largerKeys = new PathKeys(larger, (id) => symbols.name(id));
      for (let row = 1; row < tree.count; row++) {
        assert.equal(keys.find(keys.keyOf(row)), row);
        const there = largerKeys.find(keys.keyOf(row));
        assert.deepEqual(
          pathOf(larger, there).map(namesOf(larger, symbols)),
          pathOf(tree, row).map(namesOf(tree, symbols)),
        );
      }
    }),
  );
});

test('has no row for a key that makes no sense', () => {
  const tree = flameOfCalls(treeOf({ a: 1 }), 'weight');
  const keys = new PathKeys(tree, () => 'a');
  for (const key of [undefined, '', 'zzz', '00000000000000', 'ÄÄÄÄÄÄÄÄÄÄÄÄÄÄ'])
    assert.equal(keys.find(key), -1);
  assert.equal(keys.keyOf(0), undefined);
});

test('walks to the heaviest child, to neighbours, and stays at the edge', () => {
  const symbols = new SymbolTable();
  const tree = flameOfCalls(treeOf({ 'a;b': 2, 'a;c': 5, d: 3 }, symbols), 'weight');
  const name = namesOf(tree, symbols);
  const a = heaviestChild(tree, 0);
  assert.equal(name(a), 'a');
  assert.equal(name(heaviestChild(tree, a)), 'c');
  assert.equal(name(neighbourOf(tree, a, 1)), 'd');
  assert.equal(name(neighbourOf(tree, a, -1)), 'a');
  assert.equal(heaviestChild(tree, neighbourOf(tree, a, 1)), -1);
});

test('compares shares of both wholes, and keeps what is gone without a width', () => {
  const symbols = new SymbolTable();
  const before = treeOf({ 'a;b': 50, c: 50 }, symbols);
  const after = treeOf({ 'a;b': 30, 'a;d': 10 }, symbols);
  const diff = diffTrees(before, after, { normalised: false });
  const tree = flameOfDiff(diff, 'name', { scale: 1 / 40, scaleBefore: 1 / 100 });
  const name = namesOf(tree, symbols);
  const rows = Array.from({ length: tree.count }, (_, row) => [
    name(row),
    tree.width[row],
    tree.before[row],
    Number(deltaOf(tree, row).toFixed(3)),
    Number(changeOf(tree, row).toFixed(3)),
  ]);
  assert.deepEqual(rows, [
    ['all', 40, 100, 0, 0],
    ['a', 40, 50, 0.5, 0.5],
    ['c', 0, 50, -0.5, -1],
    ['b', 30, 50, 0.25, 0.333],
    ['d', 10, 0, 0.25, 1],
  ]);
});

test('names each of the rows that have the same path, as in order of time', () => {
  const symbols = new SymbolTable();
  const builder = new ProfileBuilder('jfr');
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  for (const [index, path] of ['a;x', 'b', 'a;x', 'a;y', 'b', 'a;x'].entries()) {
    let stack: number = none;
    for (const name of path.split(';'))
      stack = builder.stack(stack, builder.frame(builder.string(name)));
    event.add(stack, 1000 + index, none);
    event.setValue(0, 1);
  }
  const tree = flameOfCalls(timeTree({ profile: builder.finish() }, { symbols }), 'row');
  const keys = new PathKeys(tree, (id) => symbols.name(id));
  const rows = Array.from({ length: tree.count - 1 }, (_, index) => index + 1);
  assert.ok(rows.length > 7);
  assert.deepEqual(
    rows.map((row) => keys.find(keys.keyOf(row))),
    rows,
  );
  // Under another filter there may be fewer: then it is the last of them.
  const first = keys.keyOf(1) ?? '';
  assert.equal(keys.find(`${first}.99`), keys.find(`${first}.2`));
  assert.deepEqual(
    [keys.find(`${first}.x`), keys.find(`${first}.-1`), keys.find('')],
    [-1, -1, -1],
  );
});

test('counts the levels of a stretch as going through all rows does', () => {
  fc.assert(
    fc.property(stacks, fc.nat(99), fc.integer({ min: 1, max: 50 }), (weights, start, length) => {
      const tree = flameOfCalls(treeOf(weights), 'weight');
      const [from, to] = [start / 100, Math.min(1, (start + length) / 100)];
      let deepest = 0;
      for (let row = 0; row < tree.count; row++) {
        const left = (tree.start[row] as number) / tree.whole;
        const right = left + (tree.width[row] as number) / tree.whole;
        const overlap = Math.min(right, to) - Math.max(left, from);
        if (overlap > (to - from) * 1e-5) deepest = Math.max(deepest, levelOf(tree, row));
      }
      assert.equal(levelsWithin(tree, from, to), deepest + 1);
    }),
  );
});

test('leaves a deep neighbour out of the levels of the frame beside it', () => {
  const deep = Array.from({ length: 50 }, (_, level) => `f${level}`).join(';');
  const tree = flameOfCalls(treeOf({ [deep]: 7, 'a;b': 3 }), 'weight');
  for (let row = 1; row < tree.count; row++) {
    const from = (tree.start[row] as number) / tree.whole;
    const to = from + (tree.width[row] as number) / tree.whole;
    assert.equal(levelsWithin(tree, from, to), tree.start[row] === 7 ? 3 : 51);
  }
});
