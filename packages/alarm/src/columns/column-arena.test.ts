import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ColumnArena, OverBudget } from './column-arena.ts';

test('arrays are given out again, and not beyond the budget', () => {
  const arena = new ColumnArena(100);
  const first = arena.take(40);
  assert.equal(arena.take(60).length, 60);
  assert.throws(() => arena.take(1), OverBudget);
  arena.release();
  assert.equal(arena.take(40), first);
});

test('what lies ready makes room for other lengths', () => {
  const arena = new ColumnArena(100);
  for (const length of [100, 90, 50, 50]) {
    arena.take(length);
    if (length !== 50) arena.release();
  }
  assert.throws(() => arena.take(1), OverBudget);
});

test('what is kept counts', () => {
  const arena = new ColumnArena(100);
  const values = arena.take(60);
  const row = { labels: [], values, stride: 1, offset: 0, has: undefined };
  arena.pin({ single: true, labelled: false, width: 1, whole: false, rows: [row] });
  arena.release();
  assert.throws(() => arena.take(60), OverBudget);
  assert.equal(arena.take(40).length, 40);
});
